#include "store/profile.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace vienreiz::store {
namespace profile {

constexpr std::size_t shown_values = 5;

bool is_numeric(table::Type type) { return type == table::Type::integer || type == table::Type::decimal; }

// The first eight bytes as a number that orders as they do. A cell lies in a block, with slack behind it.
std::uint64_t prefix(std::string_view cell) {
    auto word = __builtin_bswap64(load<std::uint64_t>(cell.data()));
    return cell.size() >= 8 ? word : cell.empty() ? 0 : word & ~(~std::uint64_t{0} >> (8 * cell.size()));
}

// A number without its sign and its leading zeros: of two with as many digits before the point, the greater is the
// one whose text is greater.
struct Magnitude {
    explicit Magnitude(std::string_view cell) : negative(cell.starts_with('-')), digits(cell.substr(negative ? 1 : 0)) {
        while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.remove_prefix(1);
        while (whole < digits.size() && digits[whole] != '.') ++whole;
    }
    bool negative;
    std::string_view digits;
    std::size_t whole = 0; // digits before the point
};

// Orders as the values do, as far as 64 bits can tell them apart.
std::uint64_t rank(table::Type type, std::string_view cell) {
    if (!is_numeric(type)) return prefix(cell);
    Magnitude number(cell);
    auto up = std::uint64_t{1} << 63 | std::min<std::uint64_t>(number.whole, 63) << 57 | prefix(number.digits) >> 7;
    return number.negative ? ~up : up;
}

// For two values of one rank.
bool less(table::Type type, std::string_view a, std::string_view b) {
    if (!is_numeric(type)) return a < b;
    Magnitude x(a), y(b);
    return x.negative ? y.digits < x.digits : x.digits < y.digits;
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

Profiler::Profiler(const std::vector<Column>& columns, std::size_t key) : columns_(columns), key_(key), states_(columns.size()) {
    for (std::size_t i = 0; i < columns.size(); ++i) states_[i].type = columns[i].type;
}

void Profiler::add(const RowBlock& block) {
    const auto* at = block.bytes.get();
    for (std::uint64_t i = 0; i < block.rows; ++i) {
        RowView row(at, columns_.size());
        auto offset = block.offset + static_cast<std::uint64_t>(at - block.bytes.get());
        row.each([&](std::size_t column, std::string_view cell) { see(states_[column], column == key_, cell, offset); });
        at = row.next();
    }
}

void Profiler::see(State& state, bool is_key, std::string_view cell, std::uint64_t offset) {
    if (cell.empty()) {
        ++state.empty;
        return;
    }
    order(state, cell);
    ++state.filled;
    if (is_key) return;
    auto hash = hash64(cell, 0);
    // HyperLogLog: the register is chosen by the high bits and keeps the longest run of zeros seen in the others.
    auto& longest = state.registers[hash >> 52];
    auto zeros = static_cast<std::uint8_t>(std::countl_zero(hash << 12 | 0x800) + 1);
    if (zeros > longest) longest = zeros;
    count(state, hash, offset);
}

void Profiler::order(State& state, std::string_view cell) {
    cell = cell.substr(0, limits::profile_value_bytes + 1); // one more, to see that it was cut
    auto rank = profile::rank(state.type, cell);
    auto take = [&](Extreme& extreme) { extreme.rank = rank, extreme.value = cell; };
    if (state.filled == 0) return take(state.least), take(state.greatest);
    if (rank < state.least.rank || (rank == state.least.rank && profile::less(state.type, cell, state.least.value)))
        take(state.least);
    if (rank > state.greatest.rank || (rank == state.greatest.rank && profile::less(state.type, state.greatest.value, cell)))
        take(state.greatest);
}

// J. Misra, D. Gries, "Finding repeated elements" (1982), on each line by itself: a value that finds no counter takes
// one away from the least, and that one's place once it is down to nothing.
void Profiler::count(State& state, std::uint64_t hash, std::uint64_t offset) {
    auto& counters = state.lines[hash & 0xff].counters;
    auto tag = static_cast<std::uint32_t>(hash >> 8);
    auto* least = &counters[0];
    for (auto& counter : counters) {
        if (counter.tag == tag && counter.count > 0) {
            ++counter.count;
            return;
        }
        if (counter.count < least->count) least = &counter;
    }
    if (least->count > 0) --least->count;
    else *least = {tag, 1, offset};
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

std::vector<std::string> Profiler::top(const State& state, std::size_t column, const std::uint8_t* rows) const {
    std::vector<Counter> often;
    for (const auto& line : state.lines)
        for (const auto& counter : line.counters)
            if (counter.count > 1) often.push_back(counter);
    std::ranges::sort(often, [](const Counter& a, const Counter& b) {
        return a.count != b.count ? a.count > b.count : a.offset < b.offset;
    });
    std::vector<std::string> values;
    for (const auto& counter : often) {
        auto value = profile::shown(RowView(rows + counter.offset, columns_.size()).cell(column));
        if (!value.empty() && std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
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
