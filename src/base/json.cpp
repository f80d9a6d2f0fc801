#include "base/json.hpp"

#include "base/limits.hpp"
#include "base/machine_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace vienreiz::json {

namespace {
// A number too large for a double is read as infinity, which JSON cannot say again.
bool all_finite(const Value& value) {
    if (const auto* number = value.if_double()) return std::isfinite(*number);
    if (const auto* list = value.if_array()) return std::ranges::all_of(*list, all_finite);
    if (const auto* object = value.if_object())
        return std::ranges::all_of(*object,
                                   [](const auto& member) { return all_finite(member.value()); });
    return true;
}

// ---- members that stand twice ------------------------------------------------------------------
// Boost.JSON keeps the last of them and says nothing. So the members there are in the text, which has
// a colon for each, are counted against those that were kept; who lost one is looked for only then.

// Behind the closing quote of the string that begins at `at`. The text is JSON.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    for (++at; text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    return at + 1;
}

std::size_t members_in(std::string_view text) {
    std::size_t colons = 0;
    for (std::size_t at = 0; at < text.size();) {
        colons += text[at] == ':';
        at = text[at] == '"' ? end_of_string(text, at) : at + 1;
    }
    return colons;
}

std::size_t members_in(const Value& value) {
    std::size_t count = 0;
    if (const auto* list = value.if_array())
        for (const auto& element : *list) count += members_in(element);
    if (const auto* object = value.if_object())
        for (const auto& member : *object) count += 1 + members_in(member.value());
    return count;
}

// The JSON pointer of the first member that stands twice in a text which is JSON.
std::string doubled_member(std::string_view text) {
    struct Level {
        bool object = false;
        bool names_next = false; // in an object: a name comes, not its value
        std::string name{};
        std::size_t index = 0; // in a list
        std::set<std::string> names{};
    };
    std::vector<Level> levels;
    auto pointer = [&] {
        std::string out;
        for (const auto& level : levels)
            out += pointer_step(level.object ? level.name : std::to_string(level.index));
        return out;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '{' || text[at] == '[')
            levels.push_back({.object = text[at] == '{', .names_next = text[at] == '{'});
        else if (text[at] == '}' || text[at] == ']')
            levels.pop_back();
        else if (text[at] == ':')
            levels.back().names_next = false;
        else if (text[at] == ',')
            ++levels.back().index, levels.back().names_next = levels.back().object;
        if (text[at] != '"') continue;
        auto end = end_of_string(text, at);
        if (!levels.empty() && levels.back().names_next) {
            auto& level = levels.back();
            level.name = std::string(boost::json::parse(text.substr(at, end - at)).as_string());
            if (!level.names.insert(level.name).second) return pointer();
        }
        at = end - 1;
    }
    return {};
}
} // namespace

Result<Value> parse(std::string_view text) {
    if (auto at = invalid_utf8_at(text))
        return Failure{Kind::invalid, fmt::format("JSON is written in UTF-8; byte {} is not", *at)};
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = limits::json_depth;
    boost::json::parser parser({}, options);
    auto used = parser.write_some(text.data(), text.size(), error);
    if (!error && !trim(text.substr(used)).empty()) error = boost::json::error::extra_data;
    if (error)
        return Failure{Kind::invalid,
                       fmt::format("This is not JSON: {} (after {} bytes)", error.message(), used)};
    auto value = parser.release();
    if (!all_finite(value)) return Failure{Kind::invalid, "A number here is too large"};
    // RFC 8259 §4: "The names within an object SHOULD be unique"; two readers may keep different ones.
    if (members_in(text) != members_in(value))
        return Failure{Kind::invalid, "This member stands here twice", doubled_member(text)};
    return value;
}

std::string text(const Value& value) { return boost::json::serialize(value); }

void write(std::string& out, const Value& value) { out += boost::json::serialize(value); }

namespace {
// Every answer's text passes here, and hardly any of it needs escaping.
// The highest bit of a byte that does, or of none.
std::uint64_t eight_need_escaping(const char* text) {
    using namespace machine_words;
    auto eight = load(text), quotes = eight ^ ones * '"', slashes = eight ^ ones * '\\';
    return (((eight - ones * 0x20) & ~eight) | ((quotes - ones) & ~quotes) |
            ((slashes - ones) & ~slashes)) &
           highs;
}

bool needs_escaping(std::string_view s) {
    auto needs = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
    };
    if (s.size() < 8) return std::ranges::any_of(s, needs);
    auto found = eight_need_escaping(s.data() + s.size() - 8);
    for (std::size_t i = 0; i + 8 < s.size(); i += 8) found |= eight_need_escaping(s.data() + i);
    return found != 0;
}

void write_escaped(std::string& out, std::string_view s) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (char byte : s) {
        auto c = static_cast<unsigned char>(byte);
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (c < 0x20)
                out += "\\u00", out += digits[c >> 4], out += digits[c & 15];
            else
                out += byte;
        }
    }
}
} // namespace

void write_string(std::string& out, std::string_view s) {
    if (!needs_escaping(s)) return append(out, "\"", s, "\"");
    out += '"';
    write_escaped(out, s);
    out += '"';
}

Failure wrong_type(std::string_view wanted, const Value& got) {
    std::string_view kind = got.is_null()     ? "nothing"
                            : got.is_bool()   ? "true or false"
                            : got.is_number() ? "a number"
                            : got.is_string() ? "text"
                            : got.is_array()  ? "a list"
                                              : "an object";
    return {Kind::invalid, fmt::format("Here stands {}, but {} is wanted", kind, wanted)};
}

Failure unknown_member(std::string_view name, std::string_view known) {
    return {Kind::invalid,
            fmt::format("There is no member \"{}\" here; known are: {}", name, known),
            pointer_step(name)};
}

Failure unknown_name(std::string_view got, std::string_view known) {
    return {Kind::invalid, fmt::format("\"{}\" is not one of: {}", got, known)};
}

Failure absent_member(std::string_view name) {
    return {Kind::invalid, fmt::format("The member \"{}\" is missing", name), pointer_step(name)};
}

std::string pointer_step(std::string_view name) {
    return "/" + replace_all(replace_all(name, "~", "~0"), "/", "~1");
}

} // namespace vienreiz::json
