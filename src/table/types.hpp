// What a cell may hold, and its one canonical spelling. Canonical text is what is stored, compared,
// hashed and given out.
#pragma once

#include "base/result.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <string>
#include <string_view>

namespace vienreiz::table {

enum class Type {
    text,    // UTF-8, as given, at most limits::csv_cell bytes
    integer, // -9223372036854775808..9223372036854775807, no plus, no leading zeros: "42"
    decimal, // up to 18 digits, a point if it is not whole: "-3.5", "22500"
    boolean, // "true" or "false"; read from true/false, 1/0, jā/nē, yes/no, t/f in any case
    date,    // "2026-11-22"; read also from 22.11.2026 (or 22/11/2026, 1.2.2026) and 20261122
    instant, // "2026-11-22T01:29:49.000000Z"; read from RFC 3339 with Z or an offset
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
BOOST_DESCRIBE_STRUCT(Spelling, (), (type, decimal_mark, date_order))

// Appends the canonical spelling of a cell. On failure, an empty cell among them, nothing is
// appended and the sentence says what was wanted: "`2024-13-01` is not a date".
//
// A minus before zero is dropped ("-0" is "0"), zeros at a decimal's end as well ("22500.00" is
// "22500"), and a zero put before a bare mark (".5" is "0.5"), as xsd:decimal's canonical mapping
// does; a zero before the mark does not count among the 18 digits. Spaces around a
// value are a failure for every type but text. What is canonical is its own canonical spelling
// under the default marks.
Outcome append_canonical(std::string& out, std::string_view cell, const Spelling& spelling);

// The cell cut at 60 characters, the cut shown by "…"; and in backquotes, as a sentence names it,
// what cannot be seen escaped.
std::string shortened(std::string_view cell);
std::string shown(std::string_view cell);

// Numbers and booleans stand bare in JSON; the rest is quoted.
constexpr bool bare_in_json(Type type) {
    return type == Type::integer || type == Type::decimal || type == Type::boolean;
}

} // namespace vienreiz::table
