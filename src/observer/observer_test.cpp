// What a mirror takes and what it refuses, whatever the journal answers.
#include "observer/published_test.hpp"

#include <gtest/gtest.h>

namespace vienreiz::observer {
namespace {

using journal::TileName;

struct AMirror : testing::Test {
    void SetUp() override { journal.grow_to(300); }

    std::unique_ptr<Observer> opened(Published& from) {
        auto out = Observer::open({.disk = disk, .folder = "/m", .policy = policy}, from.fetch());
        EXPECT_TRUE(out) << out.error().what;
        return out ? std::move(*out) : nullptr;
    }
    std::unique_ptr<Observer> opened() { return opened(journal); }
    // Everything that a tree of that size has is given, and is what the journal has.
    void expect_served(const Observer& mirror, std::uint64_t size) {
        ASSERT_NE(mirror.shown(), nullptr);
        EXPECT_EQ(mirror.shown()->checkpoint.size, size);
        EXPECT_EQ(mirror.shown()->checkpoint.root, journal.root(size));
        auto all = everything(size);
        for (const auto& name : all) {
            auto given = mirror.tile(name);
            ASSERT_TRUE(given) << tile_path(name) << ": " << given.error().what;
            EXPECT_EQ(*given, journal.honest(tile_path(name)).value()) << tile_path(name);
        }
    }
    void expect_round(Observer& mirror, std::uint64_t size) {
        auto round = mirror.round();
        ASSERT_TRUE(round) << round.error().what << " " << round.error().where;
        EXPECT_EQ(round->size, size);
        expect_served(mirror, size);
    }
    std::string in_folder(const std::string& name) {
        return std::string(text(disk->content("/m/" + name)));
    }

    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(3);
    journal::Policy policy = policy_of_key();
    Published journal;
};

TEST_F(AMirror, FollowsAJournalThroughItsSizes) {
    auto mirror = opened();
    EXPECT_EQ(mirror->shown(), nullptr);
    for (auto size : Sizes{0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 1'000}) {
        journal.grow_to(size);
        expect_round(*mirror, size);
    }
}

TEST_F(AMirror, FollowsAJournalOfSeveralLevels) {
    auto mirror = opened();
    for (auto size : Sizes{65'535, 65'536, 65'537, 66'000}) {
        journal.grow_to(size);
        auto round = mirror->round();
        ASSERT_TRUE(round) << round.error().what;
    }
    expect_served(*mirror, 66'000);
    EXPECT_EQ(in_folder("tile/2/000.p/1"), text(journal.honest("tile/2/000.p/1").value()));
}

TEST_F(AMirror, IsAPlainFolderOfTheStandard) {
    auto mirror = opened();
    ASSERT_TRUE(mirror->round());
    journal.grow_to(600);
    ASSERT_TRUE(mirror->round());
    EXPECT_EQ(in_folder("checkpoint"), journal.note(600));
    auto all = everything(600);
    for (const auto& name : all)
        EXPECT_EQ(in_folder(tile_path(name)), text(journal.honest(tile_path(name)).value()))
            << tile_path(name);
    auto read = journal::ProvedTree(mirror->shown()->edge, [&](const TileName& name) {
        return journal::fetch_tile(
            [&](const std::string& path) { return Result<Bytes>(disk->content("/m/" + path)); },
            name);
    });
    EXPECT_TRUE(read.bundle(1));
}

TEST_F(AMirror, KeepsPartialTilesOfEverySizeShownUntilTheFullOneIsThere) {
    auto mirror = opened();
    for (auto size : Sizes{300, 400}) {
        journal.grow_to(size);
        ASSERT_TRUE(mirror->round());
    }
    EXPECT_EQ(disk->list("/m/tile/0/001.p").value(), (std::vector<std::string>{"144", "44"}));
    EXPECT_EQ(disk->list("/m/tile/entries/001.p").value(), (std::vector<std::string>{"144", "44"}));
    journal.grow_to(600);
    ASSERT_TRUE(mirror->round());
    EXPECT_TRUE(disk->list("/m/tile/0/001.p").value().empty());
    EXPECT_TRUE(disk->list("/m/tile/entries/001.p").value().empty());
    EXPECT_EQ(disk->list("/m/tile/1/000.p").value(), (std::vector<std::string>{"1", "2"}));
    // Whoever still reads under the earlier checkpoint gets it out of the full one.
    EXPECT_EQ(mirror->tile({TileName::Of::entries, 0, 1, 44}).value(),
              journal.honest("tile/entries/001.p/44").value());
    EXPECT_EQ(mirror->tile({TileName::Of::hashes, 0, 1, 44}).value(),
              journal.honest("tile/0/001.p/44").value());
}

TEST_F(AMirror, FetchesOnlyWhatItLacks) {
    auto mirror = opened();
    journal.grow_to(1'000);
    ASSERT_TRUE(mirror->round());
    for (const auto& [path, times] : journal.asked) EXPECT_EQ(times, 1U) << path;
    journal.asked.clear();
    ASSERT_TRUE(mirror->round());
    EXPECT_EQ(journal.asked_for_tiles(), 0U);
    journal.grow_to(1'001);
    journal.asked.clear();
    ASSERT_TRUE(mirror->round());
    EXPECT_EQ(journal.asked_for_tiles(), 3U) << "two tiles at the edge and a bundle";
    mirror.reset();
    mirror = opened();
    journal.asked.clear();
    ASSERT_TRUE(mirror->round());
    EXPECT_EQ(journal.asked_for_tiles(), 0U) << "after a restart as well";
    expect_served(*mirror, 1'001);
}

TEST_F(AMirror, AsksForNoPartialTileThatNoCheckpointNeeds) {
    auto mirror = opened();
    journal.lie = [&](const std::string& path, Result<Bytes> honest) {
        auto name = journal::parse_tile_path(path);
        if (name && name->width < journal::tile_width) {
            EXPECT_EQ(name->width, journal::width_in(name->level, name->number, 600)) << path;
        }
        return honest;
    };
    journal.grow_to(600);
    EXPECT_TRUE(mirror->round());
}

// ---- a journal that lies --------------------------------------------------------------------

using Change = std::function<Result<Bytes>(Bytes content)>;

// One file of all that the honest journal was asked for, changed: never shown, and named.
struct ALyingJournal : AMirror {
    void expect_refused(const Change& change) {
        auto asked = [&] {
            Published honest;
            honest.grow_to(600);
            disk = std::make_shared<journal::SimulatedDisk>(1);
            auto mirror = opened(honest);
            EXPECT_TRUE(mirror->round());
            return honest.asked;
        }();
        ASSERT_EQ(asked.size(), 8U);
        for (const auto& [changed, times] : asked) {
            disk = std::make_shared<journal::SimulatedDisk>(1);
            Published lying;
            lying.grow_to(100);
            auto mirror = opened(lying);
            ASSERT_TRUE(mirror->round());
            lying.grow_to(600);
            lying.lie = [&](const std::string& path, Result<Bytes> honest) {
                return path == changed && honest ? change(std::move(*honest)) : honest;
            };
            auto round = mirror->round();
            ASSERT_FALSE(round) << changed;
            EXPECT_NE(round.error().kind, Kind::conflict) << changed << round.error().what;
            EXPECT_EQ(mirror->shown()->checkpoint.size, 100U) << changed;
            EXPECT_EQ(in_folder("checkpoint"), lying.note(100)) << changed;
            lying.lie = {};
            journal.grow_to(600);
            expect_round(*mirror, 600);
        }
    }
};

TEST_F(ALyingJournal, IsNotBelievedABit) {
    expect_refused([](Bytes content) -> Result<Bytes> {
        content[content.size() / 2] ^= 0x04;
        return content;
    });
}

TEST_F(ALyingJournal, IsNotBelievedWhenItIsCutShort) {
    expect_refused([](Bytes content) -> Result<Bytes> {
        content.pop_back();
        return content;
    });
    expect_refused([](Bytes) -> Result<Bytes> { return Bytes{}; });
}

TEST_F(ALyingJournal, IsNotBelievedWhenItSaysMore) {
    expect_refused([](Bytes content) -> Result<Bytes> {
        content.push_back('\n');
        return content;
    });
}

TEST_F(ALyingJournal, IsNotBelievedWhenItIsSilent) {
    expect_refused([](const Bytes&) -> Result<Bytes> {
        return Failure{Kind::unavailable, "The network is lost"};
    });
    expect_refused(
        [](const Bytes&) -> Result<Bytes> { return Failure{Kind::too_large, "It is too large"}; });
}

TEST_F(ALyingJournal, NamesTheTileThatIsWrong) {
    auto mirror = opened();
    journal.grow_to(600);
    for (std::string wrong : {"tile/0/001", "tile/entries/000", "tile/entries/002.p/88"}) {
        journal.lie = [&](const std::string& path, Result<Bytes> honest) {
            if (path == wrong) (*honest)[9] ^= 1;
            return honest;
        };
        auto round = mirror->round();
        ASSERT_FALSE(round);
        EXPECT_EQ(round.error().kind, Kind::corrupt);
        EXPECT_EQ(round.error().where, wrong);
    }
}

TEST_F(AMirror, TakesTheFullTileWhereThePartialOneIsGone) {
    journal.grow_to(600);
    journal.lie = [&](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        if (path == "checkpoint") {
            auto earlier = journal.note(300);
            return Bytes(earlier.begin(), earlier.end());
        }
        if (path.contains(".p/") && path.starts_with("tile/0"))
            return Failure{Kind::missing, "It was deleted"};
        return path == "tile/entries/001.p/44" ? Failure{Kind::missing, "It was deleted"} : honest;
    };
    auto mirror = opened();
    expect_round(*mirror, 300);
    EXPECT_EQ(in_folder("tile/0/001.p/44").size(), 44U * 32);
}

TEST_F(AMirror, SaysWhichTileIsNotThere) {
    auto mirror = opened();
    journal.lie = [&](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        return path.starts_with("tile/entries/001") ? Failure{Kind::missing, "Gone", path} : honest;
    };
    auto round = mirror->round();
    ASSERT_FALSE(round);
    EXPECT_EQ(round.error().kind, Kind::missing);
    EXPECT_EQ(round.error().where, "tile/entries/001.p/44");
}

// ---- signatures -----------------------------------------------------------------------------

TEST_F(AMirror, AsksForTheQuorumToo) {
    journal::Cosigner cosigner("w.example", key_of(9));
    policy.witnesses.push_back({"w", cosigner.verifier_key()});
    policy.quorum = "w";
    auto mirror = opened();
    auto round = mirror->round();
    ASSERT_FALSE(round);
    EXPECT_EQ(round.error().kind, Kind::forbidden);
    EXPECT_TRUE(round.error().what.contains("quorum")) << round.error().what;
    EXPECT_EQ(mirror->shown(), nullptr);
    journal.lie = [&](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        if (path != "checkpoint") return honest;
        auto note = journal.note(300);
        auto body = journal::parse_note(note)->text;
        note += cosigner.cosign(body, journal::CosignedAt(std::chrono::seconds(1))).value();
        return Bytes(note.begin(), note.end());
    };
    expect_round(*mirror, 300);
}

TEST_F(AMirror, BelievesNoOtherKey) {
    policy = policy_of_key(2);
    auto mirror = opened();
    auto round = mirror->round();
    ASSERT_FALSE(round);
    EXPECT_EQ(round.error().kind, Kind::forbidden);
    EXPECT_EQ(journal.asked_for_tiles(), 0U);
}

TEST_F(AMirror, HoldsOneJournal) {
    auto mirror = opened();
    ASSERT_TRUE(mirror->round());
    auto other = journal::verifier_key("log.example/two", key_of(2).public_key());
    policy.logs.push_back({other});
    mirror.reset();
    mirror = opened();
    journal.lie = [&](const std::string&, const Result<Bytes>&) -> Result<Bytes> {
        auto note = journal::sign_note(
            to_text(journal::Checkpoint{other.name, 400, journal::leaf_hash({})}), other.name,
            key_of(2));
        return Bytes(note.begin(), note.end());
    };
    auto round = mirror->round();
    ASSERT_FALSE(round);
    EXPECT_EQ(round.error().kind, Kind::conflict);
    EXPECT_TRUE(round.error().what.contains("log.example/two")) << round.error().what;
    expect_served(*mirror, 300);
}

TEST_F(AMirror, RefusesAJournalThatIsTooLarge) {
    auto claim = [&](std::uint64_t size) {
        journal.lie = [size](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
            if (path != "checkpoint") return honest;
            auto note = journal::sign_note(
                to_text(journal::Checkpoint{origin, size, journal::Hash{}}), origin, key_of(1));
            return Bytes(note.begin(), note.end());
        };
        auto mirror = opened();
        return mirror->round().error().kind;
    };
    EXPECT_EQ(claim(limits::journal_entries + 1), Kind::too_large);
    EXPECT_EQ(claim(limits::journal_entries), Kind::missing) << "it is asked for its tiles";
}

TEST_F(AMirror, IsKeptByOneProgram) {
    auto mirror = opened();
    auto second = Observer::open({.disk = disk, .folder = "/m", .policy = policy}, journal.fetch());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, Kind::conflict);
}

TEST_F(AMirror, IsNotOpenedUnderAnotherPolicy) {
    auto mirror = opened();
    ASSERT_TRUE(mirror->round());
    mirror.reset();
    auto other =
        Observer::open({.disk = disk, .folder = "/m", .policy = policy_of_key(2)}, journal.fetch());
    ASSERT_FALSE(other);
    EXPECT_TRUE(other.error().where.contains("/m/checkpoint")) << other.error().where;
}

// ---- entries that are withheld --------------------------------------------------------------

struct AWithholdingJournal : AMirror {
    void withhold(std::uint64_t from) {
        journal.lie = [from](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
            auto name = journal::parse_tile_path(path);
            if (name && name->of == TileName::Of::entries && name->number >= from)
                return Failure{Kind::unauthenticated, "The journal answered 401"};
            return honest;
        };
    }
};

TEST_F(AWithholdingJournal, IsMirroredAsATreeAlone) {
    withhold(0);
    auto mirror = opened();
    for (auto size : Sizes{300, 600}) {
        journal.grow_to(size);
        journal.asked.clear();
        auto round = mirror->round();
        ASSERT_TRUE(round) << round.error().what;
        EXPECT_EQ(round->withheld, "The journal answered 401");
        EXPECT_EQ(round->size, size);
        auto tiles = journal::tiles_of(size);
        for (const auto& name : tiles)
            EXPECT_EQ(mirror->tile(name).value(), journal.honest(tile_path(name)).value());
        auto entries = mirror->tile({TileName::Of::entries, 0, 0, journal::tile_width});
        ASSERT_FALSE(entries);
        EXPECT_EQ(entries.error().kind, Kind::forbidden);
        EXPECT_EQ(journal.asked["tile/entries/000"], 1U) << "nobody is asked for many in vain";
        EXPECT_FALSE(journal.asked.contains("tile/entries/001"));
    }
}

// Its minimum index was raised: nobody is given the first bundles any more.
TEST_F(AWithholdingJournal, ThatHasPrunedItsEntriesIsMirroredAsATreeAlone) {
    journal.grow_to(600);
    journal.lie = [](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        if (path == "tile/entries/000")
            return Failure{Kind::missing, "The journal answered 404: it does not show this"};
        return honest;
    };
    auto mirror = opened();
    auto round = mirror->round();
    ASSERT_TRUE(round) << round.error().what;
    EXPECT_EQ(round->withheld, "The journal answered 404: it does not show this");
    EXPECT_EQ(round->size, 600U);
    EXPECT_EQ(in_folder("withheld"), "0\n");
    EXPECT_TRUE(mirror->tile({TileName::Of::hashes, 0, 0, journal::tile_width}));
    EXPECT_FALSE(mirror->tile({TileName::Of::entries, 0, 1, journal::tile_width}));
}

TEST_F(AWithholdingJournal, OfTheNewestEntriesIsNotShown) {
    journal.grow_to(100); // a partial bundle, which no minimum index covers
    journal.lie = [](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        if (path.starts_with("tile/entries/"))
            return Failure{Kind::missing, "The journal answered 404: it does not show this"};
        return honest;
    };
    auto mirror = opened();
    EXPECT_EQ(mirror->round().error().kind, Kind::missing);
}

TEST_F(AWithholdingJournal, IsAskedAgainWithoutAWrite) {
    withhold(1);
    auto mirror = opened();
    ASSERT_TRUE(mirror->round());
    disk->set_faults({});
    journal.asked.clear();
    auto round = mirror->round();
    ASSERT_TRUE(round);
    EXPECT_EQ(round->withheld, "The journal answered 401");
    EXPECT_EQ(journal.asked_for_tiles(), 1U);
    EXPECT_EQ(disk->operations(), 0U);
}

TEST_F(AWithholdingJournal, IsFilledInWhenItShowsThem) {
    withhold(1);
    auto mirror = opened();
    ASSERT_TRUE(mirror->round());
    journal.grow_to(1'000);
    ASSERT_TRUE(mirror->round());
    EXPECT_TRUE(mirror->tile({TileName::Of::entries, 0, 0, journal::tile_width}));
    EXPECT_FALSE(mirror->tile({TileName::Of::entries, 0, 1, journal::tile_width}));
    EXPECT_EQ(in_folder("withheld"), "1\n");
    mirror.reset();
    mirror = opened();
    EXPECT_FALSE(mirror->tile({TileName::Of::entries, 0, 1, journal::tile_width}));
    withhold(2);
    ASSERT_TRUE(mirror->round());
    EXPECT_TRUE(mirror->tile({TileName::Of::entries, 0, 1, journal::tile_width}));
    EXPECT_EQ(in_folder("withheld"), "2\n");
    journal.lie = {};
    auto round = mirror->round();
    ASSERT_TRUE(round);
    EXPECT_TRUE(round->withheld.empty());
    expect_served(*mirror, 1'000);
    EXPECT_EQ(in_folder("withheld"), "");
}

} // namespace
} // namespace vienreiz::observer
