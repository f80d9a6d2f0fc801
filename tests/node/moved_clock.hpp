// A clock that tests move. It begins at noon, so that no test sees midnight pass unless it moves the clock there, and
// goes on at the pace of the machine's.
#pragma once

#include "base/time.hpp"

#include <atomic>

namespace vienreiz::test {

class MovedClock final : public Clock {
public:
    MovedClock() : MovedClock(vienreiz::now()) {}
    [[nodiscard]] Instant now() const override { return vienreiz::now() + ahead_.load(); }
    void move(std::chrono::microseconds by) { ahead_ = ahead_.load() + by; }

private:
    // Noon of Latvia's calendar, counted from the midnight after: only the small hours see the clock changed.
    explicit MovedClock(Instant now)
        : ahead_(riga_midnight(riga_day(now) + std::chrono::days(1)) - std::chrono::hours(12) -
                 now) {}
    std::atomic<std::chrono::microseconds> ahead_;
};

} // namespace vienreiz::test
