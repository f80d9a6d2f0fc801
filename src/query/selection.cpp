#include "query/selection.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <ranges>

namespace vienreiz::query {
namespace {

using store::Ordinal;
using store::Ordinals;
using store::Rank;
using AllOrdinals = std::vector<Ordinals>;

constexpr std::uint64_t word_bits = 64;
// A list of fewer rows than one in so many is shorter than a bit a row, and quicker to go through.
constexpr std::uint64_t few = 64;

void add(AllOrdinals& to, Ordinals one) {
    if (one.from >= one.to) return;
    if (!to.empty() && to.back().to == one.from)
        to.back().to = one.to;
    else
        to.push_back(one);
}

bool holds_ordinal(const AllOrdinals& of, Ordinal ordinal) {
    auto behind = std::ranges::upper_bound(of, ordinal, {}, &Ordinals::from);
    return behind != of.begin() && ordinal < std::prev(behind)->to;
}

// Those below `end` that are not among these.
AllOrdinals others(const AllOrdinals& of, Ordinal end) {
    AllOrdinals out;
    Ordinal from = 0;
    for (auto one : of) {
        add(out, {from, one.from});
        from = one.to;
    }
    add(out, {from, end});
    return out;
}

AllOrdinals in_both(const AllOrdinals& a, const AllOrdinals& b) {
    AllOrdinals out;
    for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
        add(out, {std::max(x->from, y->from), std::min(x->to, y->to)});
        (x->to < y->to ? x : y)++;
    }
    return out;
}

} // namespace

Selection::Selection(const store::ColumnIndex& index, const Condition& condition)
    : index_(index), rows_(rows_of(condition)), total_(count(rows_)) {}

bool Selection::holds(Rank rank) const { return holds(rows_, rank); }

void Selection::each(std::uint64_t from, const std::function<bool(Rank)>& visit) const {
    if (const auto* list = std::get_if<Ranks>(&rows_)) {
        for (auto at = std::ranges::lower_bound(*list, from); at != list->end(); ++at)
            if (!visit(*at)) return;
        return;
    }
    const auto* stretches = std::get_if<Stretches>(&rows_);
    // The rows of one value stand in the order of keys already; of several, they are put into it where they are few.
    if (stretches && stretches->of.size() == 1 &&
        stretches->of[0].to == stretches->of[0].from + 1) {
        auto one = index_.ranks(stretches->column, stretches->of[0]);
        for (auto at = std::ranges::lower_bound(one, from); at != one.end(); ++at)
            if (!visit(*at)) return;
        return;
    }
    if (stretches && total_ < index_.rows() / few) {
        auto list = ranks(rows_);
        for (auto at = std::ranges::lower_bound(list, from); at != list.end(); ++at)
            if (!visit(*at)) return;
        return;
    }
    for (auto rank = from; rank < index_.rows(); ++rank)
        if (holds(static_cast<Rank>(rank)) && !visit(static_cast<Rank>(rank))) return;
}

// ---- of a condition --------------------------------------------------------------------------------

Selection::Rows Selection::rows_of(const Condition& condition) const {
    if (condition.form == Filter::Form::test) return stretches_of(condition);
    std::vector<Rows> parts;
    for (const auto& part : condition.parts) parts.push_back(rows_of(part));
    switch (condition.form) {
    case Filter::Form::all_of:
        return all_of(std::move(parts));
    case Filter::Form::any_of:
        return any_of(std::move(parts));
    case Filter::Form::none_of:
        return none_of(std::move(parts.front()));
    case Filter::Form::test:
        break;
    }
    return every_row();
}

Selection::Stretches Selection::every_row() const { return {0, {{0, index_.values(0) + 1}}}; }

Selection::Stretches Selection::stretches_of(const Condition& test) const {
    auto column = test.column;
    auto values = index_.values(column);
    auto equal = [&](const std::string& value) {
        return Ordinals{index_.not_less(column, value), index_.greater(column, value)};
    };
    Stretches out{column, {}};
    switch (test.relation) {
    case Relation::eq:
        add(out.of, equal(test.values.front()));
        break;
    case Relation::ne:
        out.of = others({}, values + 1);
        if (auto one = equal(test.values.front()); one.from < one.to)
            out.of = others({one}, values + 1);
        break;
    case Relation::lt:
        add(out.of, {0, index_.not_less(column, test.values.front())});
        break;
    case Relation::le:
        add(out.of, {0, index_.greater(column, test.values.front())});
        break;
    case Relation::gt:
        add(out.of, {index_.greater(column, test.values.front()), values});
        break;
    case Relation::ge:
        add(out.of, {index_.not_less(column, test.values.front()), values});
        break;
    case Relation::in: {
        AllOrdinals found;
        for (const auto& value : test.values) found.push_back(equal(value));
        std::ranges::sort(found, {}, &Ordinals::from); // by the type's order, not by their bytes
        for (auto one : found) add(out.of, one);
        break;
    }
    case Relation::prefix: {
        auto from = index_.not_less(column, test.values.front());
        auto behind =
            std::ranges::partition_point(std::views::iota(from, values), [&](Ordinal one) {
                return index_.value(column, one).starts_with(test.values.front());
            });
        add(out.of, {from, *behind});
        break;
    }
    case Relation::contains:
    case Relation::like:
        out.of = values_that_fit(test);
        break;
    case Relation::null:
        add(out.of, {values, values + 1});
        break;
    }
    return out;
}

