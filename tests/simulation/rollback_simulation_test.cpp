// Witnesses that ask their peers before they trust their own state, which at any time may be an old copy that somebody
// put back. The operator has two histories, some of the peers are dishonest, others away, and the operator and whoever
// puts copies back are one.
//
// What is forgotten is known again only where somebody else knows it. So a copy is put back here only while more honest
// peers hold the forgotten history than may stay away when a witness asks; one test does without, to see that it
// matters.
#include "base/diagnostics.hpp"
#include "simulation/parties.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace vienreiz::rollback_simulation_test {
using namespace simulation;

constexpr unsigned peers = parties - 1, must_answer = 5, may_be_away = peers - must_answer;

struct Tally {
    std::uint64_t put_back = 0, forgotten = 0, caught_up = 0, lies = 0, away = 0, killed = 0,
                  final = 0, twice = 0;
};

// Which history a checkpoint is of, and 2 where both are the same so far.
constexpr unsigned either = 2;

struct Setting {
    unsigned dishonest = 0; // so many parties, the first ones
    bool known_elsewhere = true;
    bool two_histories = true;
};

class Simulation {
public:
    Simulation(std::uint64_t seed, Setting setting, Tally& tally)
        : random_(seed), setting_(setting), tally_(tally),
          histories_(setting.two_histories ? 1 + random_() % 12 : sizes) {
        for (unsigned party = setting.dishonest; party < parties; ++party)
            honest_[party].witness = std::make_unique<Honest>(
                party, seed * parties + party, Honest::Peers{others(party), asking(party)});
    }

    void play() {
        for (auto& [party, one] : honest_) ask_peers(one);
        for (int turn = 0; turn < 130; ++turn) {
            if (one_in(6)) choose_who_is_away();
            if (one_in(16)) grow();
            auto party = static_cast<unsigned>(random_() % parties);
            send(one_in(5) ? 1 : 0, party); // so that the first may become final
            auto found = honest_.find(party);
            if (found != honest_.end()) disturb(found->second);
        }
    }
    // No witness has cosigned two histories, and none of two is final.
    void judge() {
        for (const auto& [party, one] : honest_)
            if (one.cosigned.size() > 1) ++tally_.twice;
        auto ours = collected_.final_sizes(histories_, 0),
             others = collected_.final_sizes(histories_, 1);
        tally_.final += ours.size() + others.size();
        if (!setting_.known_elsewhere || !setting_.two_histories) return;
        EXPECT_EQ(tally_.twice, 0U) << "a witness has cosigned two histories";
        EXPECT_FALSE(differs(ours) && differs(others)) << "two histories are final";
    }
    // With one history, two away, and everybody else asked for long enough: whether all those have the newest.
    bool goes_on() {
        away_ = {parties - 1, parties - 2};
        grown_[0] = sizes;
        for (int round = 0; round < 12; ++round)
            for (auto& [party, one] : honest_) {
                if (away_.contains(party)) continue;
                one.witness->ask_peers();
                send(0, party);
            }
        return std::ranges::all_of(honest_, [&](const auto& one) {
            return away_.contains(one.first) || one.second.newest == sizes;
        });
    }

private:
    struct Party {
        std::unique_ptr<Honest> witness;
        std::set<unsigned> cosigned;                         // histories
        std::uint64_t newest = 0;                            // that it cosigned
        std::vector<std::pair<Bytes, std::uint64_t>> copies; // with what size they keep
        std::uint64_t said = 0;                              // where it is, as the journal knows
    };

    [[nodiscard]] bool one_in(unsigned n) { return random_() % n == 0; }
    [[nodiscard]] bool differs(const std::vector<std::uint64_t>& final_sizes) const {
        return !final_sizes.empty() && histories_.differ_at(final_sizes.back());
    }
    [[nodiscard]] unsigned history_of(const witness::Kept& kept) const {
        if (!histories_.differ_at(kept.size)) return either;
        return histories_[0].root(kept.size) == kept.root ? 0 : 1;
    }

    static std::string url_of(unsigned party) { return "http://w" + std::to_string(party); }
    static journal::Policy others(unsigned party) {
        auto out = six_of_eight();
        std::erase_if(out.witnesses, [&](const auto& one) {
            return one.name == cosigner(party).verifier_key().name;
        });
        std::erase(out.groups.front().members, cosigner(party).verifier_key().name);
        out.groups.front().least = must_answer;
        for (auto& one : out.witnesses) one.url = "http://" + one.name;
        return out;
    }
    witness::Caution::Ask asking(unsigned party) {
        return [this, party](const std::string& url,
                             const std::string&) -> Result<std::optional<std::string>> {
            for (unsigned peer = 0; peer < parties; ++peer)
                if (url == url_of(peer)) return answer_of(peer, party);
            return Failure{Kind::missing, "There is no such peer", url};
        };
    }
    Result<std::optional<std::string>> answer_of(unsigned peer, unsigned asker) {
        if (away_.contains(peer) || away_.contains(asker)) {
            ++tally_.away;
            return Failure{Kind::unavailable, "away"};
        }
        auto found = honest_.find(peer);
        if (found != honest_.end()) return found->second.witness->checkpoint();
        ++tally_.lies;
        return lie_of(peer);
    }
    // That it knows nothing, has less than it has, more than anybody, of either history, or nonsense.
    Result<std::optional<std::string>> lie_of(unsigned peer) {
        auto kind = random_() % 8;
        if (kind == 0) return std::optional<std::string>();
        if (kind == 1) return std::optional<std::string>("nonsense");
        auto which = static_cast<unsigned>(random_() % 2);
        auto note = histories_.note(which, 1 + random_() % grown_[which]);
        auto text = journal::parse_note(note)->text;
        return std::optional(note + cosigner(peer).cosign(text, {}).value());
    }

