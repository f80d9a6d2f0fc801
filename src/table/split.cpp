// How splitting works
//
//   The text is copied into the block and one LF and 64 zero bytes are put behind it. 64 bytes at a
//   time are compared with the four special characters (delimiter, quote, LF, CR); the result is a
//   mask of 64 bits, and the walk goes from one set bit to the next. An unquoted cell is whatever
//   lies between two of them. A quoted cell is unescaped where it stands, since it only becomes
//   shorter. The LF behind the text ends the walk: met at the text's very end it means "cut off",
//   unless nothing follows the text in the file.

#include "table/split.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace vienreiz::table {

static constexpr std::size_t stride = 64;

// The places of the special characters, in order.
class Specials {
public:
    Specials(const char* text, char delimiter, char quote)
        : text_(text)
#ifdef __SSE2__
          ,
          delimiter_(_mm_set1_epi8(delimiter)), quote_(_mm_set1_epi8(quote)),
          line_feed_(_mm_set1_epi8('\n')), carriage_return_(_mm_set1_epi8('\r'))
#else
          ,
          delimiter_(delimiter), quote_(quote)
#endif
    {
        mask_ = scan(0);
    }

    // There is always a next one before the padding ends: the LF behind the text.
    std::size_t next() {
        while (mask_ == 0) mask_ = scan(base_ += stride);
        auto at = base_ + static_cast<std::size_t>(std::countr_zero(mask_));
        mask_ &= mask_ - 1;
        return at;
    }

private:
#ifdef __SSE2__
    [[nodiscard]] std::uint64_t scan(std::size_t at) const {
        std::uint64_t mask = 0;
        for (unsigned part = 0; part < 4; ++part) {
            auto bytes = _mm_loadu_si128(
                reinterpret_cast<const __m128i*>(text_ + at + std::size_t{part} * 16));
            auto found = _mm_or_si128(
                _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter_), _mm_cmpeq_epi8(bytes, quote_)),
                _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feed_),
                             _mm_cmpeq_epi8(bytes, carriage_return_)));
            auto bits = static_cast<unsigned>(_mm_movemask_epi8(found));
            mask |= std::uint64_t{bits} << (part * 16);
        }
        return mask;
    }
    const char* text_;
    __m128i delimiter_, quote_, line_feed_, carriage_return_;
#else
    [[nodiscard]] std::uint64_t scan(std::size_t at) const {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < stride; ++i) {
            char c = text_[at + i];
            bool special = c == delimiter_ || c == quote_ || c == '\n' || c == '\r';
            mask |= std::uint64_t{special} << i;
        }
        return mask;
    }
    const char* text_;
    char delimiter_, quote_;
#endif
    std::size_t base_ = 0;
    std::uint64_t mask_ = 0;
};

struct Splitter::Walk {
    char* text;
    std::size_t size;
    bool last;
    Specials specials;
    std::size_t at = 0;     // where the next cell begins
    std::uint64_t line = 0; // where `at` is
    std::uint64_t quote_line = 0;

    [[nodiscard]] bool ends_at(std::size_t place) const { return place >= size; }
    // A line end at `place`: LF, CR or CRLF. False if the text is cut off there.
    bool pass_line_end(std::size_t place) {
        if (ends_at(place)) {
            at = size;
            return last;
        }
        at = place + 1;
        if (text[place] == '\r') {
            if (ends_at(at) && !last) return false; // an LF may follow
            if (!ends_at(at) && text[at] == '\n') at = specials.next() + 1;
        }
        ++line;
        return true;
    }
};