AllOrdinals Selection::values_that_fit(const Condition& test) const {
    AllOrdinals out;
    for (Ordinal one = 0; one < index_.values(test.column); ++one)
        if (fits(test, index_.value(test.column, one))) add(out, {one, one + 1});
    return out;
}

// ---- put together ------------------------------------------------------------------------------------

Selection::Rows Selection::all_of(std::vector<Rows> parts) const {
    if (parts.empty()) return every_row();
    // Tests of one column stay stretches of it.
    std::vector<Rows> merged;
    for (auto& part : parts) {
        auto* one = std::get_if<Stretches>(&part);
        auto same = std::ranges::find_if(merged, [&](const Rows& other) {
            const auto* stretches = std::get_if<Stretches>(&other);
            return one && stretches && stretches->column == one->column;
        });
        if (same == merged.end()) {
            merged.push_back(std::move(part));
        } else {
            auto& stretches = std::get<Stretches>(*same);
            stretches.of = in_both(stretches.of, one->of);
        }
    }
    if (merged.size() == 1) return std::move(merged.front());
    std::ranges::sort(merged, {}, [&](const Rows& rows) { return count(rows); });
    if (count(merged.front()) < index_.rows() / few) {
        auto list = ranks(merged.front());
        for (const auto& other : merged | std::views::drop(1))
            std::erase_if(list, [&](Rank rank) { return !holds(other, rank); });
        return list;
    }
    auto out = bits(merged.front());
    for (const auto& other : merged | std::views::drop(1)) {
        auto more = bits(other);
        for (std::size_t word = 0; word < out.size(); ++word) out[word] &= more[word];
    }
    return out;
}

Selection::Rows Selection::any_of(std::vector<Rows> parts) const {
    auto out = bits(parts.front());
    for (const auto& other : parts | std::views::drop(1)) {
        auto more = bits(other);
        for (std::size_t word = 0; word < out.size(); ++word) out[word] |= more[word];
    }
    return out;
}

Selection::Rows Selection::none_of(Rows part) const {
    if (auto* stretches = std::get_if<Stretches>(&part)) {
        auto end = index_.values(stretches->column) + 1;
        return Stretches{stretches->column, others(stretches->of, end)};
    }
    auto out = bits(part);
    for (auto& word : out) word = ~word;
    if (auto rest = index_.rows() % word_bits) out.back() &= (std::uint64_t{1} << rest) - 1;
    return out;
}

// ---- in each of the three forms ----------------------------------------------------------------------

bool Selection::holds(const Rows& rows, Rank rank) const {
    if (const auto* stretches = std::get_if<Stretches>(&rows))
        return holds_ordinal(stretches->of, index_.ordinal(stretches->column, rank));
    if (const auto* list = std::get_if<Ranks>(&rows))
        return std::ranges::binary_search(*list, rank);
    return std::get<Bits>(rows)[rank / word_bits] >> rank % word_bits & 1;
}

std::uint64_t Selection::count(const Rows& rows) const {
    std::uint64_t out = 0;
    if (const auto* stretches = std::get_if<Stretches>(&rows))
        for (auto one : stretches->of) out += index_.ranks(stretches->column, one).size();
    else if (const auto* list = std::get_if<Ranks>(&rows))
        out = list->size();
    else
        for (auto word : std::get<Bits>(rows)) out += static_cast<unsigned>(std::popcount(word));
    return out;
}

Selection::Ranks Selection::ranks(const Rows& rows) const {
    if (const auto* list = std::get_if<Ranks>(&rows)) return *list;
    Ranks out;
    out.reserve(count(rows));
    if (const auto* stretches = std::get_if<Stretches>(&rows)) {
        for (auto one : stretches->of)
            for (auto rank : index_.ranks(stretches->column, one)) out.push_back(rank);
        std::ranges::sort(out);
        return out;
    }
    for (Rank rank = 0; rank < index_.rows(); ++rank)
        if (holds(rows, rank)) out.push_back(rank);
    return out;
}

Selection::Bits Selection::bits(const Rows& rows) const {
    if (const auto* all = std::get_if<Bits>(&rows)) return *all;
    Bits out((index_.rows() + word_bits - 1) / word_bits);
    auto set = [&](Rank rank) { out[rank / word_bits] |= std::uint64_t{1} << rank % word_bits; };
    if (const auto* list = std::get_if<Ranks>(&rows)) {
        for (auto rank : *list) set(rank);
        return out;
    }
    const auto& stretches = std::get<Stretches>(rows);
    for (auto one : stretches.of)
        for (auto rank : index_.ranks(stretches.column, one)) set(rank);
    return out;
}

} // namespace vienreiz::query
