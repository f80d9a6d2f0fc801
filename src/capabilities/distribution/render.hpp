// Rows as callers take them: JSON, NDJSON, CSV. Cells are canonical text already; rendering is copying.
#pragma once

#include "capabilities/distribution/grants.hpp"

#include <boost/describe/enum.hpp>

namespace vienreiz::distribution {

enum class Format { json, ndjson, csv };
BOOST_DESCRIBE_ENUM(Format, json, ndjson, csv)

// The one that is named, else what Accept asks for, else JSON.
Result<Format> format_of(const http::Request& request, std::optional<std::string_view> named);
std::string_view content_type(Format format);

void append_json_cell(std::string& out, table::Type type, std::string_view cell);
void append_json(std::string& out, const Grant& grant,
                 const store::Row& row); // {"regcode":"…","registered":"…"}
void append_csv_head(std::string& out, const Grant& grant);
void append_csv(std::string& out, const Grant& grant, const store::Row& row);

} // namespace vienreiz::distribution
