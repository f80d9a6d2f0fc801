#include "query/order.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::query {
namespace {

using store::ColumnIndex;
using store::Ordinal;
using store::Rank;
using Ranks = std::vector<Rank>;

// One row before another.
struct Before {
    const ColumnIndex& index;
    std::span<const SortField> fields;
    bool operator()(Rank a, Rank b) const {
        for (auto field : fields) {
            auto x = index.ordinal(field.column, a), y = index.ordinal(field.column, b);
            if (x != y) return (x < y) != field.descending;
        }
        return a < b;
    }
};

void put_first_in_order(Ranks& rows, std::size_t most, const Before& before) {
    auto kept = std::min(most, rows.size());
    std::ranges::partial_sort(rows, rows.begin() + static_cast<std::ptrdiff_t>(kept), before);
    rows.resize(kept);
}

Ranks in_order_of_keys(const Selection& selection, std::optional<Rank> after, std::size_t most) {
    Ranks out;
    selection.each(after ? std::uint64_t{*after} + 1 : 0, [&](Rank rank) {
        out.push_back(rank);
        return out.size() < most;
    });
    return out;
}

// Where few rows are selected: all of them, put in order.
Ranks gathered(const Selection& selection, const Before& before, std::optional<Rank> after,
               std::size_t most) {
    Ranks out;
    selection.each(0, [&](Rank rank) {
        if (!after || before(*after, rank)) out.push_back(rank);
        return true;
    });
    put_first_in_order(out, most, before);
    return out;
}

// Value by value of the first field: nothing of what lies before or behind the page is looked at.
Ranks walked(const ColumnIndex& index, const Selection& selection, const Order& order,
             std::optional<Rank> after, std::size_t most) {
    auto [column, descending] = order.front();
    Before before{index, order};
    Ranks out, of_value;
    auto values = index.values(column) + 1; // and the empty cell
    auto begin = after ? index.ordinal(column, *after) : descending ? values - 1 : 0;
    auto left = descending ? begin + 1 : values - begin;
    for (auto ordinal = begin; left > 0; --left, descending ? --ordinal : ++ordinal) {
        of_value.clear();
        bool in_order = order.size() == 1;
        for (auto rank : index.ranks(column, {ordinal, ordinal + 1})) {
            if (!selection.holds(rank) || (after && !before(*after, rank))) continue;
            of_value.push_back(rank);
            if (in_order && out.size() + of_value.size() == most) break;
        }
        if (!in_order) put_first_in_order(of_value, most - out.size(), before);
        out.insert(out.end(), of_value.begin(), of_value.end());
        if (out.size() == most) break;
    }
    return out;
}

} // namespace

Result<Order> parse_order(std::string_view text, const Fields& fields) {
    Order out;
    for (auto name : split(text, ',')) {
        bool descending = name.starts_with('-');
        name.remove_prefix(descending);
        auto field = fields(name);
        if (!field)
            return Failure{Kind::invalid,
                           fmt::format("{} is no field you may have: rows are sorted by "
                                       "`field` or `-field`, with commas between",
                                       table::shown(name)),
                           "sort"};
        if (out.size() == limits::sort_fields)
            return Failure{Kind::too_large,
                           fmt::format("Rows are sorted by at most {} fields", limits::sort_fields),
                           "sort"};
        out.push_back({field->column, descending});
    }
    return out;
}

Ranks page(const ColumnIndex& index, const Selection& selection, const Order& order,
           std::optional<Rank> after, std::size_t most) {
    constexpr std::uint64_t few =
        64; // less than one row in so many: finding them one by one would look at more
    if (most == 0) return {};
    if (order.empty()) return in_order_of_keys(selection, after, most);
    if (selection.total() < index.rows() / few)
        return gathered(selection, {index, order}, after, most);
    return walked(index, selection, order, after, most);
}

} // namespace vienreiz::query
