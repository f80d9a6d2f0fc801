// Delimited text as institutions write it: RFC 4180, with what real files do besides.
//
// What is read beyond the RFC
//   line ends   CRLF, LF and a lone CR, mixed; blank lines are skipped; the last may be missing
//   quotes      a cell is quoted if its first character is the quote; quotes in an unquoted cell
//               are literal
//   header      names are trimmed; an empty one becomes `column_3`, a repeated one `name_2`
//   encodings   five, all given out as UTF-8; a byte order mark is no part of the text
// What ends a file with a Failure naming the line: a quote never closed, a NUL, a record over the
// limit, a byte that its encoding does not have. Flaws of a record only: such a byte in UTF-8, and
// text behind a closing quote, which RFC 4180 §2 has no place for.
//
//   auto reader = TRY(read_csv(file, TRY(detect_file(file))));
//   table::Block block;                            // one per thread, used again and again
//   for (;;) {
//       auto more = reader->next_block(block);
//       if (!more && more.error().kind == Kind::missing) break;
//       TRY(std::move(more));
//       for (std::size_t i = 0; i < block.size(); ++i) use(block[i].cells);
//   }
#pragma once

#include "base/limits.hpp"
#include "base/result.hpp"
#include "table/dialect.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vienreiz::table {

// A byte order mark decides the encoding; then NUL bytes in every other place (UTF-16); then UTF-8
// if most of what is beyond ASCII in the sample is; then Windows-1257 if all of it is defined there;
// else Latin-1. The delimiter is the one of , ; tab | that splits the first records into the same number of cells,
// more than one (the most of them, if several do); a file of one column is given the comma. An
// encoding that is said is taken as it is.
Dialect detect(std::string_view sample, std::optional<Encoding> said = {});
// The same from the first limits::csv_sample bytes of a file.
Result<Dialect> detect_file(const std::filesystem::path& file, std::optional<Encoding> said = {});

// Why a record cannot be taken at its word.
enum class Flaw : std::uint8_t {
    none,
    not_utf8,    // a byte is no part of a UTF-8 character; the cell holds it as it stands
    after_quote, // text follows the closing quote: `"Vol"vo`; the cell holds both without the quotes
};
// As a sentence goes on after naming the cell; "" for none.
std::string_view sentence(Flaw flaw);

// One record. The views live until the next record, or the next block, is read.
struct Record {
    std::uint64_t line;                      // of the file where it begins, from 1
    std::span<const std::string_view> cells; // unquoted, UTF-8
    Flaw flaw = Flaw::none;                  // the first
    std::size_t flawed = 0;                  // in which cell
};

// Some whole records in memory of their own, about 256 KiB of text: a thread may work on one while
// another reads the next. Meant to be used again, so that its memory is allocated once.
class Block {
public:
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] std::uint64_t first_row() const {
        return first_row_;
    } // of the file's rows, from 0
    Record operator[](std::size_t row) const {
        auto from = rows_[row].first_cell;
        auto to = row + 1 < rows_.size() ? rows_[row + 1].first_cell : cells_.size();
        return {rows_[row].line, std::span(cells_).subspan(from, to - from), rows_[row].flaw,
                rows_[row].flawed};
    }

private:
    friend class Splitter;
    struct Row {
        std::size_t first_cell = 0;
        std::uint64_t line = 0;
        Flaw flaw = Flaw::none;
        std::uint32_t flawed = 0;
    };
    std::unique_ptr<char[]> text_; // what the cells look into
    std::size_t capacity_ = 0;
    std::vector<std::string_view> cells_;
    std::vector<Row> rows_;
    std::uint64_t first_row_ = 0;
};

// Reads a file once, from front to back, in memory that does not grow with it.
class Reader {
public:
    virtual ~Reader() = default;
    // Unique, not empty, trimmed.
    [[nodiscard]] virtual const std::vector<std::string>& header() const = 0;
    // Kind::missing at the end. Any other failure is of the file as a whole (quotes never closed,
    // NUL bytes, a record over limits::csv_record) and comes after all records before the place; a
    // record with too few or too many cells is given out as it stands.
    virtual Result<Record> next() = 0;
    // The next records, at least one; failures as next(). Any thread may call it, several at a
    // time: each gets blocks of its own, told apart by first_row(). Not to be mixed with next().
    virtual Outcome next_block(Block& block) = 0;
    [[nodiscard]] virtual std::uint64_t bytes_read() const = 0; // for progress, from any thread
};

struct ReadOptions {
    std::size_t block = 256 * limits::KiB; // of text in a block, more only if one record needs it
    std::size_t record = limits::csv_record;
};
Result<std::unique_ptr<Reader>> read_csv(const std::filesystem::path& file, const Dialect& dialect,
                                         const ReadOptions& options = {});
// From text already in memory, which outlives the reader.
Result<std::unique_ptr<Reader>> read_csv_text(std::string_view text, const Dialect& dialect,
                                              const ReadOptions& options = {});

} // namespace vienreiz::table
