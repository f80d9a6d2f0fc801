// Bytes of a file into UTF-8 text without NUL, piece by piece.
#pragma once

#include "table/csv.hpp"

#include <optional>

namespace vienreiz::table {

enum class Trouble {
    nul,         // a NUL: a binary file, or UTF-16 taken for something else
    not_encoded, // bytes that mean nothing in this encoding
};

struct Decoded {
    std::size_t taken = 0;          // bytes of the input that became text
    std::optional<Trouble> trouble; // what stands after them
};

// How much of `raw` is text as it stands, up to a NUL. Bytes that are no part of a UTF-8 character
// are passed over and counted: they spoil a record, not a file. A character cut off at the end is
// left for the next piece unless this is the last.
struct SurveyedUtf8 {
    std::size_t taken = 0;
    std::optional<Trouble> trouble;
    std::uint64_t characters = 0; // of several bytes
    std::uint64_t bad = 0;        // bytes
    std::size_t bad_end = 0;      // behind the last of them
};
SurveyedUtf8 survey_utf8(std::string_view raw, bool last);
// Appends `raw`, written in `encoding`, to `out` as UTF-8; leaves a cut off character likewise.
Decoded decode(Encoding encoding, std::string_view raw, bool last, std::string& out);

// The byte order mark's encoding and length, if one stands at the front.
struct ByteOrderMark {
    Encoding encoding;
    std::size_t size;
};
std::optional<ByteOrderMark> byte_order_mark(std::string_view raw);

} // namespace vienreiz::table
