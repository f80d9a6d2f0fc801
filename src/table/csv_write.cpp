#include "table/csv_write.hpp"

namespace vienreiz::table {

void append_csv_cell(std::string& out, std::string_view cell, char delimiter) {
    bool plain = true;
    for (char c : cell) plain &= c != delimiter && c != '"' && c != '\n' && c != '\r';
    if (plain) [[likely]] {
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
