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

// All of them, put in order.
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

// Value by value of the first field: nothing of what lies before or behind the page is looked at. Nothing when it is
// not found within so many looks.
std::optional<Ranks> walked(const ColumnIndex& index, const Selection& selection,
                            const Order& order, std::optional<Rank> after, std::size_t most,
                            std::uint64_t looks) {
    auto [column, descending] = order.front();
    Before before{index, order};
    Ranks out, of_value;
    auto values = index.values(column) + 1; // and the empty cell
    auto begin = after ? index.ordinal(column, *after) : descending ? values - 1 : 0;
    auto left = descending ? begin + 1 : values - begin;
    for (auto ordinal = begin; left > 0; --left, descending ? --ordinal : ++ordinal) {
        of_value.clear();
        bool in_order = order.size() == 1;
        auto rows = index.ranks(column, {ordinal, ordinal + 1});
        if (in_order && after && ordinal == begin) // they are in the order of keys
            rows = rows.subspan(
                static_cast<std::size_t>(std::ranges::upper_bound(rows, *after) - rows.begin()));
        if (looks-- == 0) return {};
        for (auto rank : rows) {
            if (looks-- == 0) return {};
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
    // To put one row more in order takes as long as so many looks at rows that may not be selected. So where these lie
    // far away in this order, no more is lost by having looked than gathering them takes.
    constexpr std::uint64_t looks_for_one = 16;
    if (most == 0) return {};
    if (order.empty()) return in_order_of_keys(selection, after, most);
    auto found =
        walked(index, selection, order, after, most, looks_for_one * selection.total() + most);
    return found ? std::move(*found) : gathered(selection, {index, order}, after, most);
}

namespace {

constexpr std::uint64_t quick_rows = 2'000;
constexpr std::size_t quick_parts = 8;

// How many rows it holds for at most, without going through any values.
std::optional<std::uint64_t> quick_total(const ColumnIndex& index, const Condition& test) {
    if (test.form != Filter::Form::test || test.relation == Relation::contains ||
        test.relation == Relation::like)
        return {};
    return Selection(index, test).total();
}

} // namespace

bool is_quick(const ColumnIndex& index, const Condition& condition, const Order& order) {
    if (condition.is_every_row()) return order.size() <= 1;
    if (condition.form == Filter::Form::test) {
        auto total = quick_total(index, condition);
        // The rows of one value stand in the order of keys.
        return total &&
               (*total <= quick_rows || (order.empty() && condition.relation == Relation::eq));
    }
    if (condition.form != Filter::Form::all_of || condition.parts.size() > quick_parts)
        return false;
    std::optional<std::uint64_t> least;
    for (const auto& part : condition.parts) {
        auto total = quick_total(index, part);
        if (!total) return false;
        least = std::min(least.value_or(*total), *total);
    }
    // Those of the smallest are looked at one by one; in a version of few rows, all may be.
    return *least <= quick_rows;
}

} // namespace vienreiz::query
