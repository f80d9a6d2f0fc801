// A dishonest operator before eight witnesses, some of them as dishonest, over a network that loses, repeats, delays
// and cuts off; witnesses are killed at any write to their disk, and clocks jump. No two histories may ever be final,
// as long as no more are dishonest than the quorum bears; beyond that they may, and then they prove it.
#include "base/diagnostics.hpp"
#include "journal/contradiction.hpp"
#include "simulation/parties.hpp"

#include <gtest/gtest.h>

#include <random>

namespace vienreiz::quorum_simulation_test {
using namespace simulation;

struct Tally {
    std::uint64_t final = 0, forks = 0, lost = 0, killed = 0, refused = 0, cut_off = 0;
};

class Simulation {
public:
    // The first `dishonest` parties cosign whatever they are shown.
    Simulation(std::uint64_t seed, unsigned dishonest, Tally& tally)
        : random_(seed), dishonest_(dishonest), tally_(tally), histories_(random_() % (sizes - 4)) {
        for (unsigned party = dishonest; party < parties; ++party)
            honest_[party] = std::make_unique<Honest>(party, seed * parties + party);
    }

    // Whether two histories became final.
    bool deceives() {
        for (int turn = 0; turn < 160; ++turn) {
            disturb();
            auto which = static_cast<unsigned>(random_() % 2);
            if (one_in(8)) grown_[which] = std::min(sizes, grown_[which] + 1 + random_() % 3);
            send(which, grown_[which], static_cast<unsigned>(random_() % parties));
        }
        disturbed_ = false;
        if (dishonest_ > borne) divide();
        return judge();
    }
    // An honest operator from now on, and so many parties away: whether the newest becomes final.
    bool goes_on(unsigned away) {
        disturbed_ = false;
        cut_off_.clear();
        for (unsigned party = away; party < parties; ++party) send(0, sizes, party);
        return collected_.is_final(histories_, 0, sizes);
    }

private:
    bool one_in(unsigned n) { return random_() % n == 0; }

    void disturb() {
        if (one_in(8)) cut_off_.insert(static_cast<unsigned>(random_() % parties));
        if (one_in(6)) cut_off_.clear();
        for (auto& [party, witness] : honest_) {
            if (one_in(20)) witness->will_be_killed(random_() % 4), ++tally_.killed;
            if (one_in(10))
                witness->jump(
                    std::chrono::seconds(static_cast<int>(random_() % 200'000) - 100'000));
        }
    }

    // The operator knows how far the party is, and proves from there; sometimes it proves from elsewhere.
    void send(unsigned which, std::uint64_t size, unsigned party) {
        if (!histories_.differ_at(size)) which = 0; // there is one only, so far
        if (cut_off_.contains(party) && ++tally_.cut_off) return;
        if (disturbed_ && random_() % 10 < 3 && ++tally_.lost) return;
        auto found = honest_.find(party);
        if (found == honest_.end()) {
            auto text = journal::parse_note(histories_.note(which, size))->text;
            return collected_.take(which, size, cosigner(party).cosign(text, {}).value());
        }
        auto held = found->second->holds();
        auto old_size = disturbed_ && one_in(12) ? random_() % (size + 1) : held;
        if (old_size > size) return;
        auto submission = histories_.submission(which, old_size, size);
        auto times = disturbed_ && one_in(5) ? 2 : 1; // the network repeats it
        for (int time = 0; time < times; ++time) {
            auto lines = found->second->cosign(submission);
            if (lines && !(disturbed_ && one_in(4)))
                collected_.take(which, size, *lines);
            else
                ++tally_.refused;
        }
    }

    // As much as an operator can do who has enough of them: half of the honest see one history, half the other.
    void divide() {
        cut_off_.clear();
        for (unsigned party = 0; party < parties; ++party)
            for (unsigned which = 0; which < 2; ++which)
                if (!honest_.contains(party) || party % 2 == which) send(which, sizes, party);
    }

    // Every pair of final checkpoints: of one history, or a contradiction that convinces anybody.
    bool judge() {
        std::array final_sizes{collected_.final_sizes(histories_, 0),
                               collected_.final_sizes(histories_, 1)};
        tally_.final += final_sizes[0].size() + final_sizes[1].size();
        bool forked = false;
        for (auto one : final_sizes[0])
            for (auto other : final_sizes[1])
                if (histories_.differ_at(std::min(one, other))) {
                    forked = true;
                    expect_proof(one, other);
                }
        return forked;
    }
    void expect_proof(std::uint64_t one, std::uint64_t other) {
        unsigned larger = one < other ? 1 : 0;
        auto small = std::min(one, other), large = std::max(one, other);
        const auto& tree = histories_[larger];
        journal::Contradiction proof{collected_.note(histories_, 1 - larger, small),
                                     collected_.note(histories_, larger, large), tree.root(small),
                                     small == large ? journal::Proof()
                                                    : tree.consistency(small, large)};
        EXPECT_TRUE(journal::verify_contradiction(proof, six_of_eight()))
            << one << " and " << other;
    }

    std::mt19937_64 random_;
    unsigned dishonest_;
    Tally& tally_;
    Histories histories_;
    std::array<std::uint64_t, 2> grown_{1, 1};
    bool disturbed_ = true;
    std::map<unsigned, std::unique_ptr<Honest>> honest_;
    std::set<unsigned> cut_off_;
    Collected collected_;
};

TEST(QuorumSimulation, NoTwoHistoriesAreFinalWhileThreeOfEightAreDishonest) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    Seeds seeds("quorum");
    seeds.play([&](std::uint64_t seed) {
        auto dishonest = static_cast<unsigned>(seed % (borne + 1));
        EXPECT_FALSE(Simulation(seed, dishonest, tally).deceives())
            << "seed " << seed << ", " << dishonest << " dishonest";
    });
    // What this is about did happen, often.
    EXPECT_GT(tally.final, seeds.played() / 2);
    EXPECT_GT(tally.lost, 10 * seeds.played());
    EXPECT_GT(tally.killed, 10 * seeds.played());
    EXPECT_GT(tally.cut_off, 10 * seeds.played());
    EXPECT_GT(tally.refused, 10 * seeds.played());
}

TEST(QuorumSimulation, BeyondThatAForkIsPossibleAndProvesItself) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    std::uint64_t forks = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        forks += Simulation(seed, borne + 1, tally).deceives();
    EXPECT_GT(forks, 0U) << "or the quorum would bear more than it is said to";
}

TEST(QuorumSimulation, GoesOnWhileTwoAreAwayAndNotWhileThreeAre) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        EXPECT_TRUE(Simulation(seed, 0, tally).goes_on(parties - needed)) << seed;
        EXPECT_FALSE(Simulation(seed, 0, tally).goes_on(parties - needed + 1)) << seed;
    }
}

} // namespace vienreiz::quorum_simulation_test
