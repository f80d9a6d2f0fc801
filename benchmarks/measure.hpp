// A benchmark runs itself and its peer in turn, several rounds, and prints one JSON line with the median ratio.
#pragma once

#include "base/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vienreiz::bench {

inline double median(std::vector<double> values) {
    std::ranges::sort(values);
    auto middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

enum class Target { at_least, at_most }; // what the ratio ours/peer must be

struct Comparison {
    std::string_view bench, peer_name, unit;
    Target kind = Target::at_least;
    double target = 1;
    unsigned rounds = 5;
};

// Each function runs one round and gives its figure in `unit`. Returns whether the target is met.
inline bool compare(const Comparison& c, const std::function<double()>& ours,
                    const std::function<double()>& peer) {
    std::vector<double> us, them, ratios;
    for (unsigned round = 0; round < c.rounds; ++round) {
        // The order swaps each round, so that neither always runs on the warmer machine.
        if (round % 2)
            them.push_back(peer()), us.push_back(ours());
        else
            us.push_back(ours()), them.push_back(peer());
        ratios.push_back(us.back() / them.back());
        fmt::print(stderr, "{}: round {} of {}: ours {:.4g}, {} {:.4g} {}\n", c.bench, round + 1,
                   c.rounds, us.back(), c.peer_name, them.back(), c.unit);
    }
    auto ratio = median(ratios);
    bool met = c.kind == Target::at_least ? ratio >= c.target : ratio <= c.target;
    fmt::print(
        R"({{"bench":"{}","ours":{:.6g},"peer":{:.6g},"peer_name":"{}","ratio":{:.3f},"target":"{} {}","met":{},"unit":"{}"}})"
        "\n",
        c.bench, median(us), median(them), c.peer_name, ratio,
        c.kind == Target::at_least ? ">=" : "<=", c.target, met, c.unit);
    return met;
}

// What a benchmark's program ends with. Anything else: it did not run, which alone is a failure of ./bench.
inline int ended(bool all_met) { return all_met ? 0 : 2; }

// Measures in a folder that is gone before and after; gives what the program ends with.
inline int run_in(const std::filesystem::path& folder,
                  const std::function<Result<bool>(const std::filesystem::path&)>& measure) {
    std::filesystem::remove_all(folder);
    auto met = measure(folder);
    std::filesystem::remove_all(folder);
    if (!met)
        fmt::print(stderr, "{}: {} {}\n", folder.filename().string(), met.error().what,
                   met.error().where);
    return met ? ended(*met) : 1;
}

} // namespace vienreiz::bench
