// The file `columns` of a version: for every column, which values it holds and which rows hold each. It follows from
// `rows` and `keys`, so it is made when a version serves already, and may be removed: then answers take longer.
//
//   header     64 bytes: "vienreiz cols 1\n", then as 64-bit numbers, little-endian like all here: rows, bytes of the
//              file `rows`, the first 64 bits of the content's SHA-256, columns, bytes of this file, 0
//   directory  56 bytes a column: the number of its values, the width of an ordinal (1, 2 or 4), and where its parts
//              begin: ordinals, starts, order, ends, values
//   ordinals   one a row, in the order of the keys: which value the row holds; the number of values for an empty cell
//   starts     32 bits each, one a value and two more: where the rows of a value begin in `order`. The last but one
//              begins the rows whose cell is empty, the last is the number of rows
//   order      32 bits a row: the rows by value, those of one value in the order of the keys
//   ends       64 bits a value: where it ends in `values`
//   values     the different values of the column in their order (table/order.hpp), one behind the other
//
// A row is named by its rank: its place in the order of the keys. A value is named by its ordinal: its place among the
// different values of its column. Every part begins at a multiple of eight bytes, with zeros before it.
//
// So the rows of a value, or of all values between two, are a stretch of `order`: how many they are is a subtraction.
//
// Memory       while it is made, 8 bytes a row, and up to 56 for each different value of the column that is being read
// Concurrency  may be read from any thread
#pragma once

#include "base/machine_words.hpp"
#include "store/dataset.hpp"
#include "store/files.hpp"

#include <stop_token>

namespace vienreiz::store {

using Rank = std::uint32_t;
using Ordinal = std::uint32_t;

// Of values: from `from` to before `to`.
struct Ordinals {
    Ordinal from = 0, to = 0;
    bool operator==(const Ordinals&) const = default;
};

class ColumnIndex {
public:
    // Kind::missing when it was not made yet; Kind::corrupt when it belongs to other rows, or is not whole.
    static Result<ColumnIndex> open(const std::filesystem::path& folder,
                                    const DatasetSummary& summary, std::uint64_t rows_bytes);

    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    // How many different values there are; also the ordinal of empty cells.
    [[nodiscard]] Ordinal values(std::size_t column) const { return columns_[column].values; }
    [[nodiscard]] std::string_view value(std::size_t column, Ordinal ordinal) const;
    [[nodiscard]] Ordinal ordinal(std::size_t column, Rank rank) const {
        const auto& of = columns_[column];
        switch (of.width) {
        case 1:
            return of.ordinals[rank];
        case 2:
            return machine_words::load<std::uint16_t>(of.ordinals + 2 * std::uint64_t{rank});
        default:
            return machine_words::load<std::uint32_t>(of.ordinals + 4 * std::uint64_t{rank});
        }
    }
    // The first value that is not less than `value`, or greater than it; values() when there is none.
    [[nodiscard]] Ordinal not_less(std::size_t column, std::string_view value) const;
    [[nodiscard]] Ordinal greater(std::size_t column, std::string_view value) const;
    // The rows of these values, by value and then by key.
    [[nodiscard]] std::span<const Rank> ranks(std::size_t column, Ordinals ordinals) const;
    [[nodiscard]] std::uint64_t size() const { return mapping_.size(); }

private:
    struct Column {
        table::Type type{};
        Ordinal values = 0;
        std::uint64_t width = 0;
        const std::uint8_t* ordinals = nullptr;
        const std::uint32_t *starts = nullptr, *order = nullptr;
        const std::uint64_t* ends = nullptr;
        const char* text = nullptr;
        std::uint64_t text_bytes = 0; // at most
    };
    explicit ColumnIndex(files::Mapping mapping) : mapping_(std::move(mapping)) {}

    files::Mapping mapping_;
    std::uint64_t rows_ = 0;
    std::vector<Column> columns_;
};

// Makes the file. Kind::too_large for more rows than a rank can name; Kind::unavailable when the disk is full, or when
// it was asked to stop: then nothing of it stays.
Outcome index_columns(const std::filesystem::path& folder, const std::stop_token& stop);

} // namespace vienreiz::store
