// A sentence of ours, in English, which is also its key in po/*.po. "{}" stands for a value, "{0}"
// is not used here; the number of values is part of the type, so a call with too few or too many
// does not compile.
#pragma once

#include <cstddef>
#include <string_view>

namespace vienreiz::html {

namespace checked {
struct SentenceRefused {
    const char* why;
};
} // namespace checked

template <std::size_t values>
struct Sentence {
    std::string_view english;

    consteval Sentence(const char* text) : english(text) { // NOLINT: meant to be implicit
        std::size_t holes = 0;
        for (std::size_t i = 0; i < english.size(); ++i) {
            if (english[i] == '}') throw checked::SentenceRefused{"a } stands alone in a sentence"};
            if (english[i] != '{') continue;
            if (i + 1 == english.size() || english[i + 1] != '}')
                throw checked::SentenceRefused{"in a sentence a value is written {}"};
            ++holes, ++i;
        }
        if (english.empty()) throw checked::SentenceRefused{"an empty sentence says nothing"};
        if (holes != values) throw checked::SentenceRefused{"a sentence has as many values as {}"};
    }
};

// For sentences kept in tables and switches, apart from where they are spoken:
//   constexpr auto draft = sentence("Draft");   ...   t(draft)
consteval Sentence<0> sentence(const char* text) { return {text}; }

// For a sentence put together out of the sources' sight, which speak::retold() has to know:
//   pattern("`{}` is not a date such as {}")
consteval std::string_view pattern(const char* text) {
    std::string_view english(text);
    for (std::size_t i = 0; i < english.size(); ++i) {
        bool hole = english.substr(i, 2) == "{}";
        if (!hole && (english[i] == '{' || english[i] == '}'))
            throw checked::SentenceRefused{"in a sentence a value is written {}"};
        if (hole) ++i;
    }
    return english;
}

} // namespace vienreiz::html
