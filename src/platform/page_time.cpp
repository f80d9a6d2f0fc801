#include "platform/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::platform {
namespace {

// Latvia is two hours ahead of UTC, and three from the last Sunday of March to that of October, changing at 01:00 UTC
// (directive 2000/84/EC, articles 2 and 3).
Instant latvian(Instant at) {
    using namespace std::chrono; // the calendar's words
    using namespace std::chrono_literals;
    auto year = year_month_day(day(at)).year();
    auto begins = sys_days(year / March / Sunday[last]) + 1h,
         ends = sys_days(year / October / Sunday[last]) + 1h;
    return at + (at >= begins && at < ends ? 3h : 2h);
}

constexpr std::array<std::string_view, 12> english_months{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

} // namespace

std::string shown_day(const html::Words& t, Day day) {
    std::chrono::year_month_day date(day);
    auto year = static_cast<int>(date.year());
    auto month = static_cast<unsigned>(date.month()), of_month = static_cast<unsigned>(date.day());
    if (t.language == html::Language::lv)
        return fmt::format("{:02}.{:02}.{}.", of_month, month, year);
    return fmt::format("{} {} {}", of_month, english_months[month - 1], year);
}

html::Markup shown_time(const html::Words& t, Instant at) {
    auto there = latvian(at);
    auto of_day =
        std::chrono::hh_mm_ss(std::chrono::floor<std::chrono::minutes>(there - day(there)));
    auto clock =
        t.language == html::Language::lv
            ? fmt::format(" plkst. {}.{:02}", of_day.hours().count(), of_day.minutes().count())
            : fmt::format(", {:02}:{:02}", of_day.hours().count(), of_day.minutes().count());
    return html::markup<R"(<time datetime="{}">{}</time>)">(rfc3339(at),
                                                            shown_day(t, day(there)) + clock);
}

std::string shown_decimal(const html::Words& t, double number) {
    auto out = fmt::format("{:.1f}", number);
    if (t.language == html::Language::lv) std::ranges::replace(out, '.', ',');
    return out;
}

} // namespace vienreiz::platform
