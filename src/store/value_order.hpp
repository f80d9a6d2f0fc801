// Codes by which many canonical values are put in their order (table/order.hpp) without comparing their text.
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
    bool negative = value.starts_with('-');
    auto digits = value.substr(negative);
    auto whole = digits.size(); // digits before the point
    if (type == table::Type::decimal)
        for (whole = 0; whole < digits.size() && digits[whole] != '.';) ++whole;
    auto up = std::uint64_t{1} << 63 | std::min<std::uint64_t>(whole, 63) << 57 |
              first_bytes(digits) >> 7;
    return negative ? ~up : up;
}

} // namespace vienreiz::store
