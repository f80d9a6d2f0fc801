// Which seeds a simulation plays, and what becomes of those that fail.
//
//   always            those of the list beside this file, tests/simulation/seeds.txt, which found a
//                     fault once; and those that failed at an earlier run, until they pass
//   usually           0 to 499
//   with VIENREIZ_ALL one of twenty slices of a hundred thousand. Which one follows from the day,
//                     so that machines that begin anew every time come through all of them as well;
//                     or it is VIENREIZ_SLICE, from 0.
//
// A seed that fails is printed, and kept in build/failed-seeds/<simulation>, one a line.
#pragma once

#include "base/text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

namespace vienreiz::simulation {

struct Slice {
    std::uint64_t first, end;           // of its seeds, [first, end)
    std::optional<std::uint64_t> which; // of `slices`; nothing: the usual one
};
inline constexpr std::uint64_t usual_seeds = 500, slices = 20, seeds_of_slice = 5'000;

// What the environment's two variables, null where they are not set, ask for on that day.
inline Slice slice_of(const char* all, const char* wanted, std::chrono::sys_days day) {
    if (!all) return {0, usual_seeds, {}};
    auto which = static_cast<std::uint64_t>(day.time_since_epoch().count()) % slices;
    if (wanted) {
        auto number = vienreiz::number<std::uint64_t>(wanted);
        check(number && *number < slices, "VIENREIZ_SLICE is a number from 0 to 19");
        which = *number;
    }
    return {which * seeds_of_slice, (which + 1) * seeds_of_slice, which};
}
inline Slice slice_today() {
    return slice_of(std::getenv("VIENREIZ_ALL"), std::getenv("VIENREIZ_SLICE"),
                    std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
}

// Of that simulation, in a list like tests/simulation/seeds.txt: "<simulation> <seed> <why>" a line.
inline std::set<std::uint64_t> listed_seeds(std::istream& list, std::string_view simulation) {
    std::set<std::uint64_t> out;
    for (std::string line; std::getline(list, line);) {
        if (trim(line).empty() || line.starts_with('#')) continue;
        auto words = split(line, ' ');
        check(words.size() > 2, "a seed is listed with its simulation and why");
        auto seed = number<std::uint64_t>(words[1]);
        check(seed.has_value(), "a seed is a number");
        if (words[0] == simulation) out.insert(*seed);
    }
    return out;
}

// Those of one simulation that failed, in a file that is there as long as there are any.
class FailedSeeds {
public:
    explicit FailedSeeds(std::filesystem::path file) : file_(std::move(file)) {
        std::ifstream in(file_);
        for (std::string line; std::getline(in, line);)
            if (auto seed = number<std::uint64_t>(trim(line))) all_.insert(*seed);
    }
    [[nodiscard]] const std::set<std::uint64_t>& all() const { return all_; }
    void note(std::uint64_t seed, bool failed) {
        if (failed ? !all_.insert(seed).second : all_.erase(seed) == 0) return;
        if (all_.empty()) {
            std::filesystem::remove(file_);
            return;
        }
        std::filesystem::create_directories(file_.parent_path());
        std::ofstream out(file_);
        for (auto one : all_) out << one << '\n';
    }

private:
    std::filesystem::path file_;
    std::set<std::uint64_t> all_;
};

class Seeds {
public:
    struct Places {
        std::filesystem::path list = VIENREIZ_SOURCE_DIR "/tests/simulation/seeds.txt",
                              failed = VIENREIZ_SOURCE_DIR "/build/failed-seeds";
    };
    explicit Seeds(std::string simulation) : Seeds(std::move(simulation), slice_today(), {}) {}
    Seeds(std::string simulation, Slice slice, const Places& places)
        : simulation_(std::move(simulation)), slice_(slice), failed_(places.failed / simulation_) {
        std::ifstream list(places.list);
        check(list.is_open(), "the list of seeds is there");
        first_ = listed_seeds(list, simulation_);
        first_.insert(failed_.all().begin(), failed_.all().end());
    }

    // A seed has failed when it fails the test that plays it.
    void play(const std::function<void(std::uint64_t seed)>& one) {
        play_each([&](std::uint64_t seed) {
            auto before = failed_parts();
            one(seed);
            return failed_parts() == before;
        });
    }
    // Those that are not of the slice first. Ends when so many have failed that it says enough.
    void play_each(const std::function<bool(std::uint64_t seed)>& passes) {
        say(slice_.which ? fmt::format("slice {} of 0 to {}, ", *slice_.which, slices - 1) : "");
        for (auto seed : first_) play_one(seed, passes);
        for (auto seed = slice_.first; seed < slice_.end && failures_ < enough; ++seed)
            if (!first_.contains(seed)) play_one(seed, passes);
    }
    [[nodiscard]] std::uint64_t played() const { return played_; }

private:
    static constexpr unsigned enough = 10;

    void say(const std::string& slice) const {
        fmt::print("{}: {}seeds {} to {}, and {} that found a fault or failed before\n",
                   simulation_, slice, slice_.first, slice_.end - 1, first_.size());
        std::fflush(stdout);
    }
    static int failed_parts() {
        const auto& result = *testing::UnitTest::GetInstance()->current_test_info()->result();
        int failed = 0;
        for (int part = 0; part < result.total_part_count(); ++part)
            failed += result.GetTestPartResult(part).failed();
        return failed;
    }
    void play_one(std::uint64_t seed, const std::function<bool(std::uint64_t seed)>& passes) {
        failed_.note(seed,
                     true); // until it has passed: a check that does not hold ends the program
        ++played_;
        if (passes(seed)) return failed_.note(seed, false);
        fmt::print("{}: seed {} fails\n", simulation_, seed);
        std::fflush(stdout);
        ++failures_;
    }

    std::string simulation_;
    Slice slice_;
    FailedSeeds failed_;
    std::set<std::uint64_t> first_;
    std::uint64_t played_ = 0;
    unsigned failures_ = 0;
};

} // namespace vienreiz::simulation
