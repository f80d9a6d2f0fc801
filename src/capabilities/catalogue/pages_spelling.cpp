#include "capabilities/catalogue/pages_spelling.hpp"

#include <algorithm>
#include <array>

namespace vienreiz::catalogue {
namespace {

using html::sentence;
using table::DateOrder;
using table::DecimalMark;
using table::Spelling;
using table::Type;

struct Choice {
    std::string_view name;
    Spelling spelling;
    html::Sentence<0> text;
};
constexpr auto spellings = std::to_array<Choice>({
    {"text", {.type = Type::text}, sentence("Text")},
    {"integer", {.type = Type::integer}, sentence("Whole number")},
    {"decimal", {.type = Type::decimal}, sentence("Decimal number")},
    {"decimal-comma",
     {.type = Type::decimal, .decimal_mark = DecimalMark::comma},
     sentence("Decimal number with a comma: 3,5")},
    {"boolean", {.type = Type::boolean}, sentence("Yes or no")},
    {"date", {.type = Type::date}, sentence("Date")},
    {"date-day_first",
     {.type = Type::date, .date_order = DateOrder::day_first},
     sentence("Date, day first: 31.12.2026")},
    {"date-compact",
     {.type = Type::date, .date_order = DateOrder::compact},
     sentence("Date without marks: 20261231")},
    {"instant", {.type = Type::instant}, sentence("Date and time")},
});

bool is_spelt(const Field& field, const Spelling& spelling) {
    return field.type == spelling.type &&
           field.decimal_mark.value_or(DecimalMark::point) == spelling.decimal_mark &&
           field.date_order.value_or(DateOrder::iso) == spelling.date_order;
}

} // namespace

std::vector<html::Option> spelling_options(const html::Words& t) {
    std::vector<html::Option> out;
    for (const auto& one : spellings)
        out.push_back({.value = std::string(one.name), .text = t(one.text)});
    return out;
}

std::string spelling_of(const Field& field) {
    auto known = std::ranges::find_if(
        spellings, [&](const Choice& one) { return is_spelt(field, one.spelling); });
    // A mark or an order that its type has no use for, as an API may give it.
    return known == spellings.end() ? boost::describe::enum_to_string(field.type, "")
                                    : std::string(known->name);
}

bool take_spelling(std::string_view choice, Field& out) {
    auto known = std::ranges::find(spellings, choice, &Choice::name);
    if (known == spellings.end()) return false;
    const auto& spelling = known->spelling;
    if (out.type != spelling.type) out.least.reset(), out.greatest.reset();
    out.type = spelling.type;
    out.decimal_mark.reset(), out.date_order.reset();
    if (spelling.decimal_mark != DecimalMark::point) out.decimal_mark = spelling.decimal_mark;
    if (spelling.date_order != DateOrder::iso) out.date_order = spelling.date_order;
    return true;
}

} // namespace vienreiz::catalogue
