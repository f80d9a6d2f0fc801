// How often somebody may do something: a bucket that fills at a rate, up to its burst, and begins full.
#pragma once

#include "base/time.hpp"

#include <optional>

namespace vienreiz {

class Allowance {
public:
    struct Rate {
        double per_second, burst;
    };
    Allowance(Rate rate, Instant at) : left_(rate.burst), at_(at) {}
    // Seconds to wait, or nothing when it may be done; then so much of it is taken.
    std::optional<std::chrono::seconds> take(Rate rate, Instant at, double taken = 1);
    [[nodiscard]] Instant last() const { return at_; }

private:
    double left_;
    Instant at_;
};

} // namespace vienreiz
