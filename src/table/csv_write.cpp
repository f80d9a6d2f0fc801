#include "table/csv_write.hpp"

#include "base/machine_words.hpp"

#include <algorithm>

namespace vienreiz::table {
namespace {

bool must_be_quoted(std::string_view cell, char delimiter) {
    using namespace machine_words;
    for (; cell.size() >= 8; cell.remove_prefix(8)) {
        auto eight = load(cell.data());
        if (has(eight, static_cast<unsigned char>(delimiter)) || has(eight, '"') ||
            has(eight, '\n') || has(eight, '\r'))
            return true;
    }
    return std::ranges::any_of(
        cell, [delimiter](char c) { return c == delimiter || c == '"' || c == '\n' || c == '\r'; });
}

} // namespace

void append_csv_cell(std::string& out, std::string_view cell, char delimiter) {
    if (!must_be_quoted(cell, delimiter)) [[likely]] {
        out.append(cell);
        return;
    }
    out += '"';
    for (;;) {
        auto quote = cell.find('"');
        out.append(cell.substr(0, quote));
        if (quote == cell.npos) break;
        out += "\"\"";
        cell.remove_prefix(quote + 1);
    }
    out += '"';
}

void append_csv_record(std::string& out, std::span<const std::string_view> cells, char delimiter) {
    if (cells.size() == 1 && cells.front().empty()) out += "\"\"";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += delimiter;
        append_csv_cell(out, cells[i], delimiter);
    }
    out += "\r\n";
}

} // namespace vienreiz::table
