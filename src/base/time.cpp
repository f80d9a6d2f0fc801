#include "base/time.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

namespace vienreiz {
namespace {

struct Parts {
    int year;
    unsigned month, day, hour, minute, second, micros;
};

Parts broken_down(Instant at) {
    auto midnight = utc_day(at);
    std::chrono::year_month_day date{midnight};
    std::chrono::hh_mm_ss time{at - midnight};
    return {static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            static_cast<unsigned>(time.hours().count()),
            static_cast<unsigned>(time.minutes().count()),
            static_cast<unsigned>(time.seconds().count()),
            static_cast<unsigned>(time.subseconds().count())};
}

std::optional<Day> valid_day(std::string_view s) {
    if (s.size() != 10 || s[4] != '-' || s[7] != '-') return {};
    auto year = number<unsigned>(s.substr(0, 4)), month = number<unsigned>(s.substr(5, 2)),
         day = number<unsigned>(s.substr(8, 2));
    if (!year || !month || !day) return {};
    std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                     std::chrono::month(*month), std::chrono::day(*day)};
    if (!date.ok()) return {};
    return Day(date);
}

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override { return vienreiz::now(); }
};

constexpr Instant first_instant = Day(std::chrono::year(0) / 1 / 1),
                  past_last_instant = Day(std::chrono::year(10'000) / 1 / 1);

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

} // namespace

Instant now() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::shared_ptr<const Clock> system_clock() {
    static const auto clock = std::make_shared<const SystemClock>();
    return clock;
}

std::chrono::hours riga_ahead(Instant at) {
    using namespace std::chrono; // the calendar's words
    using namespace std::chrono_literals;
    auto year = year_month_day(utc_day(at)).year();
    auto begins = sys_days(year / March / Sunday[last]) + 1h,
         ends = sys_days(year / October / Sunday[last]) + 1h;
    return at >= begins && at < ends ? 3h : 2h;
}

// The clock changes at three or four in the morning, so the evening before is as far ahead as the midnight.
Instant riga_midnight(Day day) { return day - riga_ahead(day - std::chrono::hours(3)); }

std::string rfc3339(Instant at) {
    std::string out;
    append_rfc3339(out, at);
    return out;
}

void append_rfc3339(std::string& out, Instant at) {
    auto c = broken_down(at);
    // Written by hand: this runs once an answer, and a format string costs four times as much.
    auto begin = out.size();
    out += "0000-00-00T00:00:00.000000Z";
    auto put = [&](std::size_t end, unsigned value, int digits) {
        for (end += begin; digits > 0; --digits, value /= 10)
            out[--end] = static_cast<char>('0' + value % 10);
    };
    put(4, static_cast<unsigned>(c.year), 4), put(7, c.month, 2), put(10, c.day, 2);
    put(13, c.hour, 2), put(16, c.minute, 2), put(19, c.second, 2), put(26, c.micros, 6);
}

std::string iso(Day day) { return rfc3339(day).substr(0, 10); }

Result<Day> day_from(std::string_view s) {
    if (auto day = valid_day(s)) return *day;
    return Failure{Kind::invalid, fmt::format("\"{}\" is not a date such as 2026-11-22", s)};
}

Result<Instant> instant_from(std::string_view s) {
    Failure failure{Kind::invalid,
                    fmt::format("\"{}\" is not a time such as 2026-11-22T08:30:00Z", s)};
    if (s.size() < 20 || (s[10] != 'T' && s[10] != ' ') || s[13] != ':' || s[16] != ':')
        return failure;
    auto date = valid_day(s.substr(0, 10));
    auto hour = number<unsigned>(s.substr(11, 2)), minute = number<unsigned>(s.substr(14, 2)),
         second = number<unsigned>(s.substr(17, 2));
    if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
        return failure;
    Instant at = *date + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
                 std::chrono::seconds(*second);
    auto rest = s.substr(19);
    if (rest.starts_with('.')) {
        auto end = rest.find_first_not_of("0123456789", 1);
        auto digits = rest.substr(1, end == rest.npos ? rest.npos : end - 1);
        if (digits.empty() || digits.size() > 6 || end == rest.npos) return failure;
        auto padded = std::string(digits) + std::string(6 - digits.size(), '0');
        at += std::chrono::microseconds(*number<unsigned>(padded));
        rest.remove_prefix(end);
    }
    if (rest == "Z" || rest == "z") return at;
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return failure;
    auto hours = number<unsigned>(rest.substr(1, 2)), minutes = number<unsigned>(rest.substr(4, 2));
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return failure;
    auto offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    at = rest[0] == '+' ? at - offset : at + offset;
    // An offset may lead out of the years that four digits can say.
    if (at < first_instant || at >= past_last_instant) return failure;
    return at;
}

std::string http_date(Instant at) {
    auto c = broken_down(at);
    auto weekday = std::chrono::weekday(utc_day(at)).c_encoding();
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[weekday], c.day,
                       months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

Result<Instant> instant_from_http_date(std::string_view s) {
    Failure failure{Kind::invalid, "This is not a date as HTTP writes it"};
    if (s.size() != 29 || !s.ends_with(" GMT")) return failure;
    for (std::size_t m = 0; m < months.size(); ++m)
        if (s.substr(8, 3) == months[m])
            return instant_from(fmt::format("{}-{:02}-{}T{}Z", s.substr(12, 4), m + 1,
                                            s.substr(5, 2), s.substr(17, 8)));
    return failure;
}

} // namespace vienreiz
