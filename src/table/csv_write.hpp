// Writing delimited text as RFC 4180 has it.
//
// A cell is quoted only when it must be: it holds the delimiter, a quote or a line end. Nothing
// else is done to it: a cell beginning with = or + stays as it is, because what is given out must
// be what was stored; spreadsheets are the reader's affair.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace vienreiz::table {

void append_csv_cell(std::string& out, std::string_view cell, char delimiter);

// A whole record with its line end, CRLF. A record that would be a blank line, which readers skip,
// is written as two quotes.
void append_csv_record(std::string& out, std::span<const std::string_view> cells, char delimiter);

} // namespace vienreiz::table