// A cell that begins with a quote, whose place was the last special one. Gives the place of the
// delimiter or line end behind it, or npos if the quote is never closed.
std::size_t Splitter::quoted_cell(Walk& walk, std::size_t start, Block& block) const {
    char* const text = walk.text;
    walk.quote_line = walk.line;
    auto from = start + 1, to = from; // [from, place) is still to be moved down to `to`
    auto take = [&](std::size_t place) {
        if (to != from) std::memmove(text + to, text + from, place - from);
        to += place - from;
        from = place;
    };
    std::size_t place;
    for (;;) {
        place = walk.specials.next();
        if (walk.ends_at(place)) return std::string_view::npos;
        char c = text[place];
        if (c == '\n' || (c == '\r' && text[place + 1] != '\n')) ++walk.line;
        if (c != quote_) continue;
        take(place);
        if (text[place + 1] != quote_ || walk.ends_at(place + 1)) break;
        from = walk.specials.next(); // of a doubled quote the second is kept
    }
    from = place + 1;
    do place = walk.specials.next();
    while (!walk.ends_at(place) && text[place] == quote_);
    if (auto& row = block.rows_.back(); place != from && row.flaw == Flaw::none) [[unlikely]] {
        row.flaw = Flaw::after_quote;
        row.flawed = static_cast<std::uint32_t>(block.cells_.size() - row.first_cell);
    }
    take(place);
    block.cells_.emplace_back(text + start + 1, to - start - 1);
    return place;
}

// One record from walk.at on. SplitEnd::records if it is whole.
SplitEnd Splitter::record(Walk& walk, Block& block) const {
    const char* const text = walk.text;
    auto begin = walk.at, first_cell = block.cells_.size();
    for (;;) {
        auto start = walk.at;
        auto place = walk.specials.next();
        if (place == start && text[place] == quote_ && !walk.ends_at(place)) {
            place = quoted_cell(walk, start, block);
            if (place == std::string_view::npos) return SplitEnd::unclosed_quote;
        } else {
            while (text[place] == quote_ && !walk.ends_at(place)) place = walk.specials.next();
            block.cells_.emplace_back(text + start, place - start);
        }
        if (text[place] == delimiter_ && !walk.ends_at(place)) {
            walk.at = place + 1;
            continue;
        }
        if (place - begin > record_limit_) return SplitEnd::too_long;
        if (!walk.pass_line_end(place)) return SplitEnd::cut_off;
        bool too_many = block.cells_.size() - first_cell > limits::csv_record_cells;
        return too_many ? SplitEnd::too_many_cells : SplitEnd::records;
    }
}

void Splitter::find_bad_bytes(Block& block) {
    for (std::size_t row = 0; row < block.size(); ++row) {
        if (block.rows_[row].flaw != Flaw::none) continue;
        auto cells = block[row].cells;
        auto bad = std::ranges::find_if_not(cells, is_utf8);
        if (bad == cells.end()) continue;
        block.rows_[row].flaw = Flaw::not_utf8;
        block.rows_[row].flawed = static_cast<std::uint32_t>(bad - cells.begin());
    }
}

SplitResult Splitter::split(std::string_view text, bool last, std::uint64_t line,
                            std::uint64_t first_row, Block& block) const {
    auto needed = text.size() + 1 + 2 * stride;
    if (block.capacity_ < needed) {
        block.text_ = std::make_unique_for_overwrite<char[]>(needed);
        block.capacity_ = needed;
    }
    char* copy = block.text_.get();
    text.copy(copy, text.size());
    copy[text.size()] = '\n';
    std::memset(copy + text.size() + 1, 0, 2 * stride);
    block.cells_.clear();
    block.rows_.clear();
    block.first_row_ = first_row;

    Walk walk{copy, text.size(), last, Specials(copy, delimiter_, quote_), 0, line, 0};
    SplitResult result{SplitEnd::records, 0, line, 0};
    while (walk.at < walk.size && walk.at < enough_) {
        auto begin = walk.at;
        auto before = walk.line;
        auto first_cell = block.cells_.size();
        if (copy[begin] == '\n' || copy[begin] == '\r') { // a blank line
            if (!walk.pass_line_end(walk.specials.next())) {
                result.end = SplitEnd::cut_off;
                break;
            }
            result.consumed = walk.at, result.line = walk.line;
            continue;
        }
        block.rows_.push_back({.first_cell = first_cell, .line = before});
        auto end = record(walk, block);
        if (end == SplitEnd::records) {
            result.consumed = walk.at, result.line = walk.line;
            continue;
        }
        bool too_many = block.cells_.size() - first_cell > limits::csv_record_cells;
        result.end = too_many ? SplitEnd::too_many_cells : end;
        result.quote_line = walk.quote_line;
        block.rows_.pop_back();
        block.cells_.resize(first_cell);
        break;
    }
    return result;
}

} // namespace vienreiz::table
