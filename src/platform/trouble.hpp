// Since when something has been failing, or taking time, without a break. Any thread.
#pragma once

#include <atomic>
#include <chrono>

namespace vienreiz::platform {

class Trouble {
public:
    void begins() {
        auto never = Clock::rep{0};
        since_.compare_exchange_strong(never, Clock::now().time_since_epoch().count());
    }
    void ends() { since_ = 0; }
    // Zero when there is none.
    [[nodiscard]] std::chrono::steady_clock::duration lasts() const {
        auto since = since_.load();
        if (since == 0) return {};
        return Clock::now().time_since_epoch() - Clock::duration(since);
    }

private:
    using Clock = std::chrono::steady_clock;
    std::atomic<Clock::rep> since_ = 0;
};

} // namespace vienreiz::platform
