#include "capabilities/catalogue/drafting.hpp"

#include "capabilities/catalogue/rules.hpp"
#include "html/sentence.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace vienreiz::catalogue {
namespace {

// Latin letters with marks that occur around the Baltic, and what they lose them for.
constexpr auto unmarked = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"ā", "a"}, {"č", "c"}, {"ē", "e"}, {"ģ", "g"},  {"ī", "i"}, {"ķ", "k"}, {"ļ", "l"}, {"ņ", "n"},
    {"ō", "o"}, {"ŗ", "r"}, {"š", "s"}, {"ū", "u"},  {"ž", "z"}, {"Ā", "a"}, {"Č", "c"}, {"Ē", "e"},
    {"Ģ", "g"}, {"Ī", "i"}, {"Ķ", "k"}, {"Ļ", "l"},  {"Ņ", "n"}, {"Š", "s"}, {"Ū", "u"}, {"Ž", "z"},
    {"å", "a"}, {"ä", "a"}, {"ö", "o"}, {"ü", "u"},  {"õ", "o"}, {"é", "e"}, {"Å", "a"}, {"Ä", "a"},
    {"Ö", "o"}, {"Ü", "u"}, {"Õ", "o"}, {"É", "e"},  {"ą", "a"}, {"ę", "e"}, {"ė", "e"}, {"į", "i"},
    {"ų", "u"}, {"ł", "l"}, {"ø", "o"}, {"æ", "ae"},
});

std::string without_marks(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto known = std::ranges::find_if(
            unmarked, [&](const auto& pair) { return text.starts_with(pair.first); });
        if (known != unmarked.end()) {
            out += known->second;
            text.remove_prefix(known->first.size());
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

Personal personal_from(std::string_view name) {
    constexpr auto codes =
        std::to_array<std::string_view>({"personas_kods", "person_code", "personal_code", "pk"});
    return std::ranges::find(codes, name) != codes.end() ? Personal::person_code : Personal::none;
}

table::Reason warning(html::Sentence<0> sentence) { return {std::string(sentence.english), {}}; }

struct WithValues { // marks what is translated (po/); "{}" stands for a value
    static consteval std::string_view sentence(std::string_view english) { return english; }
};

table::Reason renamed(const std::string& column, const std::string& name,
                      const std::string& reserved) {
    return {std::string(WithValues::sentence(
                "The column `{}` became the field `{}`: `{}` is a parameter of "
                "every query, so nobody could ask by a field of that name.")),
            {escaped(table::shortened(column)), name, reserved}};
}

} // namespace

void number_rows(Dataset& dataset) {
    auto numbered = std::ranges::find(dataset.fields, Generated::row_number, &Field::generated);
    if (numbered == dataset.fields.end()) {
        Field field;
        field.name = "row_number";
        for (unsigned again = 2; position(dataset, field.name); ++again)
            field.name = "row_number_" + std::to_string(again);
        field.label = {"Rindas numurs datnē", "Number of the row in the file"};
        field.type = table::Type::integer;
        field.required = true;
        field.access =
            dataset.access == DatasetAccess::open ? FieldAccess::open : FieldAccess::restricted;
        field.generated = Generated::row_number;
        dataset.fields.push_back(std::move(field));
        numbered = std::prev(dataset.fields.end());
    }
    dataset.key = numbered->name;
}

std::string field_name_from(std::string_view heading) {
    constexpr std::size_t longest = 64;
    std::string out;
    for (char c : lower(without_marks(heading))) {
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            out += c;
        else if (!out.empty() && out.back() != '_')
            out += '_';
    }
    if (out.size() > longest) out.resize(longest);
    while (out.ends_with('_')) out.pop_back();
    return out.empty() ? "field" : out;
}

DraftedDataset describe(const table::Draft& draft, const DatasetId& id,
                        const InstitutionId& steward) {
    DraftedDataset out;
    out.rows = draft.rows;
    out.written = table::told(draft.dialect);
    out.letters = draft.letters;
    out.dataset.id = id;
    out.dataset.steward = steward;
    const table::Reason personal_code{
        std::string(html::sentence("a personal code, so text").english), {}};
    std::set<std::string> taken(reserved_names().begin(), reserved_names().end());
    for (const auto& column : draft.columns) {
        auto wanted = field_name_from(column.name), name = wanted;
        for (unsigned again = 2; !taken.insert(name).second; ++again)
            name = wanted + "_" + std::to_string(again);
        if (std::ranges::find(reserved_names(), wanted) != reserved_names().end())
            out.warnings.push_back(renamed(column.name, name, wanted));
        Field field;
        field.name = name;
        field.source = column.name;
        field.label = {column.name, column.name};
        field.type = column.spelling.type;
        if (column.spelling.decimal_mark != table::DecimalMark::point)
            field.decimal_mark = column.spelling.decimal_mark;
        if (column.spelling.date_order != table::DateOrder::iso)
            field.date_order = column.spelling.date_order;
        field.required = column.empty == 0;
        field.personal = personal_from(name);
        bool code = field.personal ==
                    Personal::person_code; // may begin with a zero, whatever this file holds
        if (code)
            field.type = table::Type::text, field.decimal_mark.reset(), field.date_order.reset();
        out.dataset.fields.push_back(std::move(field));
        out.reasons.push_back(code ? personal_code : column.reason);
    }
    if (draft.key)
        out.dataset.key = out.dataset.fields[*draft.key].name;
    else
        out.warnings.push_back(warning(html::sentence(
            "No column is unique: in each, some value stands twice or is missing. Rows can be "
            "found by their number in the file, if you choose that as the key; a new file may "
            "number them otherwise.")));
    return out;
}

} // namespace vienreiz::catalogue
