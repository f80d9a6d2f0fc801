#include "platform/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::platform {
namespace {

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
    auto there = at + riga_ahead(at);
    auto of_day =
        std::chrono::hh_mm_ss(std::chrono::floor<std::chrono::minutes>(there - utc_day(there)));
    auto clock =
        t.language == html::Language::lv
            ? fmt::format(" plkst. {}.{:02}", of_day.hours().count(), of_day.minutes().count())
            : fmt::format(", {:02}:{:02}", of_day.hours().count(), of_day.minutes().count());
    return html::markup<R"(<time datetime="{}">{}</time>)">(rfc3339(at),
                                                            shown_day(t, utc_day(there)) + clock);
}

std::string shown_decimal(const html::Words& t, double number) {
    auto out = fmt::format("{:.1f}", number);
    if (t.language == html::Language::lv) std::ranges::replace(out, '.', ',');
    return out;
}

} // namespace vienreiz::platform
