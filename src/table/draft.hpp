// A first description of a file: the type of every column, judged over the whole file, never over a
// sample. A steward reads it, changes what is wrong, and the dataset's fields begin with it.
//
// How a column is judged
//   Every spelling of types.hpp is possible until a value refuses it. What is left at the end is
//   tried in this order: yes or no in words, whole number, decimal with a point, with a comma, date
//   (2026-11-22, 22.11.2026, 20261122), instant; if nothing is left it is text. Not taken for
//   numbers: leading zeros, a plus, more than 18 digits, and codes: as many digits in every value,
//   eight or more. 0 and 1 stay whole numbers unless the name is a flag's. Eight digits are dates
//   only if every value is a day of the years 1800 to 2199.
#pragma once

#include "table/csv.hpp"
#include "table/reason.hpp"
#include "table/types.hpp"

#include <boost/describe/class.hpp>

#include <optional>

namespace vienreiz::table {

struct ColumnDraft {
    std::string name;
    Spelling spelling;
    std::uint64_t empty = 0;    // cells without a value; a record that is too short counts here
    std::uint64_t distinct = 0; // values; exact up to 10 000 or if unique, else HyperLogLog (1 %)
    // No value twice, none empty. Judged by 64-bit hashes, kept on disk where there are many: two
    // values of one hash, 1 in 370 000 files of ten million rows, would only make it false.
    bool unique = false;
    std::size_t longest = 0; // bytes
    std::string example;     // the first value, cut at 60 characters, what cannot be seen escaped
    Reason reason;           // why this type: "leading zeros (`0164`), so text"
};
BOOST_DESCRIBE_STRUCT(ColumnDraft, (),
                      (name, spelling, empty, distinct, unique, longest, example, reason))

struct Draft {
    Dialect dialect;
    std::vector<ColumnDraft> columns;
    std::vector<std::string>
        letters; // some values with letters beyond ASCII, to judge the encoding by
    std::uint64_t rows = 0;
    std::uint64_t uneven = 0;            // records with too few or too many cells
    std::uint64_t first_uneven_line = 0; // of the file, if there is one
    std::uint64_t flawed = 0; // records that could not be judged; no column knows of them
    // The first unique column that can be a key (no decimal, at most limits::dataset_key_bytes),
    // preferring one named like a code: id, code, kods, regcode, nr, number, reģ….
    std::optional<std::size_t> key;
};

// Reads the whole file once, in memory that depends on its columns only (about 64 MiB). Without a
// dialect the file's first bytes decide. Fails as Reader does.
Result<Draft> draft(const std::filesystem::path& file, const std::optional<Dialect>& dialect,
                    const std::function<void(std::uint64_t bytes)>& progress);

} // namespace vienreiz::table
