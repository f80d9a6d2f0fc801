// The model's choices in words, for pages.
#pragma once

#include "capabilities/catalogue/model.hpp"
#include "html/components.hpp"

namespace vienreiz::catalogue {

html::Sentence<0> sentence_of(table::Type type);
html::Sentence<0> sentence_of(Frequency frequency);
html::Sentence<0> sentence_of(DatasetAccess access);
html::Sentence<0> sentence_of(FieldAccess access);
html::Sentence<0> sentence_of(Personal personal);

// Why a field was drafted as it was.
std::string told(const html::Words& t, const table::Reason& reason);

// "Zemes vienību reģistrs" or "Register of land units".
inline const std::string& in(html::Language language, const Title& title) {
    return language == html::Language::lv ? title.lv : title.en;
}

template <class Enum>
std::string name_of(Enum value) {
    return boost::describe::enum_to_string(value, "");
}

// Every value of an enum, for a select or radios.
template <class Enum>
std::vector<html::Option> options_of(const html::Words& t) {
    std::vector<html::Option> out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto e) { out.push_back({.value = e.name, .text = t(sentence_of(e.value))}); });
    return out;
}
template <class Enum>
std::vector<html::Choice> choices_of(const html::Words& t) {
    std::vector<html::Choice> out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto e) { out.push_back({.value = e.name, .text = t(sentence_of(e.value))}); });
    return out;
}

} // namespace vienreiz::catalogue
