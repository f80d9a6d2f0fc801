// What a witness's state keeps, whatever happens to its file.
#include "base/limits.hpp"
#include "journal/simulated_disk.hpp"
#include "witness/state.hpp"
#include "witness/tree_test.hpp"

#include <gtest/gtest.h>

namespace vienreiz::witness {
namespace {

constexpr auto file = "/w/state";

struct WitnessState : testing::Test {
    void SetUp() override { tree.grow_to(40); }
    [[nodiscard]] Result<std::unique_ptr<State>> opened() const { return State::open(disk, file); }
    [[nodiscard]] std::uint64_t size_kept() const {
        auto state = opened();
        EXPECT_TRUE(state) << state.error().what;
        return state ? (*state)->of(origin).size : 0;
    }
    [[nodiscard]] Outcome goes_on(State& state, std::uint64_t size) const {
        auto before = state.of(origin);
        auto turn = state.stage(origin, before, {size, tree.root(size), tree.note(size)});
        check(turn.has_value(), "nobody else stages");
        return state.settle(*turn);
    }

    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(7);
    GrowingTree tree;
};

TEST_F(WitnessState, ThatIsDamagedIsRefused) {
    ASSERT_TRUE(goes_on(**opened(), 2));
    auto content = disk->content(file);
    EXPECT_EQ(size_kept(), 2U);
    for (std::size_t at = 0; at < content.size(); ++at) {
        auto damaged = content;
        damaged[at] ^= 1;
        disk->set_content(file, damaged);
        EXPECT_EQ(opened().error().kind, Kind::corrupt) << at;
        damaged.resize(at);
        disk->set_content(file, damaged);
        EXPECT_EQ(opened().error().kind, Kind::corrupt) << at;
    }
}

// In what was added since as well: whatever byte it is, nothing older is taken for the newest.
TEST_F(WitnessState, ThatWasDamagedWhereItGrewIsRefused) {
    auto state = *opened();
    for (std::uint64_t size = 1; size <= 4; ++size) ASSERT_TRUE(goes_on(*state, size));
    auto content = disk->content(file);
    while (content.back() == 0) content.pop_back(); // the room for more
    std::size_t refused = 0;
    for (std::size_t at = 0; at < content.size(); ++at) {
        auto damaged = content;
        damaged[at] ^= 1;
        disk->set_content(file, damaged);
        auto again = opened();
        if (again) {
            EXPECT_EQ((*again)->of(origin).size, 4U) << at;
            continue;
        }
        EXPECT_EQ(again.error().kind, Kind::corrupt);
        ++refused;
    }
    EXPECT_GT(refused, 4 * tree.note(1).size());
}

// At any operation, and then any part of what was not synced is lost or torn.
TEST_F(WitnessState, WhatWasSettledSurvivesAPowerCut) {
    constexpr std::uint64_t last = 12;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        for (std::uint64_t crash = 0; crash < 40; ++crash) {
            disk = std::make_shared<journal::SimulatedDisk>(seed);
            disk->set_faults({.crash_at = crash});
            std::uint64_t settled = 0, staged = 0;
            {
                auto state = *opened();
                while (settled == staged && staged < last)
                    if (goes_on(*state, ++staged)) settled = staged;
            }
            disk->cut_power();
            disk->set_faults({});
            auto kept = size_kept();
            EXPECT_GE(kept, settled) << "seed " << seed << ", operation " << crash;
            EXPECT_LE(kept, staged);
            ASSERT_TRUE(goes_on(**opened(), last + 1));
            EXPECT_EQ(size_kept(), last + 1) << "and it goes on";
        }
    }
}

// The program was killed, and started again on what the disk has perhaps not: what it goes by then is durable as well.
TEST_F(WitnessState, WhatIsReadAfterAKillSurvivesAPowerCut) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        for (std::uint64_t crash = 0; crash < 12; ++crash) {
            disk = std::make_shared<journal::SimulatedDisk>(seed);
            disk->set_faults({.crash_at = crash});
            {
                auto state = *opened();
                std::uint64_t size = 0;
                while (goes_on(*state, ++size)) {
                }
            }
            disk->restart();
            disk->set_faults({});
            auto read = size_kept();
            disk->cut_power();
            EXPECT_EQ(size_kept(), read) << "seed " << seed << ", operation " << crash;
        }
    }
}

TEST_F(WitnessState, ThatCouldNotBeSyncedIsWrittenAnew) {
    auto state = *opened();
    for (std::uint64_t size = 1; size <= 2; ++size) ASSERT_TRUE(goes_on(*state, size));
    disk->set_faults({.fail_sync_at = 0});
    EXPECT_FALSE(goes_on(*state, 3));
    EXPECT_EQ(state->of(origin).size, 2U);
    ASSERT_TRUE(goes_on(*state, 4));
    disk->cut_power();
    EXPECT_EQ(size_kept(), 4U);
}

TEST_F(WitnessState, IsWrittenAnewWhenItHasGrownLong) {
    auto state = *opened();
    std::size_t longest = 0, grown = 0;
    for (std::uint64_t size = 1; grown <= 2 * limits::witness_changes; ++size) {
        journal::Checkpoint checkpoint{origin, size, {}, {std::string(200'000, 'x')}};
        auto note = journal::sign_note(to_text(checkpoint), origin, key_of(1));
        auto turn = state->stage(origin, state->of(origin), {size, {}, note});
        ASSERT_TRUE(turn && state->settle(*turn));
        grown += note.size();
        longest = std::max(longest, disk->content(file).size());
        if (size % 16 == 0) {
            EXPECT_EQ(size_kept(), size);
        }
    }
    EXPECT_GT(longest, limits::witness_changes / 2);
    EXPECT_LT(longest, limits::witness_changes + limits::MiB);
}

// As it was written before it could grow.
TEST_F(WitnessState, OfTheFirstFormIsRead) {
    auto note = tree.note(9);
    std::string old = "vienreiz witness state 1\n";
    journal::add_counted(old, note);
    old += "sha256 " + hex(crypto::sha256(bytes(old))) + "\n";
    auto content = bytes(old);
    disk->set_content(file, {content.begin(), content.end()});
    EXPECT_EQ(size_kept(), 9U);
    ASSERT_TRUE(goes_on(**opened(), 10));
    EXPECT_EQ(size_kept(), 10U);
    for (std::size_t at = 0; at < content.size(); ++at) {
        Bytes damaged(content.begin(), content.end());
        damaged[at] ^= 1;
        disk->set_content(file, damaged);
        EXPECT_EQ(opened().error().kind, Kind::corrupt) << at;
    }
}

} // namespace
} // namespace vienreiz::witness
