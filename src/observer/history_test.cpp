// A journal that does not only grow: what a mirror keeps of it, and what anybody can prove with
// that.
#include "observer/published_test.hpp"

#include <gtest/gtest.h>

namespace vienreiz::observer {
namespace {

struct TwoHistories : testing::Test {
    void SetUp() override {
        journal.grow_to(300);
        start();
        ASSERT_TRUE(mirror->round());
    }
    // What it asks from now on answers the one that `from` points to.
    void start() {
        mirror.reset();
        auto opened =
            Observer::open({.disk = disk, .folder = "/m", .policy = policy_of_key()},
                           [this](const std::string& path) { return from->fetch()(path); });
        ASSERT_TRUE(opened) << opened.error().what;
        mirror = std::move(*opened);
    }
    Failure refused() {
        auto round = mirror->round();
        EXPECT_FALSE(round);
        return round ? Failure{Kind::invalid, "it was taken"} : round.error();
    }
    std::string in_folder(const std::string& name) {
        return std::string(text(disk->content("/m/" + name)));
    }
    void expect_still_served() {
        ASSERT_NE(mirror->shown(), nullptr);
        EXPECT_EQ(mirror->shown()->note, journal.note(300));
        EXPECT_EQ(in_folder("checkpoint"), journal.note(300));
        auto all = everything(300);
        for (const auto& name : all)
            EXPECT_EQ(mirror->tile(name).value(), journal.honest(tile_path(name)).value());
    }
    // The file convinces without the journal; and no longer when anything of it is changed.
    void expect_proof(std::uint64_t smaller, std::uint64_t larger) {
        auto kept = in_folder("contradiction");
        auto parsed = journal::parse_contradiction(kept);
        ASSERT_TRUE(parsed) << parsed.error().what;
        auto proved = journal::verify_contradiction(*parsed, policy_of_key());
        ASSERT_TRUE(proved) << proved.error().what;
        EXPECT_EQ(proved->smaller.size, smaller);
        EXPECT_EQ(proved->larger.size, larger);
        EXPECT_FALSE(journal::verify_contradiction(*parsed, policy_of_key(2)));
    }

    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(3);
    Published journal;
    Published* from = &journal;
    std::unique_ptr<Observer> mirror;
};

TEST_F(TwoHistories, AreProvedWhereALaterTreeDoesNotBeginWithTheOneHeld) {
    for (auto fork : Sizes{0, 1, 255, 256, 299})
        for (auto size : Sizes{301, 512, 513, 1'000}) {
            SCOPED_TRACE(std::to_string(fork) + " " + std::to_string(size));
            disk->set_content("/m/contradiction", {});
            ASSERT_TRUE(disk->remove("/m/contradiction"));
            start();
            Published other(fork);
            other.grow_to(size);
            from = &other;
            auto failure = refused();
            EXPECT_EQ(failure.kind, Kind::conflict) << failure.what;
            EXPECT_EQ(failure.where, "/m/contradiction");
            EXPECT_EQ(mirror->contradiction(), "/m/contradiction");
            expect_proof(300, size);
            expect_still_served();
            mirror.reset();
            from = &journal;
        }
}

TEST_F(TwoHistories, AreProvedWhereTheSameSizeHasAnotherRoot) {
    Published other(7);
    other.grow_to(300);
    other.lie = [](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        return path == "checkpoint" ? honest : Failure{Kind::unavailable, "It shows no tiles"};
    };
    from = &other;
    EXPECT_EQ(refused().kind, Kind::conflict);
    expect_proof(300, 300);
    expect_still_served();
}

TEST_F(TwoHistories, AreProvedWhereASmallerTreeIsNoBeginning) {
    for (auto size : Sizes{1, 100, 256, 299}) {
        Published other(0);
        other.grow_to(size);
        from = &other;
        EXPECT_EQ(refused().where, "/m/contradiction");
        expect_proof(size, 300);
        ASSERT_TRUE(disk->remove("/m/contradiction"));
        start();
        expect_still_served();
    }
}

TEST_F(TwoHistories, OfWhichOneIsOnlyOlderProveNothing) {
    for (auto size : Sizes{0, 1, 256, 299}) {
        journal.show(size);
        auto failure = refused();
        EXPECT_EQ(failure.kind, Kind::conflict);
        EXPECT_TRUE(failure.what.contains("has shrunk")) << failure.what;
        EXPECT_EQ(failure.where, "/m/shrunk");
        auto kept = in_folder("shrunk");
        std::string_view rest = kept;
        EXPECT_EQ(journal::take_counted(rest), journal.note(300));
        EXPECT_EQ(journal::take_counted(rest), journal.note(size));
        EXPECT_TRUE(rest.empty());
        EXPECT_EQ(in_folder("contradiction"), "");
    }
    journal.show(300);
    expect_still_served();
    EXPECT_TRUE(mirror->round()) << "a cache was stale";
}

TEST_F(TwoHistories, TheFirstProofStaysAndIsRemembered) {
    Published other(7), third(8);
    other.grow_to(400);
    third.grow_to(500);
    from = &other;
    EXPECT_EQ(refused().kind, Kind::conflict);
    auto first = in_folder("contradiction");
    from = &third;
    EXPECT_EQ(refused().where, "/m/contradiction");
    EXPECT_EQ(in_folder("contradiction"), first);
    start();
    EXPECT_EQ(mirror->contradiction(), "/m/contradiction");
    // When it comes back to the history that is held, that one is followed.
    from = &journal;
    journal.grow_to(400);
    EXPECT_TRUE(mirror->round());
    EXPECT_EQ(in_folder("contradiction"), first);
}

// A checkpoint that was never shown, because its tiles did not all come, has been signed all the
// same.
TEST_F(TwoHistories, TheCheckpointThatWasBeingCaughtUpWithBindsTheJournal) {
    journal.grow_to(600);
    journal.lie = [](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        return path.starts_with("tile/entries") ? Failure{Kind::unavailable, "Lost"} : honest;
    };
    EXPECT_EQ(refused().kind, Kind::unavailable);
    EXPECT_EQ(in_folder("pending"), journal.note(600));
    Published other(400); // agrees with what is held, and not with what was pending
    other.grow_to(700);
    from = &other;
    start();
    EXPECT_EQ(refused().where, "/m/contradiction");
    expect_proof(600, 700);
    from = &journal;
    journal.show(500);
    EXPECT_EQ(refused().where, "/m/shrunk");
    journal.show(600);
    journal.lie = {};
    ASSERT_TRUE(mirror->round());
    EXPECT_EQ(in_folder("pending"), "");
}

TEST_F(TwoHistories, AJournalThatLiesAboutItsTilesIsNotCalledContradictory) {
    Published other(290);
    other.grow_to(600);
    other.lie = [](const std::string& path, Result<Bytes> honest) {
        if (path == "tile/0/001") (*honest)[3] ^= 1;
        return honest;
    };
    from = &other;
    auto failure = refused();
    EXPECT_EQ(failure.kind, Kind::corrupt) << failure.what;
    EXPECT_EQ(failure.where, "tile/0/001");
    EXPECT_EQ(in_folder("contradiction"), "");
    expect_still_served();
}

} // namespace
} // namespace vienreiz::observer
