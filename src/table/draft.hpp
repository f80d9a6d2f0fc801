// A first description of a file: the type of every column, judged over the whole file, never over a sample.
#pragma once

#include "table/csv.hpp"
#include "table/types.hpp"

#include <boost/describe/class.hpp>

#include <optional>

namespace vienreiz::table {

struct ColumnDraft {
    std::string name;
    Spelling spelling;
    std::uint64_t empty = 0;      // cells without a value
    std::uint64_t distinct = 0;   // about (HyperLogLog, 1 %), exact up to 10 000
    bool unique = false;          // exact: no value twice, none empty
    std::size_t longest = 0;      // bytes
    std::string example;          // the first value
    std::string reason;           // why this type, for people: "leading zeros (`0164`), so text", "decimal comma"
};

struct Draft {
    Dialect dialect;
    std::vector<ColumnDraft> columns;
    std::uint64_t rows = 0;
    std::optional<std::size_t> key; // the first column that is unique, preferring one named like a code
};

Result<Draft> draft(const std::filesystem::path& file, const std::optional<Dialect>& dialect,
                    const std::function<void(std::uint64_t bytes)>& progress);

} // namespace vienreiz::table
