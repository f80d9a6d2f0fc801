#include "capabilities/distribution/render.hpp"

#include "table/csv_write.hpp"

namespace vienreiz::distribution {

Result<Format> format_of(const http::Request& request, std::optional<std::string_view> named) {
    if (named) {
        Format format{};
        if (boost::describe::enum_from_string(std::string(*named).c_str(), format)) return format;
        return Failure{Kind::invalid, "format is json, ndjson, csv or tsv", "format"};
    }
    auto accept = request.header("Accept");
    if (accept.contains("text/csv")) return Format::csv;
    if (accept.contains("text/tab-separated-values")) return Format::tsv;
    if (accept.contains("application/x-ndjson")) return Format::ndjson;
    return Format::json;
}

std::string_view content_type(Format format) {
    switch (format) {
    case Format::json:
        return "application/json";
    case Format::ndjson:
        return "application/x-ndjson";
    case Format::csv:
        return "text/csv; charset=utf-8; header=present";
    case Format::tsv:
        return "text/tab-separated-values; charset=utf-8";
    }
    return {};
}

void append_json_cell(std::string& out, table::Type type, std::string_view cell) {
    if (cell.empty())
        out += "null";
    else if (table::bare_in_json(type))
        out += cell;
    else
        json::write_string(out, cell);
}

void append_json(std::string& out, const Grant& grant, const store::Row& row) {
    for (std::size_t i = 0; i < grant.columns.size(); ++i) {
        auto column = grant.columns[i];
        auto cell = row.cell(column);
        out += grant.openings[i];
        append_json_cell(out, grant.dataset.fields[column].type, cell);
    }
    out += '}';
}

void append_table_head(std::string& out, const Grant& grant, char delimiter) {
    for (std::size_t i = 0; i < grant.columns.size(); ++i) {
        if (i) out += delimiter;
        table::append_csv_cell(out, grant.dataset.fields[grant.columns[i]].name, delimiter);
    }
    out += "\r\n";
}

// Written like table::append_csv_record, a lone empty cell as two quotes, without gathering the cells first.
void append_table_row(std::string& out, const Grant& grant, const store::Row& row, char delimiter) {
    if (grant.columns.size() == 1 && row.cell(grant.columns.front()).empty()) out += "\"\"";
    for (std::size_t i = 0; i < grant.columns.size(); ++i) {
        if (i) out += delimiter;
        table::append_csv_cell(out, row.cell(grant.columns[i]), delimiter);
    }
    out += "\r\n";
}

} // namespace vienreiz::distribution
