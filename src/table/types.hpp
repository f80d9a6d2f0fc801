// What a cell may hold, and its one canonical spelling. Canonical text is what is stored, compared, hashed and given out.
#pragma once

#include "base/result.hpp"

#include <boost/describe/enum.hpp>

#include <string>
#include <string_view>

namespace vienreiz::table {

enum class Type {
    text,    // UTF-8, as given
    integer, // -9223372036854775808..9223372036854775807, no leading zeros: "42"
    decimal, // up to 18 digits, a point: "-3.50" (the digits given are kept)
    boolean, // "true" or "false"; read from true/false, 1/0, jā/nē, yes/no, t/f
    date,    // "2026-11-22"; read also from 22.11.2026 and 20261122
    instant, // "2026-11-22T01:29:49.000000Z"
};
BOOST_DESCRIBE_ENUM(Type, text, integer, decimal, boolean, date, instant)

enum class DecimalMark { point, comma };
enum class DateOrder { iso, day_first, compact }; // 2026-11-22, 22.11.2026, 20261122
BOOST_DESCRIBE_ENUM(DecimalMark, point, comma)
BOOST_DESCRIBE_ENUM(DateOrder, iso, day_first, compact)

// How the cells of one column are spelt in a file.
struct Spelling {
    Type type = Type::text;
    DecimalMark decimal_mark = DecimalMark::point;
    DateOrder date_order = DateOrder::iso;
};

// Appends the canonical spelling of a cell that is not empty. On failure nothing is appended and the sentence says
// what was wanted: "`2024-13-01` is not a date".
Outcome append_canonical(std::string& out, std::string_view cell, const Spelling& spelling);

// Numbers and booleans stand bare in JSON; the rest is quoted.
constexpr bool bare_in_json(Type type) { return type == Type::integer || type == Type::decimal || type == Type::boolean; }

} // namespace vienreiz::table
