#include "base/allowance.hpp"

#include <algorithm>
#include <cmath>

namespace vienreiz {

std::optional<std::chrono::seconds> Allowance::take(Rate rate, Instant at, double taken) {
    auto passed = std::chrono::duration<double>(at - at_).count();
    left_ = std::min(rate.burst, left_ + std::max(0.0, passed) * rate.per_second);
    at_ = at;
    if (left_ >= 1) {
        left_ -= taken;
        return {};
    }
    constexpr double a_day = 86'400; // of a rate of nothing as well
    return std::chrono::seconds(
        static_cast<long>(std::min(a_day, std::ceil((1 - left_) / rate.per_second))));
}

} // namespace vienreiz
