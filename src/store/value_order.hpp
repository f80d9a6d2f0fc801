// The order of a column's values: numbers as numbers, all else by bytes. Values are canonical (table/types.hpp).
#pragma once

#include "base/machine_words.hpp"
#include "table/types.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace vienreiz::store {

constexpr bool is_numeric(table::Type type) {
    return type == table::Type::integer || type == table::Type::decimal;
}

// A number without its sign and its leading zeros: of two with as many digits before the point, the greater is the one
// whose text is greater.
struct Magnitude {
    Magnitude(table::Type type, std::string_view cell)
        : negative(cell[0] == '-'), digits(cell.data() + negative, cell.size() - negative) {
        while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.remove_prefix(1);
        if (type == table::Type::integer)
            whole = digits.size();
        else
            while (whole < digits.size() && digits[whole] != '.') ++whole;
    }
    bool negative;
    std::string_view digits;
    std::size_t whole = 0; // digits before the point
};

// The first eight bytes as a number that orders as they do.
inline std::uint64_t prefix(std::string_view text) {
    if (text.size() >= 8) return __builtin_bswap64(machine_words::load<std::uint64_t>(text.data()));
    std::uint64_t out = 0;
    for (std::size_t at = 0; at < text.size(); ++at)
        out |= std::uint64_t{static_cast<unsigned char>(text[at])} << (56 - 8 * at);
    return out;
}

// A number that orders as the values do, as far as 64 bits can tell them apart; `first_bytes` does what prefix() does.
template <class FirstBytes>
std::uint64_t order_code(table::Type type, std::string_view value, FirstBytes&& first_bytes) {
    if (!is_numeric(type)) return first_bytes(value);
    Magnitude number(type, value);
    auto up = std::uint64_t{1} << 63 | std::min<std::uint64_t>(number.whole, 63) << 57 |
              first_bytes(number.digits) >> 7;
    return number.negative ? ~up : up;
}

// For two values of one code.
inline bool is_less_of_one_code(table::Type type, std::string_view a, std::string_view b) {
    if (!is_numeric(type)) return a < b;
    Magnitude x(type, a), y(type, b);
    return x.negative ? y.digits < x.digits : x.digits < y.digits;
}

inline bool is_less(table::Type type, std::string_view a, std::string_view b) {
    auto x = order_code(type, a, prefix), y = order_code(type, b, prefix);
    return x != y ? x < y : is_less_of_one_code(type, a, b);
}

} // namespace vienreiz::store
