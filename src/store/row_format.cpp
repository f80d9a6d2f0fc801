#include "store/row_format.hpp"

#include "base/limits.hpp"
#include "table/csv_write.hpp"

#include <algorithm>

namespace vienreiz::store {
namespace row_format {

// How often a character stands in the text that CSV gives a meaning. Sixteen bytes at a time, spelt
// out because the compiler does not find it at -O2; what lies behind the text must be zero up to
// the next sixteen.
std::size_t specials(const std::uint8_t* text, std::size_t size) {
    using Lanes [[gnu::vector_size(16)]] = std::uint8_t;
    constexpr std::size_t stride = sizeof(Lanes),
                          piece = 255 * stride; // until a lane of the count is full
    std::size_t count = 0;
    for (std::size_t begin = 0; begin < size; begin += piece) {
        Lanes here{};
        for (std::size_t at = begin, end = std::min(size, begin + piece); at < end; at += stride) {
            auto c = load<Lanes>(text + at);
            here -= reinterpret_cast<Lanes>((c == ',') | (c == '"') | (c == '\r') |
                                            (c == '\n')); // true is -1
        }
        for (std::size_t i = 0; i < stride; ++i) count += here[i];
    }
    return count;
}

template <class Offset>
void encode(std::uint8_t* at, std::span<const std::string_view> cells) {
    auto* ends = at + 1;
    auto* text = ends + sizeof(Offset) * cells.size();
    auto* out = text;
    for (auto cell : cells) {
        if (!cell.empty()) std::memcpy(out, cell.data(), cell.size());
        out += cell.size();
        auto end = static_cast<Offset>(out - text);
        std::memcpy(ends, &end, sizeof end);
        ends += sizeof end;
        *out++ = ',';
    }
    out[-1] = '\r';
    *out++ = '\n';
    std::memset(out, 0, block_slack / 2);
    bool plain = specials(text, static_cast<std::size_t>(out - text)) == cells.size() + 1;
    at[0] = static_cast<std::uint8_t>(sizeof(Offset) | (plain ? row_is_plain : 0u));
}

} // namespace row_format

void encode_row(std::uint8_t* at, std::span<const std::string_view> cells) {
    switch (width_for(text_size(cells))) {
    case 1:
        return row_format::encode<std::uint8_t>(at, cells);
    case 2:
        return row_format::encode<std::uint16_t>(at, cells);
    default:
        return row_format::encode<std::uint32_t>(at, cells);
    }
}

std::string_view Row::cell(std::size_t column) const {
    check(column < columns_, "a row has as many cells as its dataset has columns");
    return RowAccess::view(*this).cell(column);
}

void append_csv(std::string& out, const Row& row) {
    auto view = RowAccess::view(row);
    if (view.is_plain) {
        out += view.line();
        return;
    }
    view.each([&](std::size_t column, std::string_view cell) {
        if (column > 0) out += ',';
        table::append_csv_cell(out, cell, ',');
    });
    out += "\r\n";
}

void append_csv_header(std::string& out, std::span<const Column> columns) {
    for (bool first = true; const auto& column : columns) {
        if (!std::exchange(first, false)) out += ',';
        table::append_csv_cell(out, column.name, ',');
    }
    out += "\r\n";
}

} // namespace vienreiz::store
