// Our sentences in the languages we speak.
//
//   Words t{Language::lv};
//   t("Save and continue")                                     "Saglabāt un turpināt"
//   t("Published by {} on {}", institution, day)               values in order
//   t.plural(rows, "{} row", "{} rows")                        "21 rinda", "22 rindas"
//   t.rich("Read {} first", link)                              Markup, the sentence escaped
//
// The English sentence is the key in po/lv.po, which is part of the binary. A sentence that Latvian
// lacks is spoken in English; a test of this folder finds such sentences, and translations nobody
// uses.
#pragma once

#include "base/text.hpp"
#include "html/markup.hpp"
#include "html/sentence.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vienreiz::html {

enum class Language : std::uint8_t { lv, en };
inline constexpr std::array languages{Language::lv, Language::en};

std::string_view code(Language language);     // "lv": for lang="" and URLs
std::string_view own_name(Language language); // "Latviešu"
std::optional<Language> language_from(std::string_view code);
Language preferred_language(std::string_view accept_language); // RFC 9110 §12.5.4; ours is Latvian

namespace speak {
std::string sentence(Language language, std::string_view english, const std::string* values,
                     std::size_t count);
std::string plural(Language language, std::uint64_t number, std::string_view one,
                   std::string_view many, const std::string* values, std::size_t count);
std::string filled(std::string_view text, const std::string* values, std::size_t count);
// A sentence that was put together elsewhere, values and all: what a rule says when it refuses. It
// is known by the sentence it fits, and stays English when it fits none.
std::string retold(Language language, std::string_view english);

template <class Value>
std::string shown(const Value& value) {
    if constexpr (std::same_as<Value, Markup>)
        return value.text;
    else if constexpr (Number<Value>)
        return std::to_string(value);
    else
        return std::string(std::string_view(value));
}
} // namespace speak

struct Words {
    Language language = Language::lv;

    std::string operator()(Sentence<0> sentence) const {
        return speak::sentence(language, sentence.english, nullptr, 0);
    }
    template <class... Values>
    std::string operator()(Sentence<sizeof...(Values)> sentence, const Values&... values) const {
        const std::array<std::string, sizeof...(Values)> texts{speak::shown(values)...};
        return speak::sentence(language, sentence.english, texts.data(), texts.size());
    }
    // The count is the first value of both sentences, in groups of three digits: "48 213 rows".
    template <class... Values>
    std::string plural(std::uint64_t count, Sentence<1 + sizeof...(Values)> one,
                       Sentence<1 + sizeof...(Values)> many, const Values&... values) const {
        const std::array<std::string, 1 + sizeof...(Values)> texts{grouped(count),
                                                                   speak::shown(values)...};
        return speak::plural(language, count, one.english, many.english, texts.data(),
                             texts.size());
    }
    // The same with the count shown as another text, for a script that will put a number there.
    std::string plural_as(std::uint64_t count, const std::string& shown, Sentence<1> one,
                          Sentence<1> many) const {
        return speak::plural(language, count, one.english, many.english, &shown, 1);
    }
    template <class... Values>
    Markup rich(Sentence<sizeof...(Values)> sentence, const Values&... values) const {
        const std::array<std::string, sizeof...(Values)> texts{html_of(values)...};
        auto text = escaped(speak::sentence(language, sentence.english, nullptr, 0));
        return Markup{speak::filled(text, texts.data(), texts.size())};
    }

private:
    template <class Value>
    static std::string html_of(const Value& value) {
        if constexpr (std::same_as<Value, Markup>)
            return value.text;
        else
            return escaped(speak::shown(value));
    }
};

// The same, where the language is at hand and no Words is.
template <class... Values>
std::string t(Language language, Sentence<sizeof...(Values)> sentence, const Values&... values) {
    return Words{language}(sentence, values...);
}

} // namespace vienreiz::html
