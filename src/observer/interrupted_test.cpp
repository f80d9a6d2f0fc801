// Power cuts, full disks and lost networks while a mirror catches up; and damage to what it holds.
#include "observer/published_test.hpp"

#include <gtest/gtest.h>

namespace vienreiz::observer {
namespace {

using journal::TileName;

constexpr std::uint64_t size_before = 300, size_after = 700, size_later = 800;

// It shows 300 entries, and the journal has 700.
struct Interrupted {
    explicit Interrupted(std::uint64_t seed = 1)
        : disk(std::make_shared<journal::SimulatedDisk>(seed)) {
        journal.grow_to(size_before);
        check(opened()->round().has_value(), "the first round is not interrupted");
        journal.grow_to(size_after);
    }
    Result<std::unique_ptr<Observer>> tried() {
        return Observer::open({.disk = disk, .folder = "/m", .policy = policy_of_key()},
                              journal.fetch());
    }
    std::unique_ptr<Observer> opened() {
        auto out = tried();
        check(out.has_value(), out ? "" : out.error().what);
        return std::move(*out);
    }
    // All of what it shows is there, without the journal's help.
    void expect_whole(const Observer& mirror) {
        auto now = mirror.shown();
        ASSERT_NE(now, nullptr);
        auto size = now->checkpoint.size;
        EXPECT_EQ(now->checkpoint.root, journal.root(size));
        auto all = everything(size);
        for (const auto& name : all) {
            auto given = mirror.tile(name);
            ASSERT_TRUE(given) << size << " " << tile_path(name) << " " << given.error().what;
            EXPECT_EQ(*given, journal.honest(tile_path(name)).value()) << tile_path(name);
        }
    }
    void expect_catches_up(Observer& mirror) {
        journal.grow_to(size_later);
        auto round = mirror.round();
        ASSERT_TRUE(round) << round.error().what;
        EXPECT_EQ(mirror.shown()->checkpoint.size, size_later);
        expect_whole(mirror);
    }

