#include "base/text.hpp"
#include "table/csv.hpp"
#include "table/source.hpp"
#include "table/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <unordered_set>

namespace vienreiz::table {
namespace {

Failure at_line(Kind kind, std::uint64_t line, std::string_view sentence) {
    return {kind, fmt::format("Line {}: {}", grouped(line), sentence),
            fmt::format("line {}", line)};
}

std::uint64_t lines_in(std::string_view text) {
    std::uint64_t lines = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool carriage_return = text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n');
        if (text[at] == '\n' || carriage_return) ++lines;
    }
    return lines;
}

// Trimmed, never empty, no two the same.
std::vector<std::string> header_from(std::span<const std::string_view> cells) {
    std::unordered_set<std::string> taken;
    for (auto cell : cells) taken.emplace(trim(cell));
    std::unordered_set<std::string> given;
    std::vector<std::string> names;
    for (auto cell : cells) {
        std::string name(trim(cell));
        bool unnamed = name.empty();
        if (unnamed) name = fmt::format("column_{}", names.size() + 1);
        auto numbered = name;
        // A generated name gives way to one that the file itself uses, wherever it stands.
        bool generated = unnamed;
        for (unsigned n = 2; given.contains(numbered) || (generated && taken.contains(numbered));
             ++n) {
            numbered = fmt::format("{}_{}", name, n);
            generated = true;
        }
        given.insert(numbered);
        names.push_back(std::move(numbered));
    }
    return names;
}

class CsvReader final : public Reader {
public:
    CsvReader(ReadBytes read, const Dialect& dialect, const ReadOptions& options)
        : dialect_(dialect), options_(options),
          source_(std::move(read), dialect.encoding, options.block), splitter_(dialect, options) {}

    Outcome read_header();
    const std::vector<std::string>& header() const override { return header_; }
    Result<Record> next() override;
    Outcome next_block(Block& block) override;
    std::uint64_t bytes_read() const override { return source_.bytes_read(); }

private:
    Outcome read_block(Block& block, std::size_t size);
    Outcome refuse_other_formats();
    Failure failure(const SplitResult& split) const;
    Failure trouble() const;

