#include "html/words.hpp"

#include "html/assets.hpp"
#include "html/catalogue.hpp"

namespace vienreiz::html {
namespace words {

// Read once, on first use. The file is part of the binary, so a fault in it is our own.
const Catalogue& latvian() {
    static const Catalogue catalogue = [] {
        auto read = Catalogue::parse(embedded("lv.po"));
        check(read.has_value(), read ? "" : read.error().where + ": " + read.error().what);
        return std::move(*read);
    }();
    return catalogue;
}

// Sentences whose last value is a sentence itself. Any other value is left as it is: a field may well be called "Name",
// and must not be translated.
constexpr std::array carriers{std::string_view("Line {}: {}"),
                              std::string_view("The name of column {} cannot be read: {}")};

std::optional<std::string> retold_with_sentence_inside(std::string_view english) {
    for (auto carrier : carriers) {
        auto values = values_in(english, carrier);
        const auto* found = latvian().find(carrier);
        if (!values || found == nullptr) continue;
        values->back() = speak::retold(Language::lv, values->back());
        return filled_in(found->forms[0], values->data(), values->size());
    }
    return {};
}

std::size_t holes_in(std::string_view sentence) {
    std::size_t holes = 0;
    for (auto at = sentence.find("{}"); at != sentence.npos; at = sentence.find("{}", at + 2))
        ++holes;
    return holes;
}

// q of one member of Accept-Language, in thousandths: "en;q=0.8" is 800.
unsigned quality(std::string_view parameters) {
    auto at = parameters.find("q=");
    if (at == parameters.npos) return 1000;
    auto value = trim(parameters.substr(at + 2));
    if (value.starts_with("1")) return 1000;
    if (!value.starts_with("0.")) return 0;
    std::string digits(value.substr(2, 3));
    digits.resize(3, '0');
    return number<unsigned>(digits).value_or(0);
}

} // namespace words

std::string_view code(Language language) { return language == Language::lv ? "lv" : "en"; }
std::string_view own_name(Language language) {
    return language == Language::lv ? "Latviešu" : "English";
}
std::optional<Language> language_from(std::string_view text) {
    for (auto language : languages)
        if (code(language) == text) return language;
    return {};
}

Language preferred_language(std::string_view accept_language) {
    auto best = Language::lv;
    unsigned best_quality = 0;
    for (auto member : split(accept_language, ',')) {
        auto semicolon = member.find(';');
        auto range = lower(trim(member.substr(0, semicolon)));
        auto language = language_from(range.substr(0, range.find('-')));
        auto quality =
            semicolon == member.npos ? 1000 : words::quality(member.substr(semicolon + 1));
        if (!language || quality <= best_quality) continue;
        best = *language;
        best_quality = quality;
    }
    return best;
}

namespace speak {

std::string sentence(Language language, std::string_view english, const std::string* values,
                     std::size_t count) {
    auto text = english;
    if (language == Language::lv)
        if (const auto* found = words::latvian().find(english)) text = found->forms[0];
    return count == 0 ? std::string(text) : filled_in(text, values, count);
}

std::string plural(Language language, std::uint64_t number, std::string_view one,
                   std::string_view many, const std::string* values, std::size_t count) {
    auto text = number == 1 ? one : many;
    if (language == Language::lv) {
        const auto* found = words::latvian().find(one);
        if (found != nullptr && found->forms.size() == 3)
            text = found->forms[static_cast<std::size_t>(latvian_plural(number))];
    }
    return filled_in(text, values, count);
}

std::string filled(std::string_view text, const std::string* values, std::size_t count) {
    return filled_in(text, values, count);
}

std::string retold(Language language, std::string_view english) {
    if (language != Language::lv) return std::string(english);
    if (const auto* found = words::latvian().find(english)) return found->forms[0];
    if (auto carried = words::retold_with_sentence_inside(english)) return std::move(*carried);
    // Of those it fits the one that says most; what says next to nothing fits by chance.
    std::size_t said = 10;
    std::string out(english);
    for (const auto& [sentence, translation] : words::latvian().entries()) {
        auto says = sentence.size() - 2 * words::holes_in(sentence);
        if (says <= said || !translation.plural.empty()) continue;
        auto values = values_in(english, sentence);
        if (!values || values->empty()) continue;
        said = says;
        out = filled_in(translation.forms[0], values->data(), values->size());
    }
    return out;
}

} // namespace speak

} // namespace vienreiz::html
