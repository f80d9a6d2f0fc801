// One row in bytes, as it stands in the file `rows` and in the blocks on their way there (format:
// dataset.cpp).
#pragma once

#include "store/dataset.hpp"
#include "store/hash64.hpp"

#include <memory>

namespace vienreiz::store {

// First byte of a row: how many bytes an offset has, and whether the text is its own CSV record.
inline constexpr std::uint8_t row_width = 0x07, row_is_plain = 0x80;

// Bytes that may be read behind a block's last row: scans go on in whole words.
inline constexpr std::size_t block_slack = 64;

// Rows on their way from add() to the file.
struct RowBlock {
    explicit RowBlock(std::size_t size)
        : bytes(std::make_unique_for_overwrite<std::uint8_t[]>(size + block_slack)),
          capacity(size) {}
    std::unique_ptr<std::uint8_t[]> bytes;
    std::size_t capacity, used = 0;
    std::uint64_t offset = 0; // of the block in the file
    std::uint64_t rows = 0;
    std::vector<std::uint64_t> lines; // as given to add(), one a row
};

inline std::size_t width_for(std::size_t text) { return text <= 0xff ? 1 : text <= 0xffff ? 2 : 4; }
inline std::size_t text_size(std::span<const std::string_view> cells) {
    std::size_t size = cells.size() + 1; // a comma between two cells, CR LF at the end
    for (auto cell : cells) size += cell.size();
    return size;
}
inline std::size_t row_size(std::span<const std::string_view> cells) {
    auto text = text_size(cells);
    return 1 + width_for(text) * cells.size() + text;
}
// Writes row_size(cells) bytes and may scribble on block_slack bytes behind them.
void encode_row(std::uint8_t* at, std::span<const std::string_view> cells);

// The row's text with its separators, and the ends of its cells.
struct RowView {
    RowView(const std::uint8_t* row, std::size_t columns)
        : width(row[0] & row_width), is_plain(row[0] & row_is_plain), ends(row + 1),
          text(ends + width * columns), size(end(columns - 1) + 2), columns_(columns) {}

    [[nodiscard]] std::size_t end(std::size_t column) const {
        switch (width) {
        case 1:
            return ends[column];
        case 2:
            return load<std::uint16_t>(ends + 2 * column);
        default:
            return load<std::uint32_t>(ends + 4 * column);
        }
    }
    [[nodiscard]] std::string_view cell(std::size_t column) const {
        auto begin = column == 0 ? 0 : end(column - 1) + 1;
        return {reinterpret_cast<const char*>(text) + begin, end(column) - begin};
    }
    [[nodiscard]] std::string_view line() const {
        return {reinterpret_cast<const char*>(text), size};
    }
    [[nodiscard]] const std::uint8_t* next() const { return text + size; }

    template <class Visit>
    void each(Visit&& visit) const {
        std::size_t begin = 0;
        for (std::size_t column = 0; column < columns_; ++column) {
            auto stop = end(column);
            visit(column,
                  std::string_view(reinterpret_cast<const char*>(text) + begin, stop - begin));
            begin = stop + 1;
        }
    }

    std::size_t width;
    bool is_plain;
    const std::uint8_t *ends, *text;
    std::size_t size; // of the text

private:
    std::size_t columns_;
};

struct RowAccess {
    static Row row(const std::uint8_t* at, std::size_t columns) {
        Row out;
        out.at_ = at;
        out.columns_ = columns;
        return out;
    }
    static RowView view(const Row& row) { return {row.at_, row.columns_}; }
};

} // namespace vienreiz::store
