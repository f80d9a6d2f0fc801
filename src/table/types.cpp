#include "table/types.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "table/cell.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

// These functions run for every cell of every row: they look at each byte once, allocate nothing
// and leave the wording of a fault to `sentence`, which is off the path.
namespace vienreiz::table {
namespace {

constexpr unsigned digit(char c) { return static_cast<unsigned char>(c) - unsigned{'0'}; }
constexpr bool is_digit(char c) { return digit(c) < 10; }
constexpr char numeral(unsigned value) { return static_cast<char>('0' + value % 10); }

std::size_t digits_from(std::string_view cell, std::size_t at) {
    while (at < cell.size() && is_digit(cell[at])) ++at;
    return at;
}

// What a person would call the fault of a cell that should be a number.
[[gnu::cold, gnu::noinline]] Fault number_fault(std::string_view cell, char mark, Fault otherwise) {
    auto body = cell;
    if (body.starts_with('+')) {
        return body.find_first_not_of("0123456789.,() -", 1) == body.npos && body.size() > 1
                   ? Fault::plus_sign
                   : otherwise;
    }
    if (body.starts_with('-')) body.remove_prefix(1);
    constexpr std::string_view no_break_space = "\u00A0";
    std::size_t marks = 0, others = 0, gaps = 0, numerals = 0;
    for (std::size_t at = 0; at < body.size(); ++at) {
        char c = body[at];
        if (is_digit(c))
            ++numerals;
        else if (c == mark)
            ++marks;
        else if (c == '.' || c == ',')
            ++others;
        else if (at == 0 || at + 1 == body.size())
            return otherwise;
        else if (c == ' ' || c == '\'')
            ++gaps;
        else if (body.substr(at).starts_with(no_break_space))
            ++gaps, ++at;
        else
            return otherwise;
    }
    if (numerals == 0 || !is_digit(body.back()) || marks > 1) return otherwise;
    if (gaps > 0 || others > 1 || (marks == 1 && others == 1)) return Fault::grouped;
    if (others == 1 && marks == 0) return Fault::other_mark;
    return otherwise;
}

Fault append_integer(std::string& out, std::string_view cell) {
    constexpr std::string_view highest = "9223372036854775807", lowest = "9223372036854775808";
    bool negative = cell.front() == '-';
    auto digits = cell.substr(negative);
    if (digits.empty() || digits_from(digits, 0) != digits.size()) [[unlikely]]
        return number_fault(cell, '\0', Fault::not_integer);
    if (digits.front() == '0') {
        if (digits.size() > 1) return Fault::leading_zeros;
        out += '0';
        return Fault::none;
    }
    if (digits.size() >= highest.size()) [[unlikely]] {
        // Of equal length, numbers are in the order of their text.
        if (digits.size() > highest.size() || digits > (negative ? lowest : highest))
            return Fault::out_of_range;
    }
    out.append(cell);
    return Fault::none;
}

// XML Schema 1.1 part 2, decimalCanonicalMap (§3.3.3.2, E.1): a whole value is written without a mark, any other with
// one and no zeros behind its last digit; a zero stands before a bare mark. So equal values are equal text.
Fault append_decimal(std::string& out, std::string_view cell, DecimalMark spelt) {
    const char mark = spelt == DecimalMark::comma ? ',' : '.';
    bool negative = cell.front() == '-';
    auto digits = cell.substr(negative);
    auto whole = digits_from(digits, 0), end = whole;
    if (end < digits.size() && digits[end] == mark) end = digits_from(digits, end + 1);
    bool bare_mark = end > whole && end == whole + 1;
    if (end != digits.size() || end == 0 || bare_mark) [[unlikely]]
        return number_fault(cell, mark, Fault::not_decimal);
    if (whole > 1 && digits.front() == '0') return Fault::leading_zeros;

    while (end > whole && digits[end - 1] == '0') --end;
    if (end == whole + 1) end = whole; // nothing is left behind the mark
    auto decimals = end == whole ? 0 : end - whole - 1;
    bool nothing_before = whole == 0 || (whole == 1 && digits.front() == '0');
    if ((nothing_before ? 0 : whole) + decimals > decimal_digits) return Fault::too_many_digits;

    bool zero = nothing_before && decimals == 0;
    if (negative && !zero) out += '-';
    if (whole == 0) out += '0';
    out.append(digits.substr(0, end));
    if (decimals > 0) out[out.size() - decimals - 1] = '.';
    return Fault::none;
}

// The words of the header file, folded to lower case: ASCII, and the letters ā and ē.
Fault append_boolean(std::string& out, std::string_view cell) {
    if (cell.size() > 5) return Fault::not_boolean;
    std::array<char, 5> folded{};
    for (std::size_t at = 0; at < cell.size(); ++at) {
        char c = cell[at];
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
        // U+0100 Ā, U+0112 Ē are C4 80, C4 92; the small letters are the next ones.
        else if (at > 0 && cell[at - 1] == '\xC4' && (c == '\x80' || c == '\x92'))
            ++c;
        folded[at] = c;
    }
    std::string_view word(folded.data(), cell.size());
    if (word == "1" || word == "true" || word == "t" || word == "yes" || word == "jā")
        out += "true";
    else if (word == "0" || word == "false" || word == "f" || word == "no" || word == "nē")
        out += "false";
    else
        return Fault::not_boolean;
    return Fault::none;
}

struct Date {
    unsigned year, month, day;
};

constexpr bool exists(const Date& date) {
    constexpr std::array<unsigned, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.month - 1 > 11 || date.day == 0) return false;
    if (date.day <= lengths[date.month - 1]) return true;
    bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    return date.month == 2 && date.day == 29 && leap;
}

unsigned two(const char* at) { return digit(at[0]) * 10 + digit(at[1]); }
bool two_digits(const char* at) { return is_digit(at[0]) && is_digit(at[1]); }

// The first ten bytes of `text` as 2026-11-22.
Fault iso_date(std::string_view text, Date& date) {
    const char* at = text.data();
    if (text.size() < 10 || !two_digits(at) || !two_digits(at + 2) || at[4] != '-' ||
        !two_digits(at + 5) || at[7] != '-' || !two_digits(at + 8))
        return Fault::not_date;
    date = {two(at) * 100 + two(at + 2), two(at + 5), two(at + 8)};
    return exists(date) ? Fault::none : Fault::no_such_day;
}

// 22.11.2026, 1.2.2026 or 22/11/2026: the same mark twice, four digits of the year.
Fault day_first_date(std::string_view cell, Date& date) {
    auto day_end = digits_from(cell, 0);
    if (day_end < 1 || day_end > 2 || day_end == cell.size()) return Fault::not_date;
    auto month_end = digits_from(cell, day_end + 1);
    auto month_size = month_end - day_end - 1;
    char mark = cell[day_end];
    if ((mark != '.' && mark != '/') || month_size < 1 || month_size > 2 ||
        month_end == cell.size() || cell[month_end] != mark || cell.size() != month_end + 5 ||
        digits_from(cell, month_end + 1) != cell.size())
        return Fault::not_date;
    auto value = [&](std::size_t from, std::size_t size) {
        return size == 1 ? digit(cell[from]) : two(cell.data() + from);
    };
    const char* year = cell.data() + month_end + 1;
    date = {two(year) * 100 + two(year + 2), value(day_end + 1, month_size), value(0, day_end)};
    return exists(date) ? Fault::none : Fault::no_such_day;
}

Fault compact_date(std::string_view cell, Date& date) {
    if (cell.size() != 8 || digits_from(cell, 0) != 8) return Fault::not_date;
    const char* at = cell.data();
    date = {two(at) * 100 + two(at + 2), two(at + 4), two(at + 6)};
    return exists(date) ? Fault::none : Fault::no_such_day;
}

void put(char* end, unsigned value, unsigned digits) {
    for (; digits > 0; --digits, value /= 10) *--end = numeral(value);
}

void put_date(char* at, const Date& date) {
    put(at + 4, date.year, 4), put(at + 7, date.month, 2), put(at + 10, date.day, 2);
    at[4] = at[7] = '-';
}

Fault append_date(std::string& out, std::string_view cell, DateOrder order) {
    Date date{};
    if (order == DateOrder::iso) {
        if (cell.size() != 10) return Fault::not_date;
        auto fault = iso_date(cell, date);
        if (fault == Fault::none) out.append(cell);
        return fault;
    }
    auto fault =
        order == DateOrder::compact ? compact_date(cell, date) : day_first_date(cell, date);
    if (fault != Fault::none) return fault;
    std::array<char, 10> written;
    put_date(written.data(), date);
    out.append(written.data(), written.size());
    return Fault::none;
}

struct Offset {
    bool known = false;
    int minutes = 0; // east of UTC
};

// RFC 3339 §5.6 time-offset; "-00:00" is UTC too.
Offset offset_from(std::string_view rest) {
    if (rest == "Z" || rest == "z") return {true, 0};
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return {};
    const char* at = rest.data();
    if (!two_digits(at + 1) || !two_digits(at + 4)) return {};
    auto hours = two(at + 1), minutes = two(at + 4);
    if (hours > 23 || minutes > 59) return {};
    auto east = static_cast<int>(hours * 60 + minutes);
    return {true, rest[0] == '+' ? east : -east};
}

// The date and the minute of the day moved to UTC. False if that leaves the years 0000 to 9999.
bool to_utc(Date& date, unsigned& minute_of_day, int east) {
    if (east == 0) return true;
    using namespace std::chrono;
    sys_days day =
        year(static_cast<int>(date.year)) / month(date.month) / std::chrono::day(date.day);
    auto moved = day + minutes(static_cast<int>(minute_of_day) - east);
    auto moved_day = floor<days>(moved);
    year_month_day utc{moved_day};
    auto utc_year = static_cast<int>(utc.year());
    if (utc_year < 0 || utc_year > 9999) return false;
    date = {static_cast<unsigned>(utc_year), static_cast<unsigned>(utc.month()),
            static_cast<unsigned>(utc.day())};
    minute_of_day = static_cast<unsigned>((moved - moved_day).count());
    return true;
}

// RFC 3339 §5.6 date-time; a space may stand for the T (its note), no leap second.
Fault append_instant(std::string& out, std::string_view cell) {
    Date date{};
    const char* at = cell.data();
    if (cell.size() < 19 || (at[10] != 'T' && at[10] != 't' && at[10] != ' ') ||
        !two_digits(at + 11) || at[13] != ':' || !two_digits(at + 14) || at[16] != ':' ||
        !two_digits(at + 17))
        return Fault::not_instant;
    auto hour = two(at + 11), minute = two(at + 14), second = two(at + 17);
    if (iso_date(cell, date) != Fault::none || hour > 23 || minute > 59 || second > 59)
        return Fault::not_instant;
    std::array<char, 27> written{"0000-00-00T00:00:00.000000"};
    std::size_t end = 19;
    if (end < cell.size() && cell[end] == '.') {
        end = digits_from(cell, 20);
        if (end == 20) return Fault::not_instant;
        if (end > 26) return Fault::too_precise;
        cell.copy(written.data() + 20, end - 20, 20);
    }
    if (end == cell.size()) return Fault::no_zone;
    auto offset = offset_from(cell.substr(end));
    auto minute_of_day = hour * 60 + minute;
    if (!offset.known || !to_utc(date, minute_of_day, offset.minutes)) return Fault::not_instant;
    put_date(written.data(), date);
    put(written.data() + 13, minute_of_day / 60, 2);
    put(written.data() + 16, minute_of_day % 60, 2);
    put(written.data() + 19, second, 2);
    written[26] = 'Z';
    out.append(written.data(), written.size());
    return Fault::none;
}

std::string_view example_of(const Spelling& spelling) {
    switch (spelling.type) {
    case Type::text:
        return "Rīga";
    case Type::integer:
        return "42";
    case Type::decimal:
        return spelling.decimal_mark == DecimalMark::comma ? "3,50" : "3.50";
    case Type::boolean:
        return "true";
    case Type::date:
        return spelling.date_order == DateOrder::iso         ? "2026-11-22"
               : spelling.date_order == DateOrder::day_first ? "22.11.2026"
                                                             : "20261122";
    case Type::instant:
        return "2026-11-22T08:30:00Z";
    }
    return {};
}

// What follows the cell in a sentence, by Fault; {} is an example of what was wanted.
constexpr std::array<std::string_view, 16> endings{
    "",
    " is not a whole number",
    " is not a number such as {}",
    " has leading zeros: make the column text",
    " begins with a plus: make the column text",
    " is too large for a whole number: make the column text",
    " has more than 18 digits: make the column text",
    " has the other decimal mark: this column is written like {}",
    " has its thousands set apart: write {}",
    " is neither yes nor no: write true or false",
    " is not a date such as {}",
    " is not a date: there is no such day",
    " is not a time such as {}",
    " has no time zone: write {}",
    " has more than 6 decimals of a second",
    " is longer than 1 MiB",
};
static_assert(static_cast<std::size_t>(Fault::too_long) + 1 == endings.size());
static_assert(limits::csv_cell == limits::MiB, "as the last ending says");

std::string sentence(Fault fault, std::string_view cell, const Spelling& spelling) {
    auto ending = endings[static_cast<std::size_t>(fault)];
    if (fault == Fault::other_mark && spelling.type == Type::integer)
        ending = " is not whole: make the column decimal";
    return shown(cell) + replace_all(ending, "{}", example_of(spelling));
}

} // namespace

