// Judging, with one event and one rule, and what is answered to whoever asks for a cosignature.
#include "journal/simulated_disk.hpp"
#include "store/scratch_folder.hpp"
#include "validator/noting_test.hpp"
#include "validator/serve.hpp"
#include "validator/validator.hpp"

#include <gtest/gtest.h>

#include <future>
#include <malloc.h>

namespace vienreiz::validator {
namespace {

using namespace platform;
using journal::TileName;

struct Judged : testing::Test {
    store::ScratchFolder folder;
    std::vector<Capability> capabilities = noting();
    std::unique_ptr<journal::Journal> judged = *journal::open_files(
        {"/main",
         {"example.lv/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
         std::make_shared<journal::SimulatedDisk>(1)});
    std::optional<Failure> away;
    std::shared_ptr<journal::Disk> disk = journal::real_disk(); // of the copy
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
                                .disk = disk,
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

// Portions end within a bundle; where decisions are of several entries, within a decision too.
struct JudgedAtOnce : Judged, testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Decisions, JudgedAtOnce, testing::Values(1, 3),
                         testing::PrintToStringParamName());

TEST_P(JudgedAtOnce, KeepsMoreThanAPortion) {
    ::mallopt(M_PERTURB, 0x5a); // what is let go of and read all the same is not what it was
    enter({"one"});
    ASSERT_TRUE(judge());
    std::uint64_t entries = 1;
    for (int batch = 0; batch < 5; ++batch) {
        std::vector<std::string> texts;
        for (int decision = 0; decision < 1'000; ++decision) {
            auto word = std::to_string(decision);
            texts.push_back(GetParam() == 1 ? word : "a b " + word);
            if (GetParam() > 1) texts.insert(texts.end(), {"b", word});
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

// ---- as a service ----------------------------------------------------------------------------------

struct Answering : http::Responder::Target {
    explicit Answering(std::promise<http::Response>& to) : to_(to) {}
    void respond(http::Response&& response) override { to_.set_value(std::move(response)); }

private:
    std::promise<http::Response>& to_;
};

struct Served : Judged {
    std::shared_ptr<journal::SimulatedDisk> failing = std::make_shared<journal::SimulatedDisk>(2);
    witness::Admission admission{
        {"example.lv/main", {{journal::verifier_key(judged->vkey()).value()}, 86'400'000, "me"}}};
    std::unique_ptr<witness::State> state = *witness::State::open(failing, "/w/state");
    witness::Caution caution{std::nullopt, admission, *state, {}};
    journal::Cosigner cosigner{"v.example", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 9))};
    witness::Witness witness{admission, {cosigner}, *state, caution, [] {
                                 return journal::CosignedAt(std::chrono::seconds(1'767'225'600));
                             }};
    std::unique_ptr<Service> service;

    void SetUp() override {
        validator.reset();
        std::filesystem::remove_all(folder.path() / "judged");
        std::filesystem::create_directory(folder.path() / "judged");
        disk = failing;
        validator = opened();
        service = std::make_unique<Service>(*validator, admission, witness, *state);
    }
    http::Response send_to(std::string_view path) {
        auto held = state->of("example.lv/main").size;
        auto note = judged->checkpoint();
        witness::Submission submission{held, {}, note};
        if (held > 0) submission.proof = judged->consistency(held, judged->size()).value();
        auto body = to_text(submission);
        http::Request request;
        request.method = http::Method::post;
        request.path = path;
        request.body = body;
        std::promise<http::Response> promise;
        auto future = promise.get_future();
        service->handle(request, http::Responder(std::make_unique<Answering>(promise)));
        service->after_turn();
        return future.get();
    }
};

TEST_F(Served, CosignsWhatIsRightAndNothingElse) {
    enter({"one"});
    EXPECT_EQ(send_to("/add-checkpoint").status, 200);
    enter({"muchtoolong"});
    EXPECT_EQ(send_to("/add-checkpoint").status, 422);
    EXPECT_EQ(state->of("example.lv/main").size, 1U);
}

// The keys are rotated, and those of before, which are admitted here, sign as well.
TEST_F(Served, JudgesWhatAFormerKeySignsToo) {
    journal::Identity own{"example.lv/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 2))};
    own.former = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1));
    judged = *journal::open_files({"/main", own, std::make_shared<journal::SimulatedDisk>(1)});
    enter({"one"});
    EXPECT_EQ(send_to("/add-checkpoint").status, 200);
    EXPECT_EQ(validator->judged(), 1U);
    enter({"muchtoolong"});
    EXPECT_EQ(send_to("/add-checkpoint").status, 422);
    own.former.reset();
    judged = *journal::open_files({"/main", own, std::make_shared<journal::SimulatedDisk>(1)});
    enter({"one"});
    EXPECT_EQ(send_to("/add-checkpoint").status, 403) << "by a key that is not admitted";
}

TEST_F(Served, JudgesOnlyWhatComesToTheAddressOfSubmissions) {
    enter({"one"});
    EXPECT_EQ(send_to("/").status, 404);
    EXPECT_EQ(send_to("/add-checkpoint/").status, 404);
    EXPECT_EQ(send_to("/vkeys").status, 405);
    EXPECT_EQ(validator->judged(), 0U);
    EXPECT_EQ(send_to("/add-checkpoint").status, 200);
    EXPECT_EQ(validator->judged(), 1U);
}

TEST_F(Served, CosignsNothingThatItCannotKeepAndGoesOnWhenThereIsSpace) {
    const std::vector<std::string> many(1'000, "note"); // more than there is room for ahead
    enter({"one"});
    ASSERT_EQ(send_to("/add-checkpoint").status, 200);
    enter(many);
    failing->set_faults({.capacity = 0});
    for (int times = 0; times < 2; ++times) {
        auto refused = send_to("/add-checkpoint");
        EXPECT_EQ(refused.status, 503);
        EXPECT_EQ(validator->judged(), 1U);
        EXPECT_EQ(state->of("example.lv/main").size, 1U);
    }
    failing->set_faults({});
    EXPECT_EQ(send_to("/add-checkpoint").status, 200);
    EXPECT_EQ(validator->judged(), 1'001U);
    enter({"a b", "b"});
    EXPECT_EQ(send_to("/add-checkpoint").status, 200) << "its views have missed nothing";
}

} // namespace
} // namespace vienreiz::validator
