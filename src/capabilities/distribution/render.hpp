// Rows as callers take them: JSON, NDJSON, CSV, TSV. Cells are canonical text already; rendering is copying.
#pragma once

#include "capabilities/distribution/grants.hpp"

#include <boost/describe/enum.hpp>

namespace vienreiz::distribution {

enum class Format { json, ndjson, csv, tsv };
BOOST_DESCRIBE_ENUM(Format, json, ndjson, csv, tsv)
constexpr bool is_table(Format format) { return format == Format::csv || format == Format::tsv; }
constexpr char delimiter(Format format) { return format == Format::tsv ? '\t' : ','; }

// The one that is named, else what Accept asks for, else JSON.
Result<Format> format_of(const http::Request& request, std::optional<std::string_view> named);
std::string_view content_type(Format format);

void append_json_cell(std::string& out, table::Type type, std::string_view cell);
void append_json(std::string& out, const Grant& grant,
                 const store::Row& row); // {"regcode":"…","registered":"…"}
void append_table_head(std::string& out, const Grant& grant, char delimiter);
void append_table_row(std::string& out, const Grant& grant, const store::Row& row, char delimiter);

} // namespace vienreiz::distribution
