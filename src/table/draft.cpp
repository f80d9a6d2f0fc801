#include "table/draft.hpp"

#include "base/text.hpp"
#include "table/column_judge.hpp"

#include <algorithm>

namespace vienreiz::table {
namespace {

// The hashes of all columns together stay under 64 MiB; the rest goes to disk.
std::size_t hashes_per_column(std::size_t columns) {
    constexpr auto together = 64 * limits::MiB / sizeof(std::uint64_t);
    return std::clamp<std::size_t>(together / columns, 4096, 256 * limits::KiB);
}

void keep_letters(std::span<const std::string_view> cells, std::vector<std::string>& letters) {
    constexpr std::size_t enough = 8;
    auto beyond_ascii = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    for (auto cell : cells) {
        if (letters.size() == enough) return;
        if (!std::ranges::any_of(cell, beyond_ascii)) continue;
        auto value = escaped(shortened(cell));
        if (std::ranges::find(letters, value) == letters.end()) letters.push_back(std::move(value));
    }
}

// Column by column, so that one judge's memory is at hand for all the block's rows.
void see(const Block& block, std::vector<ColumnJudge>& judges, Draft& draft) {
    for (std::size_t column = 0; column < judges.size(); ++column) {
        for (std::size_t row = 0; row < block.size(); ++row) {
            auto record = block[row];
            if (record.flaw != Flaw::none) [[unlikely]]
                continue;
            bool there = column < record.cells.size();
            judges[column].see(there ? record.cells[column] : std::string_view{}, record.line);
        }
    }
    for (std::size_t row = 0; row < block.size(); ++row) {
        keep_letters(block[row].cells, draft.letters);
        draft.flawed += block[row].flaw != Flaw::none;
        if (block[row].cells.size() != judges.size() && draft.uneven++ == 0)
            draft.first_uneven_line = block[row].line;
    }
    draft.rows += block.size();
}

std::optional<std::size_t> suggested_key(const std::vector<ColumnDraft>& columns) {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto& column = columns[i];
        if (!column.unique || column.spelling.type == Type::decimal ||
            column.longest > limits::dataset_key_bytes)
            continue;
        if (named_like_a_code(column.name)) return i;
        if (!first) first = i;
    }
    return first;
}

} // namespace

Result<Draft> draft(const std::filesystem::path& file, const std::optional<Dialect>& dialect,
                    const std::function<void(std::uint64_t bytes)>& progress) {
    Draft draft;
    draft.dialect = dialect ? *dialect : TRY(detect_file(file));
    auto reader = TRY(read_csv(file, draft.dialect));
    std::vector<std::string_view> names(reader->header().begin(), reader->header().end());
    keep_letters(names, draft.letters);
    std::vector<ColumnJudge> judges;
    for (const auto& name : reader->header())
        judges.emplace_back(name, hashes_per_column(reader->header().size()));
    Block block;
    for (;;) {
        auto more = reader->next_block(block);
        if (!more && more.error().kind == Kind::missing) break;
        TRY(std::move(more));
        see(block, judges, draft);
        if (progress) progress(reader->bytes_read());
    }
    for (auto& judge : judges)
        draft.columns.push_back(TRY(judge.verdict(draft.rows - draft.flawed)));
    draft.key = suggested_key(draft.columns);
    return draft;
}

} // namespace vienreiz::table