Fault canonicalise(std::string& out, std::string_view cell, const Spelling& spelling) {
    switch (spelling.type) {
    case Type::text:
        if (cell.size() > limits::csv_cell) return Fault::too_long;
        out.append(cell);
        return Fault::none;
    case Type::integer:
        return append_integer(out, cell);
    case Type::decimal:
        return append_decimal(out, cell, spelling.decimal_mark);
    case Type::boolean:
        return append_boolean(out, cell);
    case Type::date:
        return append_date(out, cell, spelling.date_order);
    case Type::instant:
        return append_instant(out, cell);
    }
    return Fault::none;
}

Outcome append_canonical(std::string& out, std::string_view cell, const Spelling& spelling) {
    if (cell.empty()) return Failure{Kind::invalid, "There is no value here"};
    auto fault = canonicalise(out, cell, spelling);
    if (fault == Fault::none) [[likely]]
        return {};
    return Failure{Kind::invalid, sentence(fault, cell, spelling)};
}

std::string shortened(std::string_view cell) {
    constexpr std::size_t characters = 60;
    std::size_t end = 0, count = 0;
    for (; end < cell.size(); ++end) {
        bool begins = (static_cast<unsigned char>(cell[end]) & 0xC0) != 0x80;
        if (begins && count++ == characters) break;
    }
    return fmt::format("{}{}", cell.substr(0, end), end < cell.size() ? "…" : "");
}

std::string shown(std::string_view cell) { return fmt::format("`{}`", escaped(shortened(cell))); }

} // namespace vienreiz::table
