#include "capabilities/portal/search.hpp"

#include <array>

namespace vienreiz::portal {
namespace {

struct Letter {
    std::string_view with, without;
};
constexpr std::array<Letter, 22> latvian_letters{
    {{"ā", "a"}, {"č", "c"}, {"ē", "e"}, {"ģ", "g"}, {"ī", "i"}, {"ķ", "k"}, {"ļ", "l"}, {"ņ", "n"},
     {"š", "s"}, {"ū", "u"}, {"ž", "z"}, {"Ā", "a"}, {"Č", "c"}, {"Ē", "e"}, {"Ģ", "g"}, {"Ī", "i"},
     {"Ķ", "k"}, {"Ļ", "l"}, {"Ņ", "n"}, {"Š", "s"}, {"Ū", "u"}, {"Ž", "z"}}};

// Everything a person may remember of a dataset, a line each: no word runs from one into the next.
std::string searchable(const catalogue::Dataset& dataset) {
    std::string out;
    auto add = [&out](std::string_view text) { out.append(text).push_back('\n'); };
    for (const auto* title : {&dataset.title, &dataset.description}) add(title->lv), add(title->en);
    add(dataset.id.text);
    for (const auto& field : dataset.fields)
        add(field.name), add(field.label.lv), add(field.label.en);
    return folded(out);
}

} // namespace

std::string folded(std::string_view text) {
    auto out = lower(text);
    for (const auto& letter : latvian_letters) out = replace_all(out, letter.with, letter.without);
    return out;
}

bool matches(const catalogue::Dataset& dataset, const DatasetQuery& query) {
    if (!query.steward.empty() && dataset.steward.text != query.steward) return false;
    if (query.access && dataset.access != *query.access) return false;
    if (trim(query.words).empty()) return true;
    auto text = searchable(dataset), words = folded(query.words);
    for (auto word : split(words, ' '))
        if (!text.contains(word)) return false;
    return true;
}

} // namespace vienreiz::portal
