// A dishonest operator before eight witnesses, some of them as dishonest, over a network that loses, repeats, delays
// and cuts off; witnesses are killed at any write to their disk, and clocks jump. No two histories may ever be final,
// as long as no more are dishonest than the quorum bears; beyond that they may, and then they prove it.
#include "base/diagnostics.hpp"
#include "journal/contradiction.hpp"
#include "journal/simulated_disk.hpp"
#include "witness/tree_test.hpp"
#include "witness/witness.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace vienreiz::quorum_simulation_test {
using namespace witness;

constexpr unsigned parties = 8, needed = 6, borne = 2 * needed - parties - 1;
constexpr std::uint64_t sizes = 24; // to which the histories grow

struct Tally {
    std::uint64_t final = 0, forks = 0, lost = 0, killed = 0, refused = 0, cut_off = 0;
};

// The two histories of the operator: one until `fork`, then each with entries of its own.
class Histories {
public:
    explicit Histories(std::uint64_t fork) : fork_(fork) {
        for (auto& tree : trees_) tree.grow_to(fork);
        trees_[0].grow_to(sizes, "one");
        trees_[1].grow_to(sizes, "another");
    }
    [[nodiscard]] const GrowingTree& operator[](unsigned which) const { return trees_[which]; }
    // As its journal signed it.
    [[nodiscard]] const std::string& note(unsigned which, std::uint64_t size) {
        auto& note = notes_[which][size];
        if (note.empty()) note = trees_[which].note(size);
        return note;
    }
    [[nodiscard]] std::string submission(unsigned which, std::uint64_t old_size,
                                         std::uint64_t size) {
        Submission out{old_size, {}, note(which, size)};
        if (old_size > 0 && old_size < size) out.proof = trees_[which].consistency(old_size, size);
        return to_text(out);
    }
    [[nodiscard]] bool differ_at(std::uint64_t size) const { return size > fork_; }

private:
    std::uint64_t fork_;
    std::array<GrowingTree, 2> trees_;
    std::array<std::map<std::uint64_t, std::string>, 2> notes_;
};

// Made once: to make a key takes longer than to sign.
const journal::Cosigner& cosigner(unsigned party) {
    static const auto all = [] {
        std::vector<journal::Cosigner> out;
        for (unsigned one = 0; one < parties; ++one)
            out.emplace_back("w" + std::to_string(one),
                             key_of(static_cast<std::uint8_t>(100 + one)));
        return out;
    }();
    return all.at(party);
}
const journal::VerifierKey& journals_key() {
    static const auto key = journal::verifier_key(origin, key_of(1).public_key());
    return key;
}

