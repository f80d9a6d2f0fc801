// A backup taken from the program as shipped while it is under load: a node that starts on the copy, or on what was
// restored from an encrypted run, has everything that was acknowledged before the backup began.
#include "crypto/age.hpp"
#include "faults/small_disk.hpp"
#include "faults/state.hpp"
#include "node/test_node.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace vienreiz::faults {

using test::ChildNode;
using test::Voice;

std::string why(const Outcome& outcome) {
    return outcome ? "" : outcome.error().what + " (" + outcome.error().where + ")";
}

enum class How { copied, encrypted };

class BackedUp {
public:
    explicit BackedUp(How how) : how_(how) {}
    Outcome run() {
        state_ = TRY(State::make(folder_.path() / "data", 4));
        auto node = TRY(ChildNode::start(state_->data, {"--rate", "0"}));
        auto callers = TRY(begin_load(node->url()));
        for (int i = 0; i < 3; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            before_ = state_->so_far();
            {
                std::lock_guard lock(state_->acknowledged.mutex);
                version_before_ = state_->acknowledged.version;
            }
            back_up("copy-" + std::to_string(i));
            if (backup_.status != 0) break;
        }
        auto during = state_->so_far();
        stopping_ = true;
        for (auto& caller : callers) caller.join();
        node->kill();
        if (backup_.status != 0) return Failure{Kind::unavailable, backup_.output};
        if (how_ == How::encrypted) TRY(restore());
        if (refused_) return *refused_;
        if (during.look_ups == before_.look_ups)
            return Failure{Kind::conflict, "Nobody asked for anything while the backup was made"};
        return {};
    }
    // What was acknowledged later may be in the copy or not.
    Outcome has_everything() {
        auto& acknowledged = state_->acknowledged;
        acknowledged.look_ups.resize(before_.look_ups);
        acknowledged.institutions.resize(before_.institutions);
        acknowledged.ended.resize(before_.ended);
        acknowledged.version = version_before_;
        auto node = TRY(ChildNode::start(copy_));
        TRY(state_->holds(node->url(), TRY(state_->sign_in(node->url())), {}));
        auto system = TRY(Voice::of(node->url(), TRY(state_->sign_in(node->url())).system));
        TRY(state_->look_up(system, 1)); // and the journals go on
        if (node->stop() != 0) return Failure{Kind::corrupt, "The node did not stop cleanly"};
        return {};
    }
    [[nodiscard]] const State::Since& before() const { return before_; }
    [[nodiscard]] std::string copy() const { return copy_.string(); }

private:
    void back_up(const std::string& name) {
        copy_ = folder_.path() / name;
        std::vector<std::string> words{"backup", "--data", state_->data.string(), "--to"};
        if (how_ == How::copied)
            words.push_back(copy_.string());
        else
            words.insert(words.end(), {(folder_.path() / "store").string(), "--recipient",
                                       to_text(identity_.recipient())});
        backup_ = test::run_program(words);
    }
    // The newest run, which was made last.
    Outcome restore() {
        auto key = (folder_.path() / "identity").string();
        std::ofstream(key) << identity_.text() << "\n";
        auto restored = test::run_program({"restore", "--from", (folder_.path() / "store").string(),
                                           "--to", copy_.string(), "--identity", key});
        if (restored.status != 0) return Failure{Kind::corrupt, restored.output};
        return {};
    }

    Result<std::vector<std::thread>> begin_load(const std::string& url) {
        auto credentials = TRY(state_->sign_in(url));
        std::vector<std::thread> callers;
        auto call = [&](const Voice::Headers& headers, auto act) {
            callers.emplace_back([this, url, headers, act] {
                auto voice = Voice::of(url, headers);
                if (!voice) return note(voice.error());
                for (std::uint64_t i = 0; !stopping_; ++i)
                    if (auto done = act(*voice, i); !done) return note(done.error());
            });
        };
        call(credentials.system, [this](Voice& voice, std::uint64_t i) {
            return state_->look_up(voice, i % State::rows);
        });
        call(credentials.steward,
             [this](Voice& voice, std::uint64_t) { return state_->register_institution(voice); });
        call(credentials.steward,
             [this](Voice& voice, std::uint64_t) { return state_->publish_round(voice); });
        return callers;
    }

