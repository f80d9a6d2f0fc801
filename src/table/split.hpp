// Text into records and cells: the inner loop of reading.
#pragma once

#include "table/csv.hpp"

namespace vienreiz::table {

enum class SplitEnd {
    records,        // the text's end, or enough for a block
    cut_off,        // the text ends inside a record
    unclosed_quote, // the text ends inside quotes that began on `quote_line`
    too_long,       // a record over the limit
    too_many_cells, // a record over limits::csv_record_cells
};

struct SplitResult {
    SplitEnd end = SplitEnd::records;
    std::size_t consumed = 0; // bytes of whole records and blank lines
    std::uint64_t line = 0;   // of the next record
    std::uint64_t quote_line = 0;
};

class Splitter {
public:
    Splitter(const Dialect& dialect, const ReadOptions& options)
        : delimiter_(dialect.delimiter), quote_(dialect.quote), record_limit_(options.record),
          enough_(options.block) {}

    // Puts the whole records at the front of `text` into the block, in place of what it held: all
    // of them, or as many as begin in its first options.block bytes. `last`: nothing follows, so
    // the text's end is a record's end too.
    SplitResult split(std::string_view text, bool last, std::uint64_t line, std::uint64_t first_row,
                      Block& block) const;
    // Marks the records with bytes that are not UTF-8.
    static void find_bad_bytes(Block& block);

private:
    struct Walk;
    SplitEnd record(Walk& walk, Block& block) const;
    std::size_t quoted_cell(Walk& walk, std::size_t start, Block& block) const;

    char delimiter_, quote_;
    std::size_t record_limit_, enough_;
};

} // namespace vienreiz::table
