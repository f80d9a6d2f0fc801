// The judging of one cell, as append_canonical and the draft share it: a fault costs no text.
#pragma once

#include "table/types.hpp"

#include <cstdint>

namespace vienreiz::table {

enum class Fault : std::uint8_t {
    none,
    not_integer,
    not_decimal,
    leading_zeros,   // 007
    plus_sign,       // +371
    out_of_range,    // past 64 bits
    too_many_digits, // over 18 in a decimal
    other_mark,      // a comma where a point is the mark, or the other way round
    grouped,         // thousands set apart: 1 234, 1.234,50
    not_boolean,
    not_date,
    no_such_day, // 2026-02-30
    not_instant,
    no_zone,     // a time without Z or offset
    too_precise, // over 6 decimals of a second
    too_long,    // text over limits::csv_cell
};

// Appends the canonical spelling, or nothing and says why. The cell is not empty.
Fault canonicalise(std::string& out, std::string_view cell, const Spelling& spelling);

inline constexpr unsigned decimal_digits = 18; // fits 64 bits, whatever the scale

} // namespace vienreiz::table
