// The names of a dataset version's files, and the header of its rows (format: dataset.cpp).
#pragma once

#include "store/files.hpp"

#include <array>
#include <cstring>

namespace vienreiz::store::dataset_files {

inline constexpr auto rows = "rows";
inline constexpr auto keys = "keys";
inline constexpr auto column_index = "columns";
inline constexpr auto column_index_made = "columns.new"; // while it is written
inline constexpr auto changes = "changes";
inline constexpr auto changes_made = "changes.new"; // while it is written
inline constexpr auto summary = "summary.json";

struct RowsHeader {
    std::array<char, 16> magic{'v', 'i', 'e', 'n', 'r', 'e', 'i', 'z',
                               ' ', 'r', 'o', 'w', 's', ' ', '1', '\n'};
    std::uint64_t columns = 0;
    std::array<std::uint64_t, 5> zero{};
};
static_assert(sizeof(RowsHeader) == 64);

inline Result<files::File> create_rows(const std::filesystem::path& folder, std::size_t columns) {
    auto file = TRY(files::File::create(folder / rows));
    RowsHeader header;
    header.columns = columns;
    TRY(file.append({reinterpret_cast<const std::uint8_t*>(&header), sizeof header}));
    return file;
}

} // namespace vienreiz::store::dataset_files
