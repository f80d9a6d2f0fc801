// A clock that tests move. It begins at noon, so that no test sees midnight pass unless it moves the clock there, and
// goes on at the pace of the machine's.
#pragma once

#include "base/time.hpp"

#include <atomic>

namespace vienreiz::test {

class MovedClock final : public Clock {
public:
    MovedClock() : ahead_(day(vienreiz::now()) + std::chrono::hours(12) - vienreiz::now()) {}
    [[nodiscard]] Instant now() const override { return vienreiz::now() + ahead_.load(); }
    void move(std::chrono::microseconds by) { ahead_ = ahead_.load() + by; }

private:
    std::atomic<std::chrono::microseconds> ahead_;
};

} // namespace vienreiz::test