    std::shared_ptr<journal::SimulatedDisk> disk;
    Published journal;
};

struct AnInterruptedMirror : testing::Test, Interrupted {};

// At each operation that changes the disk, with several outcomes of what the cut leaves.
TEST(APowerCut, AtAnyMomentLosesNothingThatWasShown) {
    std::uint64_t shown_before = 0, shown_after = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        bool crashed = true;
        for (std::uint64_t at = 0; crashed; ++at) {
            Interrupted test(seed);
            auto mirror = test.opened();
            test.disk->set_faults({.crash_at = at});
            auto round = mirror->round();
            crashed = test.disk->crashed();
            auto was_shown = mirror->shown()->checkpoint.size;
            mirror.reset();
            test.disk->cut_power();
            mirror = test.opened();
            ASSERT_NE(mirror->shown(), nullptr) << seed << " " << at;
            auto size = mirror->shown()->checkpoint.size;
            EXPECT_GE(size, was_shown) << seed << " " << at;
            EXPECT_TRUE(size == size_before || size == size_after) << size;
            (size == size_before ? shown_before : shown_after) += 1;
            test.expect_whole(*mirror);
            test.expect_catches_up(*mirror);
            if (testing::Test::HasFailure()) FAIL() << "seed " << seed << ", operation " << at;
        }
    }
    EXPECT_GT(shown_before, 100U);
    EXPECT_GT(shown_after, 8U);
}

TEST_F(AnInterruptedMirror, KilledAtAnyMomentGoesOnWhereItWas) {
    for (std::uint64_t at = 0;; ++at) {
        auto mirror = opened();
        disk->set_faults({.crash_at = at});
        auto round = mirror->round();
        bool crashed = disk->crashed();
        mirror.reset();
        disk->restart(); // the process died, the machine did not
        expect_whole(*opened());
        if (!crashed) break;
    }
    auto mirror = opened();
    EXPECT_EQ(mirror->shown()->checkpoint.size, size_after);
    expect_catches_up(*mirror);
}

TEST_F(AnInterruptedMirror, FetchesNothingTwice) {
    auto mirror = opened();
    journal.lie = [&](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        if (path >= "tile/entries/005") return Failure{Kind::unavailable, "The network is lost"};
        return honest;
    };
    journal.grow_to(2'560);
    ASSERT_FALSE(mirror->round());
    EXPECT_EQ(mirror->shown()->checkpoint.size, size_before);
    mirror.reset();
    mirror = opened();
    journal.lie = {};
    journal.asked.clear();
    ASSERT_TRUE(mirror->round());
    expect_whole(*mirror);
    std::size_t tiles = 0, bundles = 0;
    for (const auto& [path, times] : journal.asked) {
        tiles += path.starts_with("tile/0");
        bundles += path.starts_with("tile/entries");
    }
    EXPECT_EQ(tiles, 1U) << "the one that proves what is held";
    EXPECT_EQ(bundles, 5U);
}

TEST_F(AnInterruptedMirror, ProvesWhatAnEarlierTryHasLeft) {
    journal.lie = [](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        return path == "tile/entries/002.p/188" ? Failure{Kind::unavailable, "Lost"} : honest;
    };
    ASSERT_FALSE(opened()->round());
    disk->flip_bit("/m/tile/0/001", 99);
    disk->flip_bit("/m/tile/entries/001", 5);
    journal.lie = {};
    auto mirror = opened();
    auto round = mirror->round();
    ASSERT_TRUE(round) << round.error().what;
    expect_whole(*mirror);
}

TEST_F(AnInterruptedMirror, OnAFullDiskKeepsWhatItHasAndGoesOnWhenThereIsRoom) {
    auto mirror = opened();
    std::uint64_t room = 0;
    for (; room < 100'000; room += 997) {
        disk->set_faults({.capacity = room});
        auto round = mirror->round();
        expect_whole(*mirror);
        if (round) break;
        EXPECT_EQ(round.error().kind, Kind::unavailable);
        EXPECT_TRUE(round.error().what.contains("disk is full")) << round.error().what;
        EXPECT_EQ(mirror->shown()->checkpoint.size, size_before);
    }
    EXPECT_GT(room, 25'000U);
    EXPECT_EQ(mirror->shown()->checkpoint.size, size_after);
    disk->set_faults({});
    expect_catches_up(*mirror);
}

// After a sync that failed nobody knows what the disk holds, however well it reads.
TEST_F(AnInterruptedMirror, WritesAnewWhatAFailedSyncMayHaveLost) {
    auto mirror = opened();
    disk->set_faults({.fail_sync_at = 0});
    auto round = mirror->round();
    ASSERT_FALSE(round);
    EXPECT_EQ(mirror->shown()->checkpoint.size, size_before);
    auto longer = disk->content("/m/tile/entries/001");
    longer.push_back(0);
    disk->set_content("/m/tile/entries/001", longer);
    disk->set_faults({});
    ASSERT_TRUE(mirror->round());
    EXPECT_EQ(mirror->shown()->checkpoint.size, size_after);
    mirror.reset();
    disk->cut_power();
    expect_whole(*opened());
}

TEST_F(AnInterruptedMirror, LeavesNothingOfATryThatWasNeverShown) {
    journal.lie = [](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        return path == "tile/entries/001" ? Failure{Kind::unavailable, "Lost"} : honest;
    };
    ASSERT_FALSE(opened()->round());
    EXPECT_FALSE(disk->content("/m/tile/0/002.p/188").empty());
    journal.lie = {};
    auto mirror = opened();
    expect_catches_up(*mirror);
    EXPECT_TRUE(disk->content("/m/tile/0/002.p/188").empty());
    EXPECT_EQ(disk->content("/m/tile/0/003.p/32").size(), 32U * 32);
}

// ---- damage to what is held -----------------------------------------------------------------

struct ADamagedMirror : AnInterruptedMirror {
    void SetUp() override {
        mirror = opened();
        ASSERT_TRUE(mirror->round());
    }
    // Full tiles, and all bundles: partial tiles of hashes are held in memory.
    static std::vector<TileName> on_disk() {
        auto out = everything(size_after);
        std::erase_if(out, [](const TileName& name) {
            return name.of == TileName::Of::hashes && name.width < journal::tile_width;
        });
        return out;
    }
    std::unique_ptr<Observer> mirror;
};

TEST_F(ADamagedMirror, ServesNoFlippedBitAndMendsItFromTheJournal) {
    auto names = on_disk();
    ASSERT_EQ(names.size(), 5U);
    for (const auto& name : names) {
        auto file = "/m/" + tile_path(name);
        auto whole = disk->content(file);
        for (std::uint64_t bit = 0; bit < whole.size() * 8; bit += whole.size() / 2 + 1) {
            disk->flip_bit(file, bit);
            auto given = mirror->tile(name);
            ASSERT_FALSE(given) << file << " " << bit;
            EXPECT_EQ(given.error().kind, Kind::corrupt);
            EXPECT_EQ(mirror->mended(name).value(), whole);
            EXPECT_EQ(disk->content(file), whole);
            EXPECT_TRUE(mirror->tile(name));
        }
    }
}

TEST_F(ADamagedMirror, MendsTheTileThatProvesTheOneAskedFor) {
    TileName bundle{TileName::Of::entries, 0, 1};
    disk->flip_bit("/m/tile/0/001", 1);
    EXPECT_FALSE(mirror->tile(bundle));
    EXPECT_EQ(mirror->mended(bundle).value(), journal.honest("tile/entries/001").value());
    EXPECT_EQ(disk->content("/m/tile/0/001"), journal.honest("tile/0/001").value());
}

TEST_F(ADamagedMirror, MendsWhatIsGoneAndWhatIsCut) {
    TileName bundle{TileName::Of::entries, 0, 1}, tile{TileName::Of::hashes, 0, 1};
    ASSERT_TRUE(disk->remove("/m/tile/entries/001"));
    disk->set_content("/m/tile/0/001", {1, 2, 3});
    EXPECT_EQ(mirror->tile(bundle).error().kind, Kind::corrupt);
    EXPECT_EQ(mirror->tile(tile).error().kind, Kind::corrupt);
    EXPECT_TRUE(mirror->mended(bundle));
    EXPECT_TRUE(mirror->tile(tile));
}

TEST_F(ADamagedMirror, IsNotMendedWithALie) {
    disk->flip_bit("/m/tile/entries/001", 1);
    auto damaged = disk->content("/m/tile/entries/001");
    journal.lie = [](const std::string&, Result<Bytes> honest) {
        honest->back() ^= 1;
        return honest;
    };
    EXPECT_FALSE(mirror->mended({TileName::Of::entries, 0, 1}));
    EXPECT_FALSE(mirror->tile({TileName::Of::entries, 0, 1}));
    EXPECT_EQ(disk->content("/m/tile/entries/001"), damaged);
}

TEST_F(ADamagedMirror, AtItsEdgeShowsNothingUntilTheNextRound) {
    mirror.reset();
    disk->flip_bit("/m/tile/0/002.p/188", 7);
    mirror = opened();
    EXPECT_EQ(mirror->shown(), nullptr);
    EXPECT_EQ(mirror->tile({TileName::Of::hashes, 0, 0}).error().kind, Kind::unavailable);
    ASSERT_TRUE(mirror->round());
    EXPECT_EQ(mirror->shown()->checkpoint.size, size_after);
    expect_whole(*mirror);
    mirror.reset();
    mirror = opened();
    expect_whole(*mirror);
}

} // namespace
} // namespace vienreiz::observer
