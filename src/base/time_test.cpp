#include "base/time.hpp"

#include <gtest/gtest.h>

namespace vienreiz::time_test {

Instant at(std::string_view text) { return *instant_from(text); }
Day day_of(std::string_view text) { return *day_from(text); }

TEST(CalendarOfLatvia, TurnsAtItsMidnightAndNotAtThatOfUtc) {
    EXPECT_EQ(iso(riga_day(at("2026-11-22T21:59:59Z"))), "2026-11-22");
    EXPECT_EQ(iso(riga_day(at("2026-11-22T22:00:00Z"))), "2026-11-23");
    EXPECT_EQ(iso(riga_day(at("2026-07-01T20:59:59Z"))), "2026-07-01");
    EXPECT_EQ(iso(riga_day(at("2026-07-01T21:00:00Z"))), "2026-07-02");
}

TEST(CalendarOfLatvia, HasDaysOf23And25HoursWhenTheClockChanges) {
    EXPECT_EQ(riga_midnight(day_of("2026-03-29")), at("2026-03-28T22:00:00Z"));
    EXPECT_EQ(riga_midnight(day_of("2026-03-30")), at("2026-03-29T21:00:00Z"));
    EXPECT_EQ(riga_midnight(day_of("2026-10-25")), at("2026-10-24T21:00:00Z"));
    EXPECT_EQ(riga_midnight(day_of("2026-10-26")), at("2026-10-25T22:00:00Z"));
}

TEST(CalendarOfLatvia, BeginsEveryDayAtTheMidnightItSays) {
    for (auto day = day_of("2026-01-01"); day < day_of("2029-01-01"); day += std::chrono::days(1)) {
        EXPECT_EQ(riga_day(riga_midnight(day)), day) << iso(day);
        EXPECT_EQ(riga_day(riga_midnight(day) - std::chrono::microseconds(1)),
                  day - std::chrono::days(1));
    }
}

} // namespace vienreiz::time_test