    Dialect dialect_;
    ReadOptions options_;
    Source source_;
    Splitter splitter_;
    std::vector<std::string> header_;
    std::mutex one_at_a_time_;
    std::uint64_t line_ = 1; // of the source's first byte not consumed
    std::uint64_t rows_ = 0; // given out
    std::optional<Failure> failed_;
    Block block_; // for next()
    std::size_t in_block_ = 0;
};

Failure CsvReader::failure(const SplitResult& split) const {
    switch (split.end) {
    case SplitEnd::unclosed_quote:
        return at_line(
            Kind::invalid, split.quote_line,
            "A quote is opened here and never closed: close it, or double it inside a cell");
    case SplitEnd::too_many_cells:
        return at_line(Kind::too_large, split.line,
                       fmt::format("A record has more than {} cells: is the delimiter right?",
                                   grouped(limits::csv_record_cells)));
    case SplitEnd::records:
    case SplitEnd::cut_off:
    case SplitEnd::too_long:
        break;
    }
    return at_line(Kind::too_large, split.line,
                   fmt::format("A record is longer than {} bytes", grouped(options_.record)));
}

// What stands right behind the source's text.
Failure CsvReader::trouble() const {
    auto line = line_ + lines_in(source_.text());
    auto at = grouped(source_.trouble_at());
    if (source_.trouble() == Trouble::nul)
        return at_line(
            Kind::invalid, line,
            fmt::format("There is a NUL byte at byte {}: this is not a text file, or its "
                        "encoding is {} or {} and has to be chosen",
                        at, name_of(Encoding::utf16le), name_of(Encoding::utf16be)));
    return at_line(
        Kind::invalid, line,
        fmt::format("The byte at {} is not {}: choose the encoding the file is written in", at,
                    name_of(dialect_.encoding)));
}

// Whole records from the source, reading on until there is one. A record that does not fit `size`
// bytes of text is tried again with twice as many, up to the limit and its line end.
Outcome CsvReader::read_block(Block& block, std::size_t size) {
    const auto most = std::max(options_.record + 2, size);
    for (;;) {
        while (source_.text().size() < size && !source_.ended()) TRY(source_.fill());
        auto text = source_.text().substr(0, size);
        bool all = source_.ended() && text.size() == source_.text().size();
        bool last = all && !source_.trouble();
        auto split = splitter_.split(text, last, line_, rows_, block);
        if (source_.has_bad_bytes()) [[unlikely]]
            Splitter::find_bad_bytes(block);
        source_.consume(split.consumed);
        line_ = split.line;
        rows_ += block.size();
        if (block.size() > 0) return {};

        bool more_helps = split.end == SplitEnd::cut_off || split.end == SplitEnd::unclosed_quote;
        if (split.end != SplitEnd::records && !more_helps) return failure(split);
        if (split.consumed > 0) continue; // blank lines
        if (all && source_.trouble()) return trouble();
        if (last && more_helps) return failure(split);
        if (last) return Failure{Kind::missing, "There are no more records"};
        if (size == most) return failure(split);
        size = std::min(size * 2, most);
    }
}

Outcome CsvReader::next_block(Block& block) {
    std::scoped_lock lock(one_at_a_time_);
    if (failed_) return *failed_;
    auto outcome = read_block(block, options_.block);
    if (!outcome) failed_ = outcome.error();
    return outcome;
}

Result<Record> CsvReader::next() {
    if (in_block_ == block_.size()) {
        in_block_ = 0;
        auto outcome = next_block(block_);
        if (!outcome) {
            block_ = {};
            return std::move(outcome).error();
        }
    }
    return block_[in_block_++];
}

// What people upload by mistake, told by its first bytes before the NULs in it are met.
Outcome CsvReader::refuse_other_formats() {
    TRY(source_.fill());
    auto front = source_.text();
    if (front.starts_with("PK\x03\x04"))
        return Failure{Kind::invalid, "This is a spreadsheet or a ZIP file: save it as CSV"};
    bool nothing =
        source_.ended() && !source_.trouble() && front.find_first_not_of("\r\n") == front.npos;
    if (nothing) return Failure{Kind::invalid, "The file is empty"};
    return {};
}

Outcome CsvReader::read_header() {
    TRY(refuse_other_formats());
    // The first record alone: the smallest piece of text that holds it whole.
    Splitter first(dialect_, {.block = 1, .record = options_.record});
    std::swap(first, splitter_);
    auto outcome = read_block(block_, std::max<std::size_t>(options_.block, 1));
    std::swap(first, splitter_);
    if (!outcome && outcome.error().kind == Kind::missing)
        return Failure{Kind::invalid, "The file is empty"};
    TRY(std::move(outcome));
    auto cells = block_[0].cells;
    if (block_[0].flaw != Flaw::none)
        return at_line(Kind::invalid, block_[0].line,
                       fmt::format("The name of column {} cannot be read: {}", block_[0].flawed + 1,
                                   sentence(block_[0].flaw)));
    if (cells.size() > limits::dataset_fields)
        return at_line(Kind::too_large, block_[0].line,
                       fmt::format("There are {} columns, {} more than may be",
                                   grouped(cells.size()),
                                   grouped(cells.size() - limits::dataset_fields)));
    header_ = header_from(cells);
    block_ = {};
    rows_ = 0;
    return {};
}

Result<std::unique_ptr<Reader>> open_reader(ReadBytes read, const Dialect& dialect,
                                            const ReadOptions& options) {
    auto usable = [](char c) {
        return c != '\n' && c != '\r' && static_cast<unsigned char>(c) < 0x80;
    };
    if (!usable(dialect.delimiter) || dialect.delimiter == '\0' || !usable(dialect.quote) ||
        dialect.delimiter == dialect.quote)
        return Failure{Kind::invalid, "The delimiter and the quote must be two different ASCII "
                                      "characters, neither of them a line end"};
    check(options.block > 0 && options.record > 0, "a block and a record hold something");
    auto reader = std::make_unique<CsvReader>(std::move(read), dialect, options);
    TRY(reader->read_header());
    return std::unique_ptr<Reader>(std::move(reader));
}

} // namespace

std::string_view sentence(Flaw flaw) {
    switch (flaw) {
    case Flaw::none:
        break;
    case Flaw::not_utf8:
        return "a byte of it is not UTF-8; correct it, or choose the encoding the file is written "
               "in";
    case Flaw::after_quote:
        return "text stands behind its closing quote; double the quotes inside a quoted cell";
    }
    return "";
}

Result<std::unique_ptr<Reader>> read_csv(const std::filesystem::path& file, const Dialect& dialect,
                                         const ReadOptions& options) {
    return open_reader(TRY(bytes_of(file)), dialect, options);
}

Result<std::unique_ptr<Reader>> read_csv_text(std::string_view text, const Dialect& dialect,
                                              const ReadOptions& options) {
    return open_reader(bytes_of_text(text), dialect, options);
}

} // namespace vienreiz::table
