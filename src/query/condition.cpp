#include "query/condition.hpp"

#include "table/order.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::query {
namespace {

Failure unfit(const Filter& filter, std::string what) {
    return {Kind::invalid, std::move(what), filter.field};
}

Outcome suits(const Filter& filter, table::Type type) {
    using enum table::Type;
    switch (filter.relation) {
    case Relation::contains:
    case Relation::like:
        if (type != text)
            return unfit(filter, "This is asked of text only; compare with lt, le, gt or ge");
        return {};
    case Relation::prefix:
        if (type != text && type != date && type != instant)
            return unfit(filter, "This is asked of text, dates and instants only");
        return {};
    case Relation::lt:
    case Relation::le:
    case Relation::gt:
    case Relation::ge:
        if (type == boolean) return unfit(filter, "true and false have no order; ask with eq");
        return {};
    case Relation::eq:
    case Relation::ne:
    case Relation::in:
    case Relation::null:
        return {};
    }
    return {};
}

// What is compared with values is spelt as they are; a part of one is taken as it stands.
Result<std::vector<std::string>> values_of(const Filter& filter, table::Type type) {
    if (filter.relation == Relation::prefix || filter.relation == Relation::contains ||
        filter.relation == Relation::like) {
        if (filter.values.front().empty()) return unfit(filter, "This asks for nothing");
        return filter.values;
    }
    std::vector<std::string> out;
    for (const auto& value : filter.values) {
        std::string canonical;
        auto spelt = table::append_canonical(canonical, value, {type});
        if (!spelt) return unfit(filter, std::move(spelt).error().what);
        out.push_back(std::move(canonical));
    }
    std::ranges::sort(out);
    auto repeated = std::ranges::unique(out);
    out.erase(repeated.begin(), repeated.end());
    return out;
}

// The end of the character that begins here.
std::size_t behind_character(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;) ++at;
    return at;
}

} // namespace

Result<Condition> bind_to(const Filter& filter, const Fields& fields) {
    Condition out{.form = filter.form};
    for (const auto& part : filter.parts) out.parts.push_back(TRY(bind_to(part, fields)));
    if (filter.form != Filter::Form::test) return out;
    auto field = fields(filter.field);
    if (!field)
        return unfit(filter,
                     fmt::format("{} is no field you may have", table::shown(filter.field)));
    TRY(suits(filter, field->type));
    out.column = field->column, out.type = field->type, out.relation = filter.relation;
    out.values = TRY(values_of(filter, field->type));
    return out;
}

Condition all_of(std::vector<Condition> parts) {
    std::erase_if(parts, [](const Condition& part) { return part.is_every_row(); });
    if (parts.size() == 1) return std::move(parts.front());
    return {.form = Filter::Form::all_of, .parts = std::move(parts)};
}

// With one star to go back to: what an earlier one has taken need not be taken back.
bool is_like(std::string_view text, std::string_view pattern) {
    std::size_t at = 0, in_pattern = 0;
    std::optional<std::size_t> behind_star;
    std::size_t star_took_to = 0;
    while (at < text.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            behind_star = ++in_pattern;
            star_took_to = at;
            continue;
        }
        auto literal = in_pattern;
        bool escaped = literal + 1 < pattern.size() && pattern[literal] == '\\';
        if (escaped) ++literal;
        if (literal < pattern.size() && !escaped && pattern[literal] == '?') {
            ++in_pattern, at = behind_character(text, at);
            continue;
        }
        if (literal < pattern.size() && pattern[literal] == text[at]) {
            in_pattern = literal + 1, ++at;
            continue;
        }
        if (!behind_star) return false;
        in_pattern = *behind_star;
        at = star_took_to = behind_character(text, star_took_to);
    }
    while (in_pattern < pattern.size() && pattern[in_pattern] == '*') ++in_pattern;
    return in_pattern == pattern.size();
}

bool fits(const Condition& test, std::string_view value) {
    const auto& wanted = test.values.front();
    switch (test.relation) {
    case Relation::eq:
        return value == wanted;
    case Relation::lt:
        return table::precedes(test.type, value, wanted);
    case Relation::le:
        return !table::precedes(test.type, wanted, value);
    case Relation::gt:
        return table::precedes(test.type, wanted, value);
    case Relation::ge:
        return !table::precedes(test.type, value, wanted);
    case Relation::in:
        return std::ranges::binary_search(test.values, value);
    case Relation::prefix:
        return value.starts_with(wanted);
    case Relation::contains:
        return value.contains(wanted);
    case Relation::like:
        return is_like(value, wanted);
    case Relation::ne:
    case Relation::null:
        break;
    }
    check(false, "ne and null are asked of cells, not of values");
    return false;
}

bool holds(const Condition& condition, const store::Row& row) {
    auto part_holds = [&](const Condition& part) { return holds(part, row); };
    switch (condition.form) {
    case Filter::Form::all_of:
        return std::ranges::all_of(condition.parts, part_holds);
    case Filter::Form::any_of:
        return std::ranges::any_of(condition.parts, part_holds);
    case Filter::Form::none_of:
        return std::ranges::none_of(condition.parts, part_holds);
    case Filter::Form::test:
        break;
    }
    auto cell = row.cell(condition.column);
    if (condition.relation == Relation::null) return cell.empty();
    if (condition.relation == Relation::ne) return cell != condition.values.front();
    return !cell.empty() && fits(condition, cell);
}

void each_equal(const Condition& condition,
                const std::function<void(std::size_t, std::string_view)>& visit) {
    for (const auto& part : condition.parts) each_equal(part, visit);
    if (condition.form != Filter::Form::test) return;
    if (condition.relation != Relation::eq && condition.relation != Relation::ne &&
        condition.relation != Relation::in)
        return;
    for (const auto& value : condition.values) visit(condition.column, value);
}

} // namespace vienreiz::query
