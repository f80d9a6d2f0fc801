#include "html/catalogue.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::html {
namespace catalogue {

// One keyword with its string: msgid "...", msgstr[1] "..." and the quoted lines after it.
struct Entry {
    std::size_t line = 0;
    std::string id, plural;
    std::vector<std::string> forms;
    bool has_id = false, has_plural = false;
};

Failure fault(std::size_t line, std::string what) {
    return {Kind::invalid, std::move(what), "line " + std::to_string(line)};
}

// The inside of one quoted line.
Result<std::string> unquoted(std::string_view text, std::size_t line) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
        return fault(line, "A string stands in double quotes");
    text = text.substr(1, text.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') return fault(line, "A quote inside a string is written \\\"");
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        if (++i == text.size()) return fault(line, "A string ends in a lone backslash");
        switch (text[i]) {
        case 'n':
            out += '\n';
            break;
        case 't':
            out += '\t';
            break;
        case '"':
            out += '"';
            break;
        case '\\':
            out += '\\';
            break;
        default:
            return fault(line, "A backslash stands before n, t, a quote or a backslash");
        }
    }
    return out;
}

// The numbers of the values a text shows, sorted: "{1} of {0}" and "{} of {}" are both 0, 1.
Result<std::vector<std::size_t>> values_of(std::string_view text, std::size_t line) {
    std::vector<std::size_t> values;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '}') return fault(line, "A } stands alone");
        if (text[i] != '{') continue;
        auto end = text.find('}', i);
        if (end == text.npos) return fault(line, "A { is left open");
        auto inside = text.substr(i + 1, end - i - 1);
        auto given = number<std::size_t>(inside);
        if (!inside.empty() && !given) return fault(line, "A value is written {} or {0}");
        values.push_back(inside.empty() ? values.size() : *given);
        i = end;
    }
    std::ranges::sort(values);
    return values;
}

Outcome same_values(std::string_view english, std::string_view translation, std::size_t line) {
    auto wanted = TRY(values_of(english, line));
    auto given = TRY(values_of(translation, line));
    if (wanted != given)
        return fault(line, fmt::format("The translation of “{}” shows other values", english));
    return {};
}

Outcome check_entry(const Entry& entry) {
    if (entry.forms.empty()) return fault(entry.line, "A msgid has no msgstr");
    if (entry.id.empty()) {
        if (!entry.forms[0].contains(latvian_plural_forms))
            return fault(entry.line, "The header lacks the plural forms of the language");
        return {};
    }
    auto wanted = entry.has_plural ? 3U : 1U;
    if (entry.forms.size() != wanted)
        return fault(entry.line, fmt::format("“{}” needs {} forms", entry.id, wanted));
    if (entry.has_plural) TRY(same_values(entry.id, entry.plural, entry.line));
    for (const auto& form : entry.forms) {
        if (form.empty()) return fault(entry.line, fmt::format("“{}” is not translated", entry.id));
        TRY(same_values(entry.id, form, entry.line));
    }
    return {};
}

