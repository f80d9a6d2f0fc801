// How many answers were given under each agreement today. Counted in memory; kept now and then
// together with how far the access journal was; and at the start counted on from there, so that a
// restart gives nobody a second day's worth.
#pragma once

#include "capabilities/distribution/model.hpp"
#include "journal/journal.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

namespace vienreiz::distribution {

// Answers given under one agreement in one day.
class Quota {
public:
    // False when the day's answers are used up.
    bool take(Day today, std::uint64_t most);
    void count(Day today, std::uint64_t answers = 1);
    [[nodiscard]] std::uint64_t used(Day today) const;

private:
    void turn_to(Day today);
    std::atomic<std::int64_t> day_{0};
    std::atomic<std::uint64_t> used_{0};
};

class Quotas {
public:
    enum class Answers { this_node, a_cluster };
    explicit Quotas(std::filesystem::path file,
                    Answers who = Answers::this_node) // where they are kept
        : file_(std::move(file)), alone_(who == Answers::this_node) {}
    std::shared_ptr<Quota> of(std::string_view agreement);
    // Counts what the access journal holds of today, from what was kept on. What is older is not read.
    Outcome count(const journal::Journal& access, Day today);
    // Counts on, from there: what other members of a cluster have answered. One thread.
    Outcome follow(const journal::Journal& access, Day today, std::string_view member);
    // Writes nothing where nothing was recorded since. Errs to the side of the agreement: what is answered meanwhile
    // may be counted twice, but never not at all.
    Outcome keep(const journal::Journal& access, Day today);

private:
    Outcome count(const journal::Journal& access, journal::Index from, journal::Index to, Day today,
                  std::string_view but);
    std::filesystem::path file_;
    bool alone_; // all that is recorded was counted when it was given, by this node
    std::atomic<journal::Index> counted_ = 0; // what stands before it, whoever answered
    std::mutex mutex_;
    // How far, and on which day, when they last were.
    std::optional<std::pair<journal::Index, Day>> kept_;
    std::map<std::string, std::shared_ptr<Quota>, std::less<>> by_agreement_;
};

} // namespace vienreiz::distribution
