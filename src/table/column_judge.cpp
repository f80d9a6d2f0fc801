#include "table/column_judge.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::table {
namespace {

enum Candidate : std::size_t {
    integer,
    decimal_point,
    decimal_comma,
    boolean,
    date_iso,
    date_day_first,
    date_compact,
    instant,
};

// Marks what is translated (po/); "{}" stands for a value.
consteval std::string_view sentence(std::string_view english) { return english; }

struct Reading {
    Spelling spelling;
    std::string_view only_so_far; // why it is not this: the line, and what stands there
};
constexpr std::array<Reading, 8> readings{{
    {{.type = Type::integer},
     sentence("whole numbers as far as line {}, where `{}` stands, so text")},
    {{.type = Type::decimal}, sentence("numbers as far as line {}, where `{}` stands, so text")},
    {{.type = Type::decimal, .decimal_mark = DecimalMark::comma},
     sentence("numbers with a decimal comma as far as line {}, where `{}` stands, so text")},
    {{.type = Type::boolean}, sentence("yes or no as far as line {}, where `{}` stands, so text")},
    {{.type = Type::date}, sentence("dates as far as line {}, where `{}` stands, so text")},
    {{.type = Type::date, .date_order = DateOrder::day_first},
     sentence("dates, day first, as far as line {}, where `{}` stands, so text")},
    {{.type = Type::date, .date_order = DateOrder::compact},
     sentence("dates without marks as far as line {}, where `{}` stands, so text")},
    {{.type = Type::instant}, sentence("times as far as line {}, where `{}` stands, so text")},
}};

constexpr auto too_many = sentence("more than 18 digits (`{}`), so text");
constexpr std::array<std::pair<Fault, std::string_view>, 5> telling_faults{{
    {Fault::leading_zeros, sentence("leading zeros (`{}`), so text")},
    {Fault::plus_sign, sentence("begins with a plus (`{}`), so text")},
    {Fault::out_of_range, too_many},
    {Fault::too_many_digits, too_many},
    {Fault::grouped, sentence("thousands set apart (`{}`), so text")},
}};

Reason because(std::string_view sentence, std::vector<std::string> values = {}) {
    return {std::string(sentence), std::move(values)};
}

constexpr std::size_t longest_integer = 18; // digits; longer ones are codes, not amounts

// The words of a name, in lower case: what ASCII marks set apart.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    for (char c : lower(name)) {
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      static_cast<unsigned char>(c) >= 0x80;
        if (letter)
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

template <std::size_t N>
bool any_word(std::string_view name, const std::array<std::string_view, N>& known) {
    return std::ranges::any_of(words_of(name), [&](const std::string& word) {
        return std::ranges::find(known, word) != known.end();
    });
}

} // namespace

bool named_like_a_code(std::string_view name) {
    constexpr std::array<std::string_view, 11> known{"id",  "code",  "kods",      "regcode",
                                                     "nr",  "no",    "number",    "numurs",
                                                     "key", "regnr", "assignment"};
    auto folded = lower(name);
    return any_word(name, known) || folded.starts_with("reģ") || folded.ends_with("code") ||
           folded.ends_with("kods");
}

bool named_like_a_flag(std::string_view name) {
    constexpr std::array<std::string_view, 11> known{"is",      "has",    "ir",     "vai",
                                                     "flag",    "active", "aktīvs", "aktivs",
                                                     "enabled", "closed", "deleted"};
    return any_word(name, known);
}

ColumnJudge::ColumnJudge(std::string name, std::size_t hashes_in_memory)
    : unique_(hashes_in_memory) {
    draft_.name = std::move(name);
}

void ColumnJudge::see(std::string_view cell, std::uint64_t line) {
    if (cell.empty()) {
        if (draft_.empty++ == 0) unique_.give_up();
        return;
    }
    if (has_value_ && cell == before_) return unique_.give_up();
    if (has_value_) {
        several_ = true;
        of_one_length_ &= cell.size() == draft_.longest;
    } else {
        has_value_ = true;
        first_line_ = line;
        draft_.example = escaped(shortened(cell));
    }
    if (cell.size() <= 64) before_.assign(cell); // a long one seldom comes twice
    draft_.longest = std::max(draft_.longest, cell.size());
    if (possible_ != 0) narrow(cell, line);
    auto hash = hash_of(cell);
    distinct_.add(hash);
    unique_.add(hash);
}

// Strikes out what this value cannot be.
void ColumnJudge::narrow(std::string_view cell, std::uint64_t line) {
    for (std::size_t candidate = 0; candidate < spellings; ++candidate) {
        if (!possible(candidate)) continue;
        auto fault = judge(candidate, cell);
        if (fault == Fault::none) {
            if (candidate == integer)
                candidate = decimal_comma; // a whole number is both decimals too
            continue;
        }
        possible_ &= ~(1u << candidate);
        refusals_[candidate] = {fault, escaped(shortened(cell)), line};
    }
}