    void choose_who_is_away() {
        away_.clear();
        for (auto many = one_in(3) ? parties : random_() % may_be_away; many > 0; --many)
            away_.insert(static_cast<unsigned>(random_() % parties));
    }
    void grow() {
        for (auto& size : grown_) size = std::min(sizes, size + random_() % 4);
    }

    void disturb(Party& one) {
        if (one_in(4) && one.witness->holds() > 0)
            one.copies.emplace_back(one.witness->copy_of_its_state(), one.witness->holds());
        if (one_in(30)) one.witness->will_be_killed(random_() % 4), ++tally_.killed;
        if (one_in(8)) put_back(one);
        ask_peers(one);
    }
    void ask_peers(Party& one) {
        auto before = one.witness->holds();
        one.witness->ask_peers();
        if (one.witness->holds() > before) ++tally_.caught_up;
    }
    void put_back(Party& one) {
        if (one.copies.empty()) return;
        auto& [copy, size] = one.copies.at(random_() % one.copies.size());
        if (setting_.known_elsewhere && !known_elsewhere(one, size)) return;
        ++tally_.put_back;
        if (!one.cosigned.empty() && !histories_.differ_at(size)) ++tally_.forgotten;
        one.witness->put_back(copy);
    }
    // Whether each who has forgotten its history would hear of it still, were this one put back to that size.
    [[nodiscard]] bool known_elsewhere(const Party& forgetting, std::uint64_t size) const {
        std::array<unsigned, either + 1> holding{};
        for (const auto& [party, one] : honest_)
            if (&one != &forgetting) ++holding[history_of(one.witness->kept())];
        return std::ranges::all_of(honest_, [&](const auto& pair) {
            const auto& one = pair.second;
            auto keeps = &one == &forgetting ? size : one.witness->holds();
            if (one.cosigned.empty() || histories_.differ_at(keeps)) return true;
            return holding[*one.cosigned.begin()] > may_be_away;
        });
    }

    // As a journal does it: where the party says it is elsewhere, once more from there.
    void send(unsigned which, unsigned party) {
        if (!setting_.two_histories) which = 0;
        auto size = grown_[which];
        if (!histories_.differ_at(size)) which = 0;
        if (away_.contains(party)) return;
        auto found = honest_.find(party);
        if (found == honest_.end()) {
            auto text = journal::parse_note(histories_.note(which, size))->text;
            return collected_.take(which, size, cosigner(party).cosign(text, {}).value());
        }
        auto& one = found->second;
        for (int times = 0; times < 2; ++times) {
            if (one.said > size) one.said = size;
            auto reply = one.witness->answer(histories_.submission(which, one.said, size));
            if (!reply) return;
            if (reply->status == 200) return take(which, size, one, reply->body);
            auto says = number<std::uint64_t>(trim(reply->body));
            if (reply->status != 409 || !says) return;
            one.said = *says;
        }
    }
    void take(unsigned which, std::uint64_t size, Party& one, const std::string& lines) {
        if (histories_.differ_at(size)) one.cosigned.insert(which);
        one.newest = std::max(one.newest, size);
        one.said = size;
        collected_.take(which, size, lines);
    }

    std::mt19937_64 random_;
    Setting setting_;
    Tally& tally_;
    Histories histories_;
    std::array<std::uint64_t, 2> grown_{1, 1};
    std::map<unsigned, Party> honest_;
    std::set<unsigned> away_;
    Collected collected_;
};

TEST(RollbackSimulation, NoWitnessCosignsASecondHistoryAfterAnOldStateWasPutBack) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    Seeds seeds("rollback");
    seeds.play([&](std::uint64_t seed) {
        auto dishonest = static_cast<unsigned>(seed % (borne + 1));
        Simulation simulation(seed, {.dishonest = dishonest}, tally);
        simulation.play();
        simulation.judge();
    });
    // What this is about did happen, often.
    EXPECT_GT(tally.put_back, 5 * seeds.played());
    EXPECT_GT(tally.forgotten, seeds.played() / 2);
    EXPECT_GT(tally.caught_up, 3 * seeds.played());
    EXPECT_GT(tally.lies, 10 * seeds.played());
    EXPECT_GT(tally.away, 10 * seeds.played());
    EXPECT_GT(tally.killed, 2 * seeds.played());
    EXPECT_GT(tally.final, seeds.played() / 2);
}

TEST(RollbackSimulation, WhatNoPeerKnowsIsForgotten) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Simulation simulation(seed, {.dishonest = borne, .known_elsewhere = false}, tally);
        simulation.play();
        simulation.judge();
    }
    EXPECT_GT(tally.twice, 0U) << "or peers would protect from more than they are said to";
}

TEST(RollbackSimulation, GoesOnOnceEnoughPeersAnswerWhateverTheyClaim) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Simulation simulation(
            seed, {.dishonest = static_cast<unsigned>(seed % (borne + 1)), .two_histories = false},
            tally);
        simulation.play();
        EXPECT_TRUE(simulation.goes_on()) << "seed " << seed;
        if (HasFailure()) return;
    }
    EXPECT_GT(tally.put_back, 200U);
}

} // namespace vienreiz::rollback_simulation_test
