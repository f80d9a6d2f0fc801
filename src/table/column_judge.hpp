// One column's values, seen one after the other, and what they make of it.
#pragma once

#include "table/cell.hpp"
#include "table/count.hpp"
#include "table/draft.hpp"

#include <array>

namespace vienreiz::table {

class ColumnJudge {
public:
    ColumnJudge(std::string name, std::size_t hashes_in_memory);

    void see(std::string_view cell, std::uint64_t line);
    Result<ColumnDraft> verdict(std::uint64_t rows);

private:
    static constexpr std::size_t spellings = 8;
    struct Refusal { // the first value that a spelling could not be
        Fault fault = Fault::none;
        std::string cell;
        std::uint64_t line = 0;
    };
    void narrow(std::string_view cell, std::uint64_t line);
    Fault judge(std::size_t candidate, std::string_view cell);
    void decide();
    void take(std::size_t candidate, Reason reason);
    void take_yes_or_no();
    void take_decimal_comma();
    void take_day_first();
    [[nodiscard]] bool has_digits_like_a_code() const;
    [[nodiscard]] Reason why_text() const;
    [[nodiscard]] bool possible(std::size_t candidate) const { return possible_ >> candidate & 1; }

    ColumnDraft draft_;
    unsigned possible_ = (1u << spellings) - 1;
    std::array<Refusal, spellings> refusals_;
    std::string canonical_; // of the value in hand
    std::string before_;    // the value before it: registers often repeat one
    std::uint64_t first_line_ = 0;
    bool has_value_ = false, of_one_length_ = true, several_ = false;
    bool saw_true_ = false, saw_false_ = false, in_words_ = false;
    bool with_slash_ = false, day_above_12_ = false;
    bool only_thousandths_ = true; // every value with a comma has three decimals
    DistinctCount distinct_;
    UniqueCheck unique_;
};

// Whether a column of this name is likely to tell its rows apart, or to mean yes or no.
bool named_like_a_code(std::string_view name);
bool named_like_a_flag(std::string_view name);

} // namespace vienreiz::table