// What canonicalise says, more strictly where a draft should not guess; notes what decide() needs.
Fault ColumnJudge::judge(std::size_t candidate, std::string_view cell) {
    if (candidate == integer && cell.size() - cell.starts_with('-') > longest_integer &&
        cell.find_first_not_of("0123456789", 1) == cell.npos)
        return Fault::too_many_digits;
    canonical_.clear();
    auto fault = canonicalise(canonical_, cell, readings[candidate].spelling);
    if (fault != Fault::none) return fault;
    if (candidate == boolean) {
        (canonical_ == "true" ? saw_true_ : saw_false_) = true;
        in_words_ |= cell != "0" && cell != "1";
    } else if (candidate == date_day_first) {
        with_slash_ |= cell.find('/') != cell.npos;
        day_above_12_ |= canonical_.substr(8) > "12";
    } else if (candidate == decimal_comma) {
        auto mark = cell.find(',');
        only_thousandths_ &= mark == cell.npos || cell.size() - mark == 4;
    } else if (candidate == date_compact && (canonical_ < "1800" || canonical_ >= "2200")) {
        return Fault::not_date;
    }
    return Fault::none;
}

void ColumnJudge::take(std::size_t candidate, Reason reason) {
    draft_.spelling = readings[candidate].spelling;
    draft_.reason = std::move(reason);
}

void ColumnJudge::take_yes_or_no() {
    // "NO" alone may be Norway, "f" alone a sex: one word is no yes-or-no.
    if (saw_true_ && saw_false_)
        return take(boolean, because(sentence("yes or no (`{}`)"), {draft_.example}));
    draft_.reason = because(
        sentence("only `{}`: too little to tell yes or no from a code, so text"), {draft_.example});
}

void ColumnJudge::take_decimal_comma() {
    if (!only_thousandths_) return take(decimal_comma, because(sentence("decimal comma")));
    take(decimal_comma,
         because(sentence("decimal comma, but every one with three decimals (`{}`): see that it "
                          "does not set thousands apart"),
                 {refusals_[integer].cell}));
}

void ColumnJudge::take_day_first() {
    if (day_above_12_ || !with_slash_)
        return take(date_day_first, because(sentence("dates, day first (`{}`)"), {draft_.example}));
    take(date_day_first,
         because(sentence("dates, taken as day first (`{}`): no day is above 12, so the month may "
                          "come first"),
                 {draft_.example}));
}

// 40003032949, 40103000013: nobody adds up registration numbers, and amounts differ in length.
bool ColumnJudge::has_digits_like_a_code() const {
    constexpr std::size_t shortest_code = 8; // shorter ones may be years, days, or amounts
    return several_ && of_one_length_ && draft_.longest >= shortest_code &&
           !draft_.example.starts_with('-');
}

void ColumnJudge::decide() {
    if (!has_value_)
        draft_.reason = because(sentence("no value in the file, so text"));
    else if (possible(boolean) && in_words_)
        take_yes_or_no();
    else if (possible(boolean) && named_like_a_flag(draft_.name))
        take(boolean, because(sentence("0 and 1, and named like a yes or no")));
    else if (possible(boolean))
        take(integer, because(sentence("only 0 and 1, so whole numbers: make it yes or no if that "
                                       "is what it means")));
    else if (possible(date_compact))
        take(date_compact, because(sentence("dates without marks (`{}`)"), {draft_.example}));
    else if (possible(integer) && has_digits_like_a_code())
        draft_.reason =
            because(sentence("every value has {} digits: a code, not an amount, so text"),
                    {std::to_string(draft_.longest)});
    else if (possible(integer))
        take(integer, because(sentence("whole numbers")));
    else if (possible(decimal_point))
        take(decimal_point, because(sentence("decimal point")));
    else if (possible(decimal_comma))
        take_decimal_comma();
    else if (possible(date_iso))
        take(date_iso, because(sentence("dates (`{}`)"), {draft_.example}));
    else if (possible(date_day_first))
        take_day_first();
    else if (possible(instant))
        take(instant, because(sentence("times with a zone (`{}`)"), {draft_.example}));
    else
        draft_.reason = why_text();
}

// The spelling that held out longest says most about what is in the way of it.
Reason ColumnJudge::why_text() const {
    const auto &point = refusals_[decimal_point], &comma = refusals_[decimal_comma];
    if (point.fault == Fault::other_mark && comma.fault == Fault::other_mark)
        return because(sentence("both decimal marks (`{}` and `{}`), so text"),
                       {point.cell, comma.cell});
    if (refusals_[instant].fault == Fault::no_zone && refusals_[instant].line == first_line_)
        return because(sentence("times without a zone (`{}`), so text"), {refusals_[instant].cell});
    auto last = std::ranges::max_element(refusals_, {}, &Refusal::line);
    const auto& reading = readings[static_cast<std::size_t>(last - refusals_.begin())];
    for (const auto& [fault, why] : telling_faults)
        if (last->fault == fault) return because(why, {last->cell});
    if (last->line == first_line_) return because(sentence("text"));
    return because(reading.only_so_far, {grouped(last->line), last->cell});
}

Result<ColumnDraft> ColumnJudge::verdict(std::uint64_t rows) {
    decide();
    draft_.unique = rows > 0 && TRY(unique_.unique());
    draft_.distinct = draft_.unique ? rows : distinct_.count();
    return draft_;
}

} // namespace vienreiz::table
