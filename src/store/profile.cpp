#include "store/profile.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "store/value_order.hpp"
#include "table/order.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace vienreiz::store {
namespace profile {

constexpr std::size_t shown_values = 5;
constexpr std::uint64_t counted_blocks = 64; // of 256 KiB
constexpr std::uint32_t one_block_of = 4;
constexpr std::size_t rows_at_a_time = 128;

// As store::prefix(), without looking where the cell ends: it lies in a block, with slack behind it.
inline std::uint64_t quick_prefix(std::string_view cell) {
    auto word = __builtin_bswap64(load<std::uint64_t>(cell.data()));
    return cell.size() >= 8 ? word
           : cell.empty()   ? 0
                            : word & ~(~std::uint64_t{0} >> (8 * cell.size()));
}

// At most limits::profile_value_bytes, not ending inside a character; nothing of what is no UTF-8.
std::string shown(std::string_view value) {
    if (value.size() > limits::profile_value_bytes) {
        auto size = limits::profile_value_bytes;
        while (size > 0 && (static_cast<unsigned char>(value[size]) & 0xc0) == 0x80) --size;
        value = value.substr(0, size);
    }
    return is_utf8(value) ? std::string(value) : std::string();
}

} // namespace profile

Profiler::Profiler(const std::vector<Column>& columns, std::size_t key)
    : columns_(columns), key_(key), states_(columns.size()) {
    for (std::size_t i = 0; i < columns.size(); ++i) states_[i].type = columns[i].type;
}

inline void Profiler::order(State& state, std::string_view cell) {
    cell = cell.substr(0, limits::profile_value_bytes + 1); // one more, to see that it was cut
    auto rank = order_code(state.type, cell, profile::quick_prefix);
    auto take = [&](Extreme& extreme) { extreme.rank = rank, extreme.value = cell; };
    if (state.filled == 0) return take(state.least), take(state.greatest);
    if (rank < state.least.rank ||
        (rank == state.least.rank && table::precedes(state.type, cell, state.least.value)))
        take(state.least);
    if (rank > state.greatest.rank ||
        (rank == state.greatest.rank && table::precedes(state.type, state.greatest.value, cell)))
        take(state.greatest);
}

// J. Misra, D. Gries, "Finding repeated elements" (1982), on each line by itself: a value that
// finds no counter takes one away from the least, and that one's place once it is down to nothing.
inline void Profiler::count(State& state, std::uint64_t hash, std::uint32_t weight,
                            std::uint64_t offset) {
    auto& counters = state.lines[hash & 0xff].counters;
    auto tag = static_cast<std::uint32_t>(hash >> 8);
    auto* least = &counters[0];
    for (auto& counter : counters) {
        if (counter.tag == tag && counter.count > 0) {
            counter.count += weight;
            return;
        }
        if (counter.count < least->count) least = &counter;
    }
    if (least->count >= weight)
        least->count -= weight;
    else
        *least = {tag, weight, offset};
}

// Some rows at a time, and of these one column after the other, so that what is kept of a column
// stays in the nearest cache while it is worked on.
void Profiler::add(const RowBlock& block) {
    auto weight =
        std::exchange(blocks_, blocks_ + 1) < profile::counted_blocks ? 1u : profile::one_block_of;
    bool counts = weight == 1 || blocks_ % weight == 0;
    if (counts) heaviest_ = weight;
    const auto* at = block.bytes.get();
    std::vector<RowView> rows;
    for (std::uint64_t i = 0; i < block.rows;) {
        rows.clear();
        for (; i < block.rows && rows.size() < profile::rows_at_a_time;
             ++i, at = rows.back().next())
            rows.emplace_back(at, columns_.size());
        for (std::size_t column = 0; column < columns_.size(); ++column)
            see(column, rows, block, counts ? weight : 0);
    }
}

void Profiler::see(std::size_t column, std::span<const RowView> rows, const RowBlock& block,
                   std::uint32_t weight) {
    auto& state = states_[column];
    for (const auto& row : rows) {
        auto cell = row.cell(column);
        if (cell.empty()) {
            ++state.empty;
            continue;
        }
        order(state, cell);
        ++state.filled;
        if (column == key_) continue;
        auto hash = hash64(cell, 0);
        // HyperLogLog: the high bits choose a register, which keeps the longest run of zeros seen
        // in the others.
        auto& longest = state.registers[hash >> 52];
        auto zeros = static_cast<std::uint8_t>(std::countl_zero(hash << 12 | 0x800) + 1);
        if (zeros > longest) longest = zeros;
        if (weight > 0)
            count(state, hash, weight,
                  block.offset + static_cast<std::uint64_t>(row.ends - 1 - block.bytes.get()));
    }
}

// P. Flajolet et al., "HyperLogLog" (2007), figure 3, with linear counting for small numbers.
double Profiler::distinct(const State& state) {
    auto m = static_cast<double>(state.registers.size());
    double sum = 0, zeros = 0;
    for (auto longest : state.registers) {
        sum += std::ldexp(1.0, -longest);
        zeros += longest == 0;
    }
    double estimate = 0.7213 / (1 + 1.079 / m) * m * m / sum;
    return estimate <= 2.5 * m && zeros > 0 ? m * std::log(m / zeros) : estimate;
}

std::vector<std::string> Profiler::top(const State& state, std::size_t column,
                                       const std::uint8_t* rows) const {
    std::vector<Counter> often;
    for (const auto& line : state.lines)
        for (const auto& counter : line.counters)
            if (counter.count > heaviest_) often.push_back(counter);
    std::ranges::sort(often, [](const Counter& a, const Counter& b) {
        return a.count != b.count ? a.count > b.count : a.offset < b.offset;
    });
    std::vector<std::string> values;
    for (const auto& counter : often) {
        auto value = profile::shown(RowView(rows + counter.offset, columns_.size()).cell(column));
        if (!value.empty() && std::ranges::find(values, value) == values.end())
            values.push_back(std::move(value));
        if (values.size() == profile::shown_values) break;
    }
    return values;
}

std::vector<ColumnProfile> Profiler::finish(const std::uint8_t* rows, std::uint64_t count) const {
    std::vector<ColumnProfile> out;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto& state = states_[i];
        ColumnProfile profile{.name = columns_[i].name, .empty = state.empty};
        profile.least = profile::shown(state.least.value);
        profile.greatest = profile::shown(state.greatest.value);
        auto about = i == key_ ? count : static_cast<std::uint64_t>(std::llround(distinct(state)));
        profile.distinct = std::min(about, state.filled);
        if (i != key_) profile.top = top(state, i, rows);
        out.push_back(std::move(profile));
    }
    return out;
}

} // namespace vienreiz::store
