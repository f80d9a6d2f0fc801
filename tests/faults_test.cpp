// The program as shipped, killed again and again under load, and put on a disk that fills up. What it acknowledged must
// be there afterwards; what it could not do it must say, and go on when it can.
//
// VIENREIZ_KILLS is how often it is killed (200; 10 000 with VIENREIZ_ALL); VIENREIZ_SEED repeats a run's moments.
#include "faults/small_disk.hpp"
#include "faults/state.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <random>
#include <thread>

namespace vienreiz::faults {

using test::ChildNode;
using test::Folder;
using test::Voice;
using namespace std::chrono_literals;

unsigned from_environment(const char* name, unsigned otherwise) {
    const char* value = std::getenv(name);
    return value ? number<unsigned>(value).value_or(otherwise) : otherwise;
}

// Where whoever runs the tests can see it, if they named such a place: it takes hours.
void tell_progress(unsigned killed, unsigned times) {
    if (const char* place = std::getenv("VIENREIZ_PROGRESS"))
        std::ofstream(place, std::ios::app)
            << fmt::format("    killed {} of {} times\n", killed, times);
}

// For callers that are not kept to a rate.
const std::vector<std::string> as_fast_as_they_can{"--rate", "0"};

std::string told(const Outcome& outcome) {
    return outcome ? "" : outcome.error().what + " (" + outcome.error().where + ")";
}

// ---- killed at random ----------------------------------------------------------------------------------

class Killing {
public:
    Killing() : seed_(from_environment("VIENREIZ_SEED", std::random_device{}())), random_(seed_) {
        auto made = State::make(folder_.path() / "data", 60);
        if (!made)
            broken_ = std::move(made).error();
        else
            state_ = std::move(*made);
    }
    Outcome kill(unsigned times) {
        if (broken_) return *broken_;
        for (unsigned i = 0; i < times; ++i) {
            TRY(once(i));
            if ((i + 1) % 200 == 0) tell_progress(i + 1, times);
        }
        auto node = TRY(ChildNode::start(state_->data, as_fast_as_they_can));
        TRY(state_->holds(node->url(), TRY(state_->sign_in_again(node->url(), credentials_)),
                          before_));
        if (node->stop() != 0) return Failure{Kind::corrupt, "The node did not stop cleanly"};
        return state_->journals_hold();
    }
    [[nodiscard]] const std::optional<Failure>& broken() const { return broken_; }
    [[nodiscard]] State& state() { return *state_; }
    [[nodiscard]] unsigned seed() const { return seed_; }

private:
    // As many are chosen between one and ten milliseconds as between ten and a hundred: what is begun is torn as often as
    // what goes on.
    std::chrono::microseconds moment() {
        std::uniform_real_distribution exponent(std::log(1'000.0),
                                                std::log(200'000.0)); // of microseconds
        return std::chrono::microseconds(std::lround(std::exp(exponent(random_))));
    }
    // One in four is killed while it starts, so that making good what was torn is torn itself.
    Outcome once(unsigned number) {
        if (number % 4 != 3) return kill_at_work(number);
        std::uniform_int_distribution while_it_starts(0, 150);
        ChildNode::start_and_kill(state_->data, while_it_starts(random_) * 1ms);
        return {};
    }
    // Starts, looks for what the node before acknowledged, loads it from all sides, and kills it in the middle.
    Outcome kill_at_work(unsigned number) {
        auto node = TRY(ChildNode::start(state_->data, as_fast_as_they_can));
        credentials_ = TRY(state_->sign_in_again(node->url(), credentials_));
        TRY(state_->holds(node->url(), credentials_, before_));
        before_ = state_->so_far();
        stopping_ = false;
        std::vector<std::thread> callers;
        auto call = [&](const Voice::Headers& headers, auto act) {
            callers.emplace_back([this, &node, headers, act] {
                auto voice = Voice::of(node->url(), headers);
                for (std::uint64_t i = 0; voice && !stopping_; ++i)
                    if (!act(*voice, i)) return; // the node is gone, or was going
            });
        };
        call(credentials_.system, [&](Voice& voice, std::uint64_t i) {
            return state_->look_up(voice, i % State::rows).has_value();
        });
        call(credentials_.steward, [&](Voice& voice, std::uint64_t) {
            return state_->register_institution(voice).has_value();
        });
        call(credentials_.steward,
             [&](Voice& voice, std::uint64_t) { return state_->publish_round(voice).has_value(); });
        if (number % 4 == 0)
            call(credentials_.steward, [&](Voice& voice, std::uint64_t i) {
                return i == 0 && state_->end_agreement(voice).has_value();
            });
        std::this_thread::sleep_for(moment());
        node->kill();
        stopping_ = true;
        for (auto& caller : callers) caller.join();
        return {};
    }

    Folder folder_{"killing"};
    unsigned seed_;
    std::mt19937 random_;
    std::unique_ptr<State> state_;
    std::optional<Failure> broken_;
    State::Since before_;
    State::Credentials credentials_;
    std::atomic<bool> stopping_ = false;
};

Killing& killing() {
    static Killing all;
    return all;
}

TEST(Killed, NothingAcknowledgedIsMissingAndNothingHalfServes) {
    auto times = from_environment("VIENREIZ_KILLS", std::getenv("VIENREIZ_ALL") ? 10'000 : 200);
    auto outcome = killing().kill(times);
    EXPECT_TRUE(outcome) << told(outcome) << "; VIENREIZ_SEED=" << killing().seed();
    if (!outcome) return;
    auto& acknowledged = killing().state().acknowledged;
    fmt::print("killed {} times; there are all {} look-ups, {} institutions, {} ended agreements, "
               "and version {}\n",
               times, acknowledged.look_ups.size(), acknowledged.institutions.size(),
               acknowledged.ended.size(), acknowledged.version);
    EXPECT_GT(acknowledged.look_ups.size(), times);
    EXPECT_GT(acknowledged.institutions.size(), times);
}

TEST(Killed, TheJournalsAreWholeAfterwards) {
    if (killing().broken()) GTEST_FAIL() << killing().broken()->what;
    for (auto* journal : {"main", "access", "root"}) {
        auto ended = test::run_program(
            {"journal", "check", "--data", killing().state().data.string(), "--journal", journal});
        EXPECT_EQ(ended.status, 0) << journal << ": " << ended.output;
    }
}

TEST(Killed, TheViewsAreWhatTheJournalMakesOfThem) {
    if (killing().broken()) GTEST_FAIL() << killing().broken()->what;
    auto views = [](const std::string& verb) {
        return test::run_program({"views", verb, "--data", killing().state().data.string()});
    };
    auto before = views("digest");
    EXPECT_EQ(before.status, 0) << before.output;
    EXPECT_TRUE(before.output.starts_with("main ")) << before.output;
    auto rebuilt = views("rebuild");
    EXPECT_EQ(rebuilt.status, 0) << rebuilt.output;
    EXPECT_EQ(before.output, views("digest").output)
        << "one hash over every key and value of each view";
}

// A download is made in a moment and killed in the middle: what is there afterwards is whole, or nothing.
TEST(Killed, NoHalfADownloadIsServed) {
    Folder folder("downloads");
    auto state = State::make(folder.path() / "data", 1);
    ASSERT_TRUE(state) << state.error().what;
    std::string file = "numurs,laidiens\r\n";
    for (int row = 0; row < 300'000; ++row) file += fmt::format("{},{}\r\n", row, 7);
    auto begin = [&] {
        auto node = ChildNode::start((*state)->data, as_fast_as_they_can);
        check(node.has_value(), "the node starts");
        auto credentials = (*state)->sign_in((*node)->url());
        check(credentials.has_value(), "the steward signs in");
        return std::pair(std::move(*node), *Voice::of((*node)->url(), credentials->steward));
    };
    auto hash_of = [](const http::ClientResponse& answer) {
        return hex(crypto::sha256(bytes(answer.body)));
    };
    std::string hash;
    {
        auto [node, steward] = begin();
        ASSERT_TRUE(test::publish(steward, "skaits", file));
        auto whole = steward.send("GET", "/api/datasets/skaits/bulk");
        ASSERT_TRUE(whole);
        ASSERT_EQ(whole->status, 200) << whole->body;
        EXPECT_EQ(whole->body, file) << "the rows, as they were published";
        hash = hash_of(*whole);
    }
    auto extracts = (*state)->data / "extracts";
    std::filesystem::remove_all(extracts);
    for (int kills = 0; kills < 12; ++kills) {
        auto [node, steward] = begin();
        std::thread asking(
            [&steward = steward] { (void)steward.send("GET", "/api/datasets/skaits/bulk"); });
        std::this_thread::sleep_for(kills * 4ms);
        node->kill();
        asking.join();
        auto [again, other] = begin();
        for (const auto& entry : std::filesystem::directory_iterator(extracts)) {
            auto name = entry.path().filename().string();
            EXPECT_FALSE(name.ends_with(".new")) << name;
        }
        auto part = other.send("GET", "/api/datasets/skaits/bulk", {}, {{"Range", "bytes=0-9"}});
        ASSERT_TRUE(part);
        EXPECT_EQ(part->status, 206);
        EXPECT_EQ(part->header("ETag"), "\"" + hash + "\"") << "the same to the byte";
        auto whole = other.send("GET", "/api/datasets/skaits/bulk");
        ASSERT_TRUE(whole);
        EXPECT_EQ(hash_of(*whole), hash);
        again->kill();
        if (kills % 2) std::filesystem::remove_all(extracts);
    }
}

// ---- a full disk ---------------------------------------------------------------------------------------

class FullDisk : public testing::Test {
protected:
    void SetUp() override {
        if (!disk_.mounted())
            GTEST_SKIP() << "No small disk can be mounted here: " << disk_.why_not();
        auto made = State::make(disk_.path() / "data", 1);
        ASSERT_TRUE(made) << made.error().what;
        state_ = std::move(*made);
        start();
    }
    void start() {
        auto node = ChildNode::start(state_->data, as_fast_as_they_can);
        ASSERT_TRUE(node) << node.error().what;
        node_ = std::move(*node);
        auto credentials = state_->sign_in(node_->url());
        ASSERT_TRUE(credentials) << credentials.error().what;
        credentials_ = *credentials;
        steward_.emplace(*Voice::of(node_->url(), credentials_.steward));
        system_.emplace(*Voice::of(node_->url(), credentials_.system));
    }
    // Goes on until it fails, and says how.
    template <class F>
    Failure failure_of(F act) {
        for (int i = 0; i < 20'000; ++i)
            if (auto done = act(); !done) return done.error();
        return {Kind::missing, "it never failed"};
    }
    void expect_to_go_on() {
        disk_.free();
        EXPECT_TRUE(node_->runs()) << "the node is gone";
        auto registered = state_->register_institution(*steward_);
        EXPECT_TRUE(registered) << told(registered);
        auto answered = state_->look_up(*system_, 1);
        EXPECT_TRUE(answered) << told(answered);
        // And after a kill everything acknowledged is there.
        node_->kill();
        start();
        auto there = state_->holds(node_->url(), credentials_, {});
        EXPECT_TRUE(there) << told(there);
        EXPECT_EQ(node_->stop(), 0);
        auto whole = state_->journals_hold();
        EXPECT_TRUE(whole) << told(whole);
    }

    SmallDisk disk_;
    std::unique_ptr<State> state_;
    std::unique_ptr<ChildNode> node_;
    State::Credentials credentials_;
    std::optional<Voice> steward_, system_;
};

TEST_F(FullDisk, RefusesDecisionsItCannotKeepAndGoesOnWhenThereIsSpace) {
    disk_.fill(0);
    auto failure = failure_of([&] { return state_->register_institution(*steward_); });
    EXPECT_TRUE(failure.what.starts_with("503 ")) << failure.what;
    EXPECT_TRUE(failure.what.contains("disk is full")) << failure.what;
    expect_to_go_on();
}

TEST_F(FullDisk, RefusesAnswersItCannotRecordAndGoesOnWhenThereIsSpace) {
    disk_.fill(0);
    auto failure = failure_of([&] { return state_->look_up(*system_, 1); });
    EXPECT_TRUE(failure.what.starts_with("503 ")) << failure.what;
    EXPECT_TRUE(failure.what.contains("disk is full")) << failure.what;
    expect_to_go_on();
}

TEST_F(FullDisk, RefusesAPartOfAFileAndTakesItWhenThereIsSpace) {
    auto upload = steward_->ask("POST", "/api/uploads", R"({"dataset":"skaits"})");
    ASSERT_TRUE(upload) << upload.error().what;
    auto address = "/api/uploads/" + std::string(upload->at("id").as_string());
    auto send = [&] {
        return steward_->send(
            "PATCH", address, std::string(2 << 20, 'x'),
            {{"Upload-Offset", "0"}, {"Content-Type", "application/octet-stream"}});
    };
    disk_.fill(1 << 20);
    auto refused = send();
    ASSERT_TRUE(refused) << refused.error().what;
    EXPECT_EQ(refused->status, 503) << refused->body;
    EXPECT_FALSE(refused->body.contains(disk_.path().string()))
        << "where our files lie is nobody's business: " << refused->body;
    disk_.free();
    auto taken = send();
    ASSERT_TRUE(taken) << taken.error().what;
    EXPECT_EQ(taken->status, 204) << "half a part must not be left: " << taken->body;
    expect_to_go_on();
}

TEST_F(FullDisk, FailsAPublicationInWordsAndTheOldVersionGoesOnServing) {
    std::string file = "numurs,laidiens\r\n";
    for (int row = 0; row < 200'000; ++row) file += fmt::format("{},{}\r\n", row, 7);
    auto id = test::upload(*steward_, "skaits", file);
    ASSERT_TRUE(id) << id.error().what;
    disk_.fill(256U << 10);
    auto failed = test::publish_upload(*steward_, *id);
    ASSERT_TRUE(failed) << failed.error().what;
    EXPECT_EQ(failed->at("stage").as_string(), "failed");
    EXPECT_TRUE(json::text(*failed).contains("disk is full")) << json::text(*failed);
    disk_.free();
    auto published = test::publish_upload(*steward_, *id);
    ASSERT_TRUE(published) << published.error().what;
    EXPECT_EQ(published->at("stage").as_string(), "published") << json::text(*published);
    EXPECT_TRUE(state_->publish_round(*steward_));
    expect_to_go_on();
}

TEST_F(FullDisk, RefusesADownloadItCannotKeepAndMakesItWhenThereIsSpace) {
    std::string file = "numurs,laidiens\r\n";
    for (int row = 0; row < 200'000; ++row) file += fmt::format("{},{}\r\n", row, 7);
    ASSERT_TRUE(test::publish(*steward_, "skaits", file));
    auto extracts = [&] {
        auto all = std::filesystem::directory_iterator(state_->data / "extracts");
        return std::distance(begin(all), end(all));
    };
    for (std::size_t left : {0U, 64U << 10, 1U << 20}) {
        disk_.fill(left);
        auto refused = steward_->send("GET", "/api/datasets/skaits/bulk");
        ASSERT_TRUE(refused) << refused.error().what;
        EXPECT_EQ(refused->status, 503) << left << ": " << refused->body;
        EXPECT_TRUE(refused->body.contains("disk is full")) << refused->body;
        EXPECT_FALSE(refused->body.contains(disk_.path().string())) << refused->body;
        EXPECT_EQ(extracts(), 0) << left;
    }
    disk_.free();
    auto taken = steward_->send("GET", "/api/datasets/skaits/bulk");
    ASSERT_TRUE(taken) << taken.error().what;
    EXPECT_EQ(taken->status, 200);
    EXPECT_EQ(taken->body, file);
    EXPECT_TRUE(state_->publish_round(*steward_));
    expect_to_go_on();
}

// A decision takes space in several files one after another: the journal, its side files, the views.
TEST_F(FullDisk, LosesNothingWhereverTheSpaceEnds) {
    constexpr std::size_t page = 4'096;
    for (std::size_t pages = 0; pages <= 16; ++pages) {
        disk_.fill(pages * page);
        auto failure = failure_of([&] { return state_->register_institution(*steward_); });
        EXPECT_TRUE(failure.what.starts_with("503 ")) << pages << ": " << failure.what;
        disk_.free();
        auto registered = state_->register_institution(*steward_);
        EXPECT_TRUE(registered) << pages << ": " << told(registered);
        auto there = state_->holds(node_->url(), credentials_, {});
        ASSERT_TRUE(there) << pages << ": " << told(there);
    }
    expect_to_go_on();
}

// Reading takes space for the rows, their index, the sorted keys, the profile, the event and the views.
TEST_F(FullDisk, LeavesNothingOfAPublicationWhereverTheSpaceEnds) {
    std::string file = "numurs,laidiens\r\n";
    for (std::uint64_t row = 0; row < State::rows; ++row) file += fmt::format("{},{}\r\n", row, 77);
    auto versions = [&] {
        auto all = std::filesystem::directory_iterator(state_->data / "versions");
        return std::distance(begin(all), end(all));
    };
    std::string stage = "failed";
    for (std::size_t left = 0; stage == "failed" && left < (4U << 20); left += 8U << 10) {
        disk_.free();
        auto id = test::upload(*steward_, "skaits", file);
        ASSERT_TRUE(id) << id.error().what;
        auto before = versions();
        disk_.fill(left);
        auto publication = test::publish_upload(*steward_, *id);
        ASSERT_TRUE(publication) << publication.error().what;
        stage = publication->at("stage").as_string();
        if (stage != "failed") break;
        EXPECT_TRUE(json::text(*publication).contains("disk is full")) << json::text(*publication);
        EXPECT_EQ(versions(), before) << left << " bytes left";
    }
    EXPECT_EQ(stage, "published") << "where there is space for all of it";
    expect_to_go_on();
}

TEST_F(FullDisk, IsNoReasonNotToAnswerWhatNeedsNoSpace) {
    disk_.fill(0);
    failure_of([&] { return state_->register_institution(*steward_); });
    for (const auto* address :
         {"/healthz", "/lv/datasets", "/api/institutions", "/journals/main/checkpoint",
          "/journals/access/checkpoint", "/api/datasets"}) {
        auto answer = steward_->send("GET", address);
        ASSERT_TRUE(answer) << address << ": " << answer.error().what;
        EXPECT_EQ(answer->status, 200) << address << ": " << answer->body;
    }
    EXPECT_TRUE(state_->sign_in(node_->url())) << "a session needs no space";
    expect_to_go_on();
}

} // namespace vienreiz::faults
