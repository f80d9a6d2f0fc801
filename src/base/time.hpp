// Instants and days. Rules never ask for the time: it comes in as an argument.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace vienreiz {

using Instant = std::chrono::sys_time<std::chrono::microseconds>; // UTC
using Day = std::chrono::sys_days;

Instant now(); // the machine's

// Where a node takes the time from: what expires, expires by it. Tests hand in one that they move; the program has no
// other than the machine's.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0; // any thread
};
std::shared_ptr<const Clock> system_clock();

inline Day utc_day(Instant at) { return std::chrono::floor<std::chrono::days>(at); }

// The calendar people live by here is Latvia's (Europe/Riga): the days of agreements and quotas and the times on pages.
// It is two hours ahead of UTC, and three from the last Sunday of March to that of October, changing at 01:00 UTC
// (directive 2000/84/EC, articles 2 and 3).
std::chrono::hours riga_ahead(Instant at);
inline Day riga_day(Instant at) { return utc_day(at + riga_ahead(at)); }
Instant riga_midnight(Day day); // when the day begins there

std::string rfc3339(Instant at); // 2026-11-22T01:29:49.123456Z, always 27 characters
void append_rfc3339(std::string& out, Instant at);
std::string iso(Day day); // 2026-11-22
Result<Instant>
instant_from(std::string_view text);         // RFC 3339 with Z or an offset, up to 6 decimals
Result<Day> day_from(std::string_view text); // 2026-11-22
std::string http_date(Instant at);           // RFC 9110 §5.6.7 IMF-fixdate
Result<Instant> instant_from_http_date(std::string_view text);

} // namespace vienreiz
