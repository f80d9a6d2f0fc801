#include "base/text.hpp"
#include "table/csv.hpp"
#include "table/source.hpp"
#include "table/split.hpp"

#include <algorithm>
#include <array>

namespace vienreiz::table {
namespace {

// UTF-16 without a mark: of text that is mostly ASCII every other byte is NUL.
std::optional<Encoding> utf16_by_nuls(std::string_view sample) {
    std::array<std::size_t, 2> nuls{};
    for (std::size_t at = 0; at < sample.size(); ++at) nuls[at % 2] += sample[at] == '\0';
    auto third = sample.size() / 6;
    if (nuls[1] > third && nuls[0] < third / 8 + 1) return Encoding::utf16le;
    if (nuls[0] > third && nuls[1] < third / 8 + 1) return Encoding::utf16be;
    return {};
}

Encoding encoding_of(std::string_view sample) {
    if (auto mark = byte_order_mark(sample)) return mark->encoding;
    if (auto utf16 = utf16_by_nuls(sample)) return *utf16;
    // In another encoding hardly any letters happen to be UTF-8; a slip in UTF-8 spoils a few.
    auto utf8 = survey_utf8(sample, false);
    if (utf8.bad == 0 || utf8.characters > utf8.bad) return Encoding::utf8;
    std::string ignored;
    auto baltic = decode(Encoding::windows1257, sample, false, ignored);
    return baltic.trouble == Trouble::not_encoded ? Encoding::latin1 : Encoding::windows1257;
}

struct Shape {
    std::size_t cells = 0;   // in the first record
    std::size_t like_it = 0; // records with as many
    std::size_t records = 0;
    // Sets of records that all agree come first, the one with more cells before.
    [[nodiscard]] bool better_than(const Shape& other) const {
        if (cells < 2 || other.cells < 2) return cells >= 2 && other.cells < 2;
        bool even = like_it == records, other_even = other.like_it == other.records;
        if (even != other_even) return even;
        if (even) return cells > other.cells;
        return like_it * other.records > other.like_it * records;
    }
};

Shape shape_of(std::string_view text, char delimiter) {
    constexpr std::size_t enough = 100;
    Dialect dialect{.delimiter = delimiter};
    Splitter splitter(dialect, {.block = text.size() + 1});
    Block block;
    splitter.split(text, false, 1, 0, block);
    if (block.size() == 0) splitter.split(text, true, 1, 0, block); // one line without an end
    Shape shape;
    if (block.size() == 0) return shape;
    shape.cells = block[0].cells.size();
    shape.records = std::min(enough, block.size());
    for (std::size_t row = 0; row < shape.records; ++row)
        shape.like_it += block[row].cells.size() == shape.cells;
    return shape;
}

} // namespace

Dialect detect(std::string_view sample, std::optional<Encoding> said) {
    Dialect dialect;
    dialect.encoding = said ? *said : encoding_of(sample);
    auto mark = byte_order_mark(sample);
    if (mark && mark->encoding != dialect.encoding) mark.reset();
    std::string text;
    decode(dialect.encoding, sample.substr(mark ? mark->size : 0), false, text);
    text.resize(std::min(text.size(), 256 * limits::KiB));
    Shape best;
    for (char delimiter :
         {'\t', ';', '|', ','}) { // the comma loses a tie: it stands in numbers too
        auto shape = shape_of(text, delimiter);
        if (!shape.better_than(best)) continue;
        best = shape;
        dialect.delimiter = delimiter;
    }
    // Records that mostly disagree are sentences with commas in them: one column.
    if (best.like_it * 2 < best.records) dialect.delimiter = ',';
    return dialect;
}

Result<Dialect> detect_file(const std::filesystem::path& file, std::optional<Encoding> said) {
    auto read = TRY(bytes_of(file));
    std::string sample(limits::csv_sample, '\0');
    std::size_t end = 0;
    while (end < sample.size()) {
        auto got = TRY(read(sample.data() + end, sample.size() - end));
        if (got == 0) break;
        end += got;
    }
    sample.resize(end);
    return detect(sample, said);
}

} // namespace vienreiz::table
