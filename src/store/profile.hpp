// What stands in the columns of a dataset, found out in one pass while it is written.
//
// exact   empty, least, greatest (by the column's type: numbers as numbers, all else by bytes)
// about   distinct: HyperLogLog with 4 096 registers, 1.6 %; the key column is exact
// about   top: Misra-Gries counters in lines of four, found by hash. A value that stands in more
//         than about one row in a thousand is not missed; a value that was seen once is not listed.
//         The key column has none. Every row is counted in the first 16 MiB, behind them one block
//         of four, for four: one block and not one row, since what repeats in a file repeats every
//         few rows.
// Memory  20 KiB a column. Values are shown cut to limits::profile_value_bytes.
#pragma once

#include "store/row_format.hpp"

#include <array>
#include <vector>

namespace vienreiz::store {

class Profiler {
public:
    Profiler(const std::vector<Column>& columns, std::size_t key);
    void add(const RowBlock& block);
    // `rows` is the file's content: the most frequent values are looked up there.
    [[nodiscard]] std::vector<ColumnProfile> finish(const std::uint8_t* rows,
                                                    std::uint64_t count) const;

private:
    struct Extreme {
        std::uint64_t rank = 0;
        std::string value;
    };
    struct Counter {
        std::uint32_t tag = 0, count = 0;
        std::uint64_t offset = 0; // of a row with the value
    };
    struct alignas(64) CounterLine {
        std::array<Counter, 4> counters;
    };
    struct State {
        table::Type type{};
        std::uint64_t empty = 0, filled = 0;
        Extreme least, greatest;
        std::array<std::uint8_t, 4096> registers{};
        std::array<CounterLine, 256> lines{};
    };
    void see(std::size_t column, std::span<const RowView> rows, const RowBlock& block,
             std::uint32_t weight);
    static void order(State& state, std::string_view cell);
    static void count(State& state, std::uint64_t hash, std::uint32_t weight, std::uint64_t offset);
    static double distinct(const State& state);
    [[nodiscard]] std::vector<std::string> top(const State& state, std::size_t column,
                                               const std::uint8_t* rows) const;

    std::vector<Column> columns_;
    std::size_t key_;
    std::vector<State> states_;
    std::uint64_t blocks_ = 0;
    std::uint32_t heaviest_ = 1; // what one sighting may have counted for
};

} // namespace vienreiz::store
