// Rows put together: those alike in some fields are one group, of which is told how many they are, what their values
// come to, which is the least.
//
// Cost         every selected row is looked at once; each group takes about 60 bytes and 100 for each figure
#pragma once

#include "query/order.hpp"

#include <boost/describe/class.hpp>

namespace vienreiz::query {

struct Aggregate {
    enum class Function { count, sum, avg, min, max, distinct };
    BOOST_DESCRIBE_NESTED_ENUM(Function, count, sum, avg, min, max, distinct)
    Function function = Function::count;
    std::size_t column = 0; // of all but count
    table::Type type = table::Type::text;
    std::string name{}; // as it was asked for: "sum(amount)"

    [[nodiscard]] bool is_a_value() const {
        return function == Function::min || function == Function::max;
    }
    // What it comes to: a number, but for the least and the greatest, which are of their column.
    [[nodiscard]] table::Type told_as() const { return is_a_value() ? type : table::Type::decimal; }
};

// "count,sum(amount),min(since)". Kind::invalid, with "aggregate" in `where`: sum and avg are of numbers only.
Result<std::vector<Aggregate>> parse_aggregates(std::string_view text, const Fields& fields);

// "status,region". Kind::invalid, with "group_by" in `where`.
Result<std::vector<std::size_t>> parse_group_fields(std::string_view text, const Fields& fields);

struct Grouping {
    std::vector<std::size_t> by; // columns; of none, all rows are one group
    std::vector<Aggregate> of;
    std::size_t few = 0; // a group of fewer rows tells which these are
};

struct Group {
    std::vector<store::Ordinal> by;
    // Canonical text, empty where there is no value. A sum is exact; an average has six digits more than its values.
    std::vector<std::string> figures;
    std::vector<store::Rank> rows; // where they are fewer than Grouping::few
};
// In the order of the values that they are grouped by, an empty cell last. Kind::too_large for more than
// limits::groups, or for a sum beyond 38 digits.
Result<std::vector<Group>> groups(const store::ColumnIndex& index, const Selection& selection,
                                  const Grouping& grouping);

struct GroupSort {
    bool by_figure = false; // else by a field they are grouped by
    std::size_t at = 0;     // its position there
    bool descending = false;
    bool operator==(const GroupSort&) const = default;
};
// "-count,status": fields they are grouped by, and figures as they were asked for.
Result<std::vector<GroupSort>> parse_group_order(std::string_view text, const Grouping& grouping,
                                                 const Fields& fields);
// Those that are equal stay in the order they are in; no value comes behind every value.
void sort_groups(std::vector<Group>& groups, const Grouping& grouping,
                 const std::vector<GroupSort>& order);

} // namespace vienreiz::query
