// The rows a condition holds for, found in the index of columns.
//
// Operation    A test on one column is kept as stretches of its values, whatever their number of rows. Several are put
//              together as a list of ranks where they are few, else as one bit a row.
// Memory       nothing for a test on one column; else 4 bytes for each row of a short list, or a bit for every row
// Concurrency  made and used by one thread
#pragma once

#include "query/condition.hpp"
#include "store/column_index.hpp"

#include <variant>

namespace vienreiz::query {

class Selection {
public:
    Selection(const store::ColumnIndex& index, const Condition& condition);

    [[nodiscard]] std::uint64_t total() const { return total_; }
    [[nodiscard]] bool holds(store::Rank rank) const;
    // In the order of keys, from this rank on; `visit` returns false to stop.
    void each(std::uint64_t from, const std::function<bool(store::Rank)>& visit) const;

private:
    // Rows whose value of the column lies in one of these, which are in order and do not touch. The ordinal behind the
    // last value stands for an empty cell.
    struct Stretches {
        std::size_t column;
        std::vector<store::Ordinals> of;
    };
    using Ranks = std::vector<store::Rank>; // in order
    using Bits = std::vector<std::uint64_t>;
    using Rows = std::variant<Stretches, Ranks, Bits>;

    [[nodiscard]] Rows rows_of(const Condition& condition) const;
    [[nodiscard]] Stretches stretches_of(const Condition& test) const;
    [[nodiscard]] std::vector<store::Ordinals> values_that_fit(const Condition& test) const;
    [[nodiscard]] Rows all_of(std::vector<Rows> parts) const;
    [[nodiscard]] Rows any_of(std::vector<Rows> parts) const;
    [[nodiscard]] Rows none_of(Rows part) const;
    [[nodiscard]] bool holds(const Rows& rows, store::Rank rank) const;
    [[nodiscard]] std::uint64_t count(const Rows& rows) const;
    [[nodiscard]] Ranks ranks(const Rows& rows) const;
    [[nodiscard]] Bits bits(const Rows& rows) const;
    [[nodiscard]] Stretches every_row() const;

    const store::ColumnIndex& index_;
    Rows rows_;
    std::uint64_t total_;
};

} // namespace vienreiz::query
