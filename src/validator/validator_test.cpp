// Judging, with one event and one rule: a note is at most eight letters long, and of several words there follows an
// entry for each.
#include "journal/simulated_disk.hpp"
#include "platform/stand_ins_test.hpp"
#include "store/scratch_folder.hpp"
#include "validator/validator.hpp"

#include <gtest/gtest.h>

namespace vienreiz::platform {

struct Note {
    std::string text;
};

// Declared where the rules look for it: beside what is wished.
inline Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&,
                             const Note& wish) {
    Events out;
    for (auto word : split(wish.text, ' ')) {
        if (word.size() > 8) return Failure{Kind::invalid, "A word has at most eight letters"};
        out.add(Noted{out.list.empty() ? wish.text : std::string(word)});
    }
    return out;
}

} // namespace vienreiz::platform

namespace vienreiz::validator {
namespace {

using namespace platform;
using journal::TileName;

std::vector<Capability> noting() {
    std::vector<Capability> out{nobody()};
    out[0].endpoints.push_back(
        {http::Method::post, "/notes", "Note it", Access::open_to_anyone(), Write(), Shows::data});
    out[0].events = register_noted;
    out[0].rules = [](Rules& rules) {
        rules.on<Noted>(
            {http::Method::post, "/notes", true},
            [](const Noted& event, const store::Snapshot&) { return Wished{Note{event.text}}; });
    };
    return out;
}

struct Judged : testing::Test {
    store::ScratchFolder folder;
    std::vector<Capability> capabilities = noting();
    std::unique_ptr<journal::Journal> judged = *journal::open_files(
        {"/main",
         {"example.lv/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
         std::make_shared<journal::SimulatedDisk>(1)});
    std::optional<Failure> away;
    std::unique_ptr<Validator> validator = opened();

    std::unique_ptr<Validator> opened() {
        auto fetch = [this](const std::string& path) -> Result<Bytes> {
            if (away) return *away;
            auto name = TRY(journal::parse_tile_path(path));
            auto width = name.width == journal::tile_width ? 0 : name.width;
            return name.of == TileName::Of::hashes ? judged->tile(name.level, name.number, width)
                                                   : judged->bundle(name.number, width);
        };
        return Validator::open({.folder = folder.path() / "judged",
                                .disk = journal::real_disk(),
                                .origin = "example.lv/main",
                                .fetch = fetch,
                                .capabilities = capabilities})
            .value();
    }
    static std::string noted(std::string text) {
        return entry_of({Noted::type, json::text(Noted{std::move(text)})}, Instant{}, "node");
    }
    void enter(const std::vector<std::string>& texts) const {
        std::vector<std::string> entries;
        for (const auto& one : texts) entries.push_back(noted(one));
        std::vector<std::string_view> views(entries.begin(), entries.end());
        ASSERT_TRUE(judged->append(views));
    }
    [[nodiscard]] journal::Checkpoint newest() const {
        return journal::checkpoint_in(judged->checkpoint()).value();
    }
    Outcome judge() { return validator->judge(newest()); }
};

TEST_F(Judged, KeepsWhatTheRulesGive) {
    enter({"one", "two", "a b", "b"});
    ASSERT_TRUE(judge());
    EXPECT_EQ(validator->judged(), 4U);
    ASSERT_TRUE(judge()) << "once more costs nothing";
    enter({"three"});
    ASSERT_TRUE(judge());
    EXPECT_EQ(validator->judged(), 5U);
}

// Portions end within a bundle, and within a decision.
TEST_F(Judged, KeepsMoreThanIsJudgedAtOnce) {
    enter({"one"});
    ASSERT_TRUE(judge());
    std::uint64_t entries = 1;
    for (int batch = 0; batch < 5; ++batch) {
        std::vector<std::string> texts;
        for (int decision = 0; decision < 1'000; ++decision) {
            auto word = std::to_string(decision);
            texts.push_back("a b " + word);
            texts.emplace_back("b");
            texts.push_back(word);
        }
        enter(texts);
        entries += texts.size();
    }
    auto judged_all = judge();
    ASSERT_TRUE(judged_all) << judged_all.error().what << " " << judged_all.error().where;
    EXPECT_EQ(validator->judged(), entries);
}

TEST_F(Judged, RefusesWhatTheyDoNot) {
    enter({"one"});
    ASSERT_TRUE(judge());
    auto before = newest();
    enter({"two", "muchtoolong"});
    for (int times = 0; times < 2; ++times) {
        auto refused = judge();
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, Kind::forbidden);
        EXPECT_EQ(refused.error().where, "entry 2");
    }
    EXPECT_EQ(validator->judged(), 1U) << "nothing of it is kept";
    EXPECT_TRUE(validator->judge(before)) << "what was right stays so";
}

TEST_F(Judged, RefusesADecisionThatGoesOnBehindTheCheckpoint) {
    enter({"one", "a b"});
    auto refused = judge();
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().what.contains("goes on behind")) << refused.error().what;
    EXPECT_EQ(validator->judged(), 1U);
    enter({"b"});
    EXPECT_TRUE(judge());
}

TEST_F(Judged, RefusesAnotherTree) {
    enter({"one", "two"});
    auto half = newest();
    enter({"three", "four", "five"});
    ASSERT_TRUE(judge());
    EXPECT_TRUE(validator->judge(half)) << "an earlier one of the same tree";
    for (auto size : {0U, 2U, 5U, 7U}) {
        auto forged = newest();
        forged.size = size;
        forged.root = crypto::sha256(bytes(std::string_view("another")));
        EXPECT_FALSE(validator->judge(forged)) << size;
    }
    auto nothing = newest();
    nothing.size = 0;
    nothing.root = journal::empty_root();
    EXPECT_TRUE(validator->judge(nothing));
    // As when the operator begins again with other entries and the same key.
    judged = *journal::open_files(
        {"/main",
         {"example.lv/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
         std::make_shared<journal::SimulatedDisk>(1)});
    enter({"one", "two", "three", "four", "changed", "six"});
    EXPECT_EQ(judge().error().kind, Kind::conflict);
    EXPECT_EQ(validator->judged(), 5U);
}

TEST_F(Judged, GoesOnOnceEntriesCanBeHadAgain) {
    enter({"one"});
    away = Failure{Kind::unavailable, "away"};
    EXPECT_EQ(judge().error().kind, Kind::unavailable);
    away.reset();
    EXPECT_TRUE(judge());
}

TEST_F(Judged, CatchesUpWithALongJournalAndGoesOnAfterARestart) {
    const std::vector<std::string> many(4'096, "note");
    enter(many);
    enter(many);
    enter({"a b", "b", "last"});
    ASSERT_TRUE(judge());
    EXPECT_EQ(validator->judged(), 8'195U);
    validator.reset();
    std::filesystem::remove_all(folder.path() / "judged" / "state");
    validator = opened();
    EXPECT_EQ(validator->judged(), 8'195U);
    enter({"more"});
    EXPECT_TRUE(judge());
}

} // namespace
} // namespace vienreiz::validator
