#include "journal/cosignature.hpp"
#include "journal/simulated_disk.hpp"
#include "witness/caution.hpp"
#include "witness/tree_test.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace vienreiz::witness {
namespace {

using namespace std::chrono_literals;

// Three peers, two of whom must answer, and what each would answer.
struct Cautious : testing::Test {
    void SetUp() override {
        tree.grow_to(20);
        admission[origin] = {{journal::verifier_key(origin, key_of(1).public_key())}, 86'400, "me"};
        keep(tree, 5);
    }
    void keep(const GrowingTree& of, std::uint64_t size) {
        auto turn = state->stage(origin, state->of(origin), {size, of.root(size), of.note(size)});
        ASSERT_TRUE(turn && state->settle(*turn));
    }
    static journal::Cosigner peer(int who) {
        return {fmt::format("peer.example/{}", who), key_of(static_cast<std::uint8_t>(50 + who))};
    }
    Caution& caution() {
        if (caution_) return *caution_;
        std::string policy;
        for (int who : {1, 2, 3})
            policy += fmt::format("witness p{} {} http://p{}\n", who,
                                  to_vkey(peer(who).verifier_key()), who);
        policy += "group some 2 p1 p2 p3\nquorum some\n";
        caution_.emplace(*journal::parse_policy(policy), admission, *state,
                         [this](const std::string& url,
                                const std::string&) -> Result<std::optional<std::string>> {
                             auto found = answers.find(url);
                             if (found == answers.end()) return Failure{Kind::unavailable, "away"};
                             return found->second;
                         });
        return *caution_;
    }
    std::string cosigned(const GrowingTree& of, std::uint64_t size, int who) {
        auto note = of.note(size);
        return note + *peer(who).cosign(journal::parse_note(note)->text, journal::CosignedAt(1s));
    }
    void answer(int who, std::optional<std::string> note) {
        answers[fmt::format("http://p{}", who)] = std::move(note);
    }
    // As a witness does that was given a proof from each of these sizes on.
    bool may_cosign(std::uint64_t size, const std::vector<std::uint64_t>& proved_from = {5}) {
        bool may = false;
        for (auto old : proved_from)
            may = caution()
                      .may_cosign({origin, size, tree.root(size)}, tree.note(size),
                                  {old, tree.root(old), {}})
                      .has_value();
        return may;
    }
    // Where the next proof is to start.
    std::uint64_t to_continue(std::uint64_t size, std::uint64_t old_size) {
        return caution()
            .to_continue({origin, size, tree.root(size)}, old_size, state->of(origin))
            .size;
    }

    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(3);
    std::unique_ptr<State> state = *State::open(disk, "/w/state");
    Admission admission;
    GrowingTree tree;
    std::map<std::string, std::optional<std::string>> answers;
    std::optional<Caution> caution_;
};

TEST_F(Cautious, CosignsNothingBeforeEnoughPeersHaveAnswered) {
    EXPECT_FALSE(may_cosign(6));
    answer(1, cosigned(tree, 5, 1));
    EXPECT_FALSE(caution().ask_peers());
    EXPECT_FALSE(may_cosign(6));
    answer(3, cosigned(tree, 4, 3));
    EXPECT_TRUE(caution().ask_peers());
    EXPECT_TRUE(may_cosign(6));
}

TEST_F(Cautious, PeersThatKnowNothingOfAJournalHaveAnswered) {
    answer(1, std::nullopt);
    answer(2, std::nullopt);
    EXPECT_TRUE(caution().ask_peers());
    EXPECT_TRUE(may_cosign(6));
}

// It was at 9 and an old copy of its state, at 5, was put back.
TEST_F(Cautious, WaitsForTheHistoryTheOthersHaveAndGoesOnFromThere) {
    answer(1, cosigned(tree, 9, 1));
    answer(2, cosigned(tree, 8, 2));
    EXPECT_FALSE(caution().ask_peers());
    EXPECT_FALSE(may_cosign(7)) << "it may have cosigned another 7";
    EXPECT_FALSE(caution().ask_peers());
    EXPECT_FALSE(may_cosign(9));
    EXPECT_FALSE(caution().ask_peers()) << "that 9 continues 8 is not proved";
    EXPECT_FALSE(may_cosign(9, {8}))
        << "is proved now, and taken over when the peers are asked next";
    EXPECT_TRUE(caution().ask_peers());
    EXPECT_EQ(state->of(origin).size, 9U);
    EXPECT_EQ(state->of(origin).note, tree.note(9));
    EXPECT_TRUE(may_cosign(10, {9}));
    EXPECT_EQ((*State::open(disk, "/w/state"))->of(origin).size, 9U) << "and it is kept";
}

TEST_F(Cautious, AsksForAProofFromEachSizeThatItsPeersHave) {
    answer(1, cosigned(tree, 9, 1));
    answer(2, cosigned(tree, 8, 2));
    EXPECT_EQ(to_continue(12, 9), 5U) << "nobody has been asked yet";
    EXPECT_FALSE(caution().ask_peers());
    EXPECT_EQ(to_continue(12, 0), 5U);
    EXPECT_EQ(to_continue(12, 9), 9U) << "in any order";
    EXPECT_FALSE(may_cosign(12, {9}));
    EXPECT_EQ(to_continue(12, 9), 5U);
    EXPECT_FALSE(may_cosign(12, {5}));
    EXPECT_EQ(to_continue(12, 5), 8U);
    EXPECT_EQ(to_continue(13, 5), 5U) << "another checkpoint is to be proved anew";
    EXPECT_EQ(to_continue(7, 5), 5U) << "what is not as far as the peers cannot continue them";
    EXPECT_FALSE(may_cosign(12, {8}));
    EXPECT_EQ(to_continue(12, 8), 8U) << "all is proved";
    EXPECT_TRUE(caution().ask_peers());
    EXPECT_EQ(to_continue(13, 5), 12U);
}

// The one peer that knows the forgotten history is enough, though another is further in the other one.
TEST_F(Cautious, GoesOnWithNeitherOfTwoHistories) {
    GrowingTree other;
    other.grow_to(6);
    other.grow_to(20, "other");
    answer(1, cosigned(other, 8, 1));
    answer(2, cosigned(tree, 9, 2));
    EXPECT_FALSE(caution().ask_peers());
    EXPECT_FALSE(may_cosign(9));
    EXPECT_FALSE(caution().ask_peers());
    for (std::uint64_t size = 10; size < 20; ++size) {
        EXPECT_FALSE(may_cosign(size, {5, 9}));
        EXPECT_FALSE(caution().ask_peers());
    }
    EXPECT_EQ(state->of(origin).size, 5U);
}

TEST_F(Cautious, IsNotKeptWaitingByAPeerThatSaysMoreEachTime) {
    answer(1, cosigned(tree, 6, 1));
    answer(2, cosigned(tree, 5, 2));
    EXPECT_FALSE(caution().ask_peers());
    EXPECT_FALSE(may_cosign(12, {5, 6}));
    answer(1, cosigned(tree, 7, 1));
    EXPECT_TRUE(caution().ask_peers());
    EXPECT_EQ(state->of(origin).size, 12U);
}

TEST_F(Cautious, NeverGoesOnWithAnotherHistoryThanThePeers) {
    GrowingTree other;
    other.grow_to(5);
    other.grow_to(20, "other");
    answer(1, cosigned(other, 9, 1));
    answer(2, cosigned(other, 9, 2));
    for (std::uint64_t size = 6; size < 20; ++size) {
        EXPECT_FALSE(may_cosign(size));
        EXPECT_FALSE(caution().ask_peers());
    }
    EXPECT_EQ(state->of(origin).size, 5U);
}

TEST_F(Cautious, StopsForGoodWhereTwoTreesOfOneSizeAreSigned) {
    GrowingTree other;
    other.grow_to(20, "other");
    answer(1, cosigned(other, 5, 1));
    answer(2, cosigned(tree, 5, 2));
    EXPECT_FALSE(caution().ask_peers());
    EXPECT_FALSE(may_cosign(6));
    EXPECT_FALSE(caution().ask_peers());
}

TEST_F(Cautious, BelievesOnlyWhatJournalAndPeerHaveSigned) {
    answer(1, tree.note(5));
    answer(2, cosigned(tree, 5, 1));
    answer(3, "text");
    EXPECT_FALSE(caution().ask_peers());
    EXPECT_FALSE(may_cosign(6));
    answer(1, cosigned(tree, 5, 1));
    answer(2, cosigned(tree, 5, 2));
    EXPECT_TRUE(caution().ask_peers());
}

TEST_F(Cautious, WithoutPeersTrustsItself) {
    Caution alone(std::nullopt, admission, *state, Caution::Ask());
    EXPECT_TRUE(alone.may_cosign({origin, 6, tree.root(6)}, tree.note(6), state->of(origin)));
    EXPECT_TRUE(alone.ask_peers());
}

} // namespace
} // namespace vienreiz::witness