// One that does what it should, until it is killed; then again from what its disk kept.
class Honest {
public:
    Honest(unsigned party, std::uint64_t seed)
        : party_(party), disk_(std::make_shared<journal::SimulatedDisk>(seed)) {
        start();
    }
    std::optional<std::string> cosign(const std::string& submission) {
        auto decided = witness_->add_checkpoint(submission);
        auto* pending = std::get_if<Pending>(&decided);
        auto reply = pending ? witness_->settled(std::move(*pending)) : std::get<Reply>(decided);
        if (disk_->crashed()) { // no answer leaves a program that is dead
            disk_->cut_power();
            disk_->set_faults({});
            start();
            return {};
        }
        if (reply.status != 200) return {};
        return std::move(reply.body);
    }
    void will_be_killed(std::uint64_t at) { disk_->set_faults({.crash_at = at}); }
    void jump(std::chrono::seconds by) { now_ += by; }
    [[nodiscard]] std::uint64_t holds() const { return state_->of(origin).size; }

private:
    void start() {
        auto opened = State::open(disk_, "/w/state");
        check(opened.has_value(), "what was kept can be read");
        state_ = std::move(*opened);
        Admission admission;
        admission[origin] = {{journals_key()}, 1'000'000'000, "nobody"};
        caution_ = std::make_unique<Caution>(std::nullopt, admission, *state_, Caution::Ask());
        witness_ = std::make_unique<Witness>(std::move(admission), std::vector{cosigner(party_)},
                                             *state_, *caution_, [this] { return now_; });
    }

    unsigned party_;
    std::shared_ptr<journal::SimulatedDisk> disk_;
    journal::CosignedAt now_{std::chrono::seconds(1'767'225'600)};
    std::unique_ptr<State> state_;
    std::unique_ptr<Caution> caution_;
    std::unique_ptr<Witness> witness_;
};

const journal::Policy& six_of_eight() {
    static journal::Policy out;
    if (!out.logs.empty()) return out; // made once
    out.logs.push_back({journals_key()});
    journal::Policy::Group group{"public", needed, {}};
    for (unsigned party = 0; party < parties; ++party) {
        const auto& key = cosigner(party).verifier_key();
        out.witnesses.push_back({key.name, key});
        group.members.push_back(key.name);
    }
    out.groups.push_back(std::move(group));
    out.quorum = "public";
    return out;
}

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
        return is_final(0, sizes);
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
            return take(which, size, cosigner(party).cosign(text, {}).value());
        }
        auto held = found->second->holds();
        auto old_size = disturbed_ && one_in(12) ? random_() % (size + 1) : held;
        if (old_size > size) return;
        auto submission = histories_.submission(which, old_size, size);
        auto times = disturbed_ && one_in(5) ? 2 : 1; // the network repeats it
        for (int time = 0; time < times; ++time) {
            auto lines = found->second->cosign(submission);
            if (lines && !(disturbed_ && one_in(4)))
                take(which, size, *lines);
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

    void take(unsigned which, std::uint64_t size, const std::string& lines) {
        lines_[which][size][lines.substr(0, lines.rfind(' '))] = lines;
    }
    [[nodiscard]] std::string note(unsigned which, std::uint64_t size) {
        auto out = histories_.note(which, size);
        auto found = lines_[which].find(size);
        if (found != lines_[which].end())
            for (const auto& [who, line] : found->second) out += line;
        return out;
    }
    [[nodiscard]] bool is_final(unsigned which, std::uint64_t size) {
        auto found = lines_[which].find(size);
        if (found == lines_[which].end() || found->second.size() < needed) return false;
        return journal::verified_checkpoint(note(which, size), policy_).has_value();
    }

    // Every pair of final checkpoints: of one history, or a contradiction that convinces anybody.
    bool judge() {
        std::array<std::vector<std::uint64_t>, 2> final_sizes;
        for (unsigned which = 0; which < 2; ++which)
            for (std::uint64_t size = 1; size <= sizes; ++size)
                if (is_final(which, size)) final_sizes[which].push_back(size);
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
        journal::Contradiction proof{note(1 - larger, small), note(larger, large), tree.root(small),
                                     small == large ? journal::Proof()
                                                    : tree.consistency(small, large)};
        EXPECT_TRUE(journal::verify_contradiction(proof, policy_)) << one << " and " << other;
    }

    std::mt19937_64 random_;
    unsigned dishonest_;
    Tally& tally_;
    Histories histories_;
    std::array<std::uint64_t, 2> grown_{1, 1};
    bool disturbed_ = true;
    std::map<unsigned, std::unique_ptr<Honest>> honest_;
    std::set<unsigned> cut_off_;
    // By history and size: the cosignatures, by who made them.
    std::array<std::map<std::uint64_t, std::map<std::string, std::string>>, 2> lines_;
    const journal::Policy& policy_ = six_of_eight();
};

std::uint64_t seeds() { return std::getenv("VIENREIZ_ALL") ? 20'000 : 500; }

TEST(QuorumSimulation, NoTwoHistoriesAreFinalWhileThreeOfEightAreDishonest) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    for (std::uint64_t seed = 0; seed < seeds(); ++seed) {
        auto dishonest = static_cast<unsigned>(seed % (borne + 1));
        EXPECT_FALSE(Simulation(seed, dishonest, tally).deceives())
            << "seed " << seed << ", " << dishonest << " dishonest";
        if (HasFailure()) return;
    }
    // What this is about did happen, often.
    EXPECT_GT(tally.final, seeds() / 2);
    EXPECT_GT(tally.lost, 10 * seeds());
    EXPECT_GT(tally.killed, 10 * seeds());
    EXPECT_GT(tally.cut_off, 10 * seeds());
    EXPECT_GT(tally.refused, 10 * seeds());
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
