// The order in which rows are given, and a page of it.
#pragma once

#include "query/selection.hpp"

namespace vienreiz::query {

struct SortField {
    std::size_t column;
    bool descending = false;
    bool operator==(const SortField&) const = default;
};
// Rows that are equal in all of these are in the order of their keys, and so are all where there are none. An empty
// cell comes behind every value, and before it where the order is turned round.
using Order = std::vector<SortField>;

// "-registered,name": fields, a minus before those that descend. Kind::invalid, with the field in `where`.
Result<Order> parse_order(std::string_view text, const Fields& fields);

// So many rows of the selection, or as many as there are, from behind `after` on.
std::vector<store::Rank> page(const store::ColumnIndex& index, const Selection& selection,
                              const Order& order, std::optional<store::Rank> after,
                              std::size_t most);

// Whether such a page, of few rows, takes no longer than putting two thousand rows in order: then it may be found where
// others wait. Told without finding it, and "no" in doubt.
bool is_quick(const store::ColumnIndex& index, const Condition& condition, const Order& order);

} // namespace vienreiz::query
