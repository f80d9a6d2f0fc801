// How many answers were given under each agreement today. Counted in memory, and at the start from the access journal,
// so that a restart gives nobody a second day's worth.
#pragma once

#include "capabilities/distribution/model.hpp"
#include "journal/journal.hpp"

#include <atomic>
#include <memory>
#include <mutex>

namespace vienreiz::distribution {

// Answers given under one agreement in one day.
class Quota {
public:
    // False when the day's answers are used up.
    bool take(Day today, std::uint64_t most);
    void count_one(Day today);

private:
    void turn_to(Day today);
    std::atomic<std::int64_t> day_{0};
    std::atomic<std::uint64_t> used_{0};
};

class Quotas {
public:
    std::shared_ptr<Quota> of(std::string_view agreement);
    // Counts what the access journal holds of today; whatever is older is not read.
    Outcome count(const journal::Journal& access, Day today);

private:
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Quota>, std::less<>> by_agreement_;
};

} // namespace vienreiz::distribution