// Reads line by line; `into` is the string that a following quoted line goes on with.
class Reader {
public:
    Result<std::vector<Entry>> read(std::string_view po) {
        for (auto line : split(po, '\n')) {
            ++line_;
            TRY(read_line(trim(line)));
        }
        TRY(finish());
        return std::move(entries_);
    }

private:
    Outcome read_line(std::string_view line) {
        if (line.empty()) return finish();
        if (line.starts_with("#")) return comment(line);
        if (line.starts_with("\"")) {
            if (into_ == nullptr) return fault(line_, "A string belongs to no keyword");
            *into_ += TRY(unquoted(line, line_));
            return {};
        }
        auto space = line.find(' ');
        if (space == line.npos) return fault(line_, "A keyword stands before a string");
        into_ = TRY(target(line.substr(0, space)));
        *into_ = TRY(unquoted(trim(line.substr(space)), line_));
        return {};
    }
    Outcome comment(std::string_view line) {
        if (line.starts_with("#~")) return fault(line_, "Remove what is no longer used");
        if (line.starts_with("#,") && line.contains("fuzzy"))
            return fault(line_, "A fuzzy translation has not been checked yet");
        return {};
    }
    // The string a keyword names. Keywords come in the order of the format.
    Result<std::string*> target(std::string_view keyword) {
        if (keyword == "msgid" && !entry_.has_id) {
            entry_.has_id = true;
            entry_.line = line_;
            return &entry_.id;
        }
        if (keyword == "msgid_plural" && entry_.has_id && entry_.forms.empty() &&
            !entry_.has_plural) {
            entry_.has_plural = true;
            return &entry_.plural;
        }
        auto form = entry_.has_plural ? fmt::format("msgstr[{}]", entry_.forms.size()) : "msgstr";
        if (keyword == form && entry_.has_id && (entry_.has_plural || entry_.forms.empty())) {
            entry_.forms.emplace_back();
            return &entry_.forms.back();
        }
        return fault(line_, fmt::format("{} is out of place", keyword));
    }
    Outcome finish() {
        into_ = nullptr;
        if (!entry_.has_id) return {};
        if (entries_.empty() != entry_.id.empty())
            return fault(entry_.line, "The header, whose msgid is empty, stands first and once");
        TRY(check_entry(entry_));
        entries_.push_back(std::exchange(entry_, {}));
        return {};
    }

    std::vector<Entry> entries_;
    Entry entry_;
    std::string* into_ = nullptr;
    std::size_t line_ = 0;
};

} // namespace catalogue

Plural latvian_plural(std::uint64_t count) {
    if (count % 10 == 0 || (count % 100 >= 11 && count % 100 <= 19)) return Plural::zero;
    return count % 10 == 1 ? Plural::one : Plural::other;
}

Result<Catalogue> Catalogue::parse(std::string_view po) {
    if (po.size() > limits::catalogue)
        return Failure{Kind::too_large, "The catalogue is larger than any of ours could be"};
    if (auto at = invalid_utf8_at(po))
        return Failure{Kind::invalid, "The catalogue is not UTF-8", fmt::format("byte {}", *at)};
    Catalogue out;
    for (auto& entry : TRY(catalogue::Reader().read(po))) {
        if (entry.id.empty()) continue; // the header
        auto [at, is_new] = out.entries_.try_emplace(
            entry.id, Translation{std::move(entry.plural), std::move(entry.forms)});
        if (!is_new)
            return catalogue::fault(entry.line, fmt::format("“{}” stands twice", entry.id));
    }
    return out;
}

const Translation* Catalogue::find(std::string_view english) const {
    auto at = entries_.find(english);
    return at == entries_.end() ? nullptr : &at->second;
}

std::string filled_in(std::string_view text, const std::string* values, std::size_t count) {
    std::string out;
    std::size_t next = 0;
    while (true) {
        auto begin = text.find('{');
        auto end = text.find('}', begin == text.npos ? 0 : begin);
        if (begin == text.npos || end == text.npos) break;
        out += text.substr(0, begin);
        auto value = number<std::size_t>(text.substr(begin + 1, end - begin - 1)).value_or(next++);
        out +=
            value < count ? std::string_view(values[value]) : text.substr(begin, end - begin + 1);
        text.remove_prefix(end + 1);
    }
    out += text;
    return out;
}

std::optional<std::vector<std::string>> values_in(std::string_view text,
                                                  std::string_view sentence) {
    auto hole = sentence.find("{}");
    if (!text.starts_with(sentence.substr(0, hole))) return {};
    std::vector<std::string> values;
    while (hole != sentence.npos) {
        text.remove_prefix(hole);
        sentence.remove_prefix(hole + 2);
        hole = sentence.find("{}");
        // The last literal stands at the end of the text, each other where it first comes.
        auto literal = sentence.substr(0, hole);
        auto end = hole == sentence.npos ? text.size() - std::min(literal.size(), text.size())
                                         : text.find(literal);
        if (end == text.npos || text.substr(end, literal.size()) != literal) return {};
        values.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    if (text != sentence) return {};
    return values;
}

} // namespace vienreiz::html