    void note(const Failure& failure) {
        std::lock_guard lock(state_->acknowledged.mutex);
        if (!refused_) refused_ = failure;
    }

    How how_;
    crypto::age::Identity identity_ = crypto::age::Identity::generate();
    test::Folder folder_{"backup"};
    std::optional<Failure> refused_; // a backup stops nobody
    std::unique_ptr<State> state_;
    std::atomic<bool> stopping_ = false;
    std::filesystem::path copy_;
    test::Ended backup_;
    State::Since before_;
    std::uint64_t version_before_ = 0;
};

void holds_everything(How how) {
    BackedUp backed_up(how);
    auto made = backed_up.run();
    ASSERT_TRUE(made) << why(made);
    EXPECT_GT(backed_up.before().look_ups, 10U);
    EXPECT_GT(backed_up.before().institutions, 10U);
    for (const auto* journal : {"main", "access", "root"}) {
        auto checked = test::run_program(
            {"journal", "check", "--data", backed_up.copy(), "--journal", journal});
        EXPECT_EQ(checked.status, 0) << checked.output;
        EXPECT_TRUE(checked.output.contains("seals    all made")) << checked.output;
    }
    // Before them it may be said that a version in the making was put aside.
    auto views = [&](const std::string& verb) {
        auto output = test::run_program({"views", verb, "--data", backed_up.copy()}).output;
        return output.substr(std::min(output.find("main  "), output.size()));
    };
    auto copied = views("digest");
    EXPECT_TRUE(copied.starts_with("main ")) << copied;
    views("rebuild");
    EXPECT_EQ(copied, views("digest")) << "the copied views are what the copied journals make";
    auto held = backed_up.has_everything();
    EXPECT_TRUE(held) << why(held);
}

TEST(Backup, UnderLoadHoldsEverythingAcknowledgedBefore) { holds_everything(How::copied); }

TEST(Backup, EncryptedUnderLoadHoldsItToo) { holds_everything(How::encrypted); }

TEST(Backup, EncryptedIntoAFullStoreFailsAndGoesOnOnceThereIsRoom) {
    SmallDisk disk;
    if (!disk.mounted()) GTEST_SKIP() << "No small disk can be mounted: " << disk.why_not();
    test::Folder folder("backup-full");
    auto data = folder.path() / "data", store = disk.path() / "store";
    auto state = State::make(data, 1);
    ASSERT_TRUE(state) << state.error().what;
    auto identity = crypto::age::Identity::generate();
    std::ofstream(folder.path() / "identity") << identity.text() << "\n";
    auto back_up = [&] {
        return test::run_program({"backup", "--data", data.string(), "--to", store.string(),
                                  "--recipient", to_text(identity.recipient())});
    };
    auto restore = [&](const std::string& to) {
        return test::run_program({"restore", "--from", store.string(), "--to",
                                  (folder.path() / to).string(), "--identity",
                                  (folder.path() / "identity").string()});
    };
    ASSERT_EQ(back_up().status, 0);
    std::filesystem::remove_all(data / "backups"); // all of it is written anew
    disk.fill(100'000);
    auto full = back_up();
    EXPECT_EQ(full.status, exit_code(Kind::unavailable)) << full.output;
    EXPECT_TRUE(full.output.contains("The disk is full")) << full.output;
    auto before = restore("before");
    EXPECT_EQ(before.status, 0) << before.output;
    disk.free();
    auto again = back_up();
    EXPECT_EQ(again.status, 0) << again.output;
    auto after = restore("after");
    EXPECT_EQ(after.status, 0) << after.output;
}

TEST(Backup, IsRefusedWhereSomethingIs) {
    test::Folder folder("backup-refused");
    auto data = (folder.path() / "data").string(), taken = folder.path().string();
    std::filesystem::create_directories(folder.path() / "data" / "journals");
    auto refused = test::run_program({"backup", "--data", data, "--to", taken});
    EXPECT_EQ(refused.status, exit_code(Kind::conflict)) << refused.output;
    auto none = test::run_program({"backup", "--data", taken, "--to", data + "-copy"});
    EXPECT_EQ(none.status, exit_code(Kind::missing)) << none.output;
}

} // namespace vienreiz::faults
