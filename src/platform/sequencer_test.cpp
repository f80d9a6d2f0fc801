// Commands that come faster than they are decided, that are too large, and views that cannot be written for a while.
#include "base/limits.hpp"
#include "journal/simulated_disk.hpp"
#include "platform/stand_ins_test.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace vienreiz::sequencer_test {
using namespace platform;

// A store whose disk is full while `full` is set; while `blind` is, its batches cannot even begin.
class FullStore final : public store::Store {
public:
    FullStore(const std::atomic<bool>& full, const std::atomic<bool>& blind)
        : full_(full), blind_(blind) {}
    std::unique_ptr<store::Snapshot> snapshot() const override { return inner_->snapshot(); }
    std::unique_ptr<store::Batch> batch() override {
        return std::make_unique<Writing>(inner_->batch(), full_, blind_);
    }
    Outcome clear() override { return inner_->clear(); }
    Outcome flush() override { return inner_->flush(); }
    Outcome checkpoint(const std::filesystem::path& folder) const override {
        return inner_->checkpoint(folder);
    }

private:
    class Writing final : public store::Batch {
    public:
        Writing(std::unique_ptr<store::Batch> inner, const std::atomic<bool>& full, bool blind)
            : inner_(std::move(inner)), full_(full), blind_(blind) {}
        std::optional<std::string> get(std::string_view key) const override {
            return blind_ ? std::nullopt : inner_->get(key);
        }
        void scan(std::string_view from, std::string_view to,
                  const store::Visit& visit) const override {
            if (!blind_) inner_->scan(from, to, visit);
        }
        void put(std::string_view key, std::string_view value) override { inner_->put(key, value); }
        void erase(std::string_view key) override { inner_->erase(key); }
        [[nodiscard]] Outcome sound() const override {
            if (blind_) return Failure{Kind::unavailable, "The disk is full"};
            return {};
        }
        Outcome commit() override {
            if (full_) return Failure{Kind::unavailable, "The disk is full"};
            return inner_->commit();
        }

    private:
        std::unique_ptr<store::Batch> inner_;
        const std::atomic<bool>& full_;
        bool blind_;
    };
    std::unique_ptr<store::Store> inner_ = store::memory_store();
    const std::atomic<bool>&full_, &blind_;
};

struct Decisions : testing::Test {
    std::atomic<bool> full = false, blind = false;
    std::unique_ptr<journal::Journal> journal = *journal::open_files(
        {"/data",
         {"example.lv/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
         std::make_shared<journal::SimulatedDisk>(1)});
    EventTypes types = [] {
        EventTypes out;
        register_noted(out);
        return out;
    }();
    Views views{std::make_unique<FullStore>(full, blind), types};
    std::shared_ptr<const Clock> clock = system_clock();
    Sequencer sequencer{*journal, views, *clock};

    static Decide note(std::string text) {
        return [text](const Moment&, const store::Snapshot&) -> Result<Events> {
            return Events{}.add(Noted{text});
        };
    }
    // Without another command.
    void expect_moving_again() {
        for (int tries = 0; tries < 500 && sequencer.stands_still().count() > 0; ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        EXPECT_EQ(sequencer.stands_still().count(), 0);
    }
    std::future<Result<Written>> submit(std::string text, std::optional<Once> once = {}) {
        auto promise = std::make_shared<std::promise<Result<Written>>>();
        sequencer.submit(
            "test", note(std::move(text)),
            [promise](Result<Written> written) { promise->set_value(std::move(written)); },
            std::move(once));
        return promise->get_future();
    }
};

TEST_F(Decisions, AreMadeThoughMoreWaitThanABatchHolds) {
    std::vector<std::future<Result<Written>>> all;
    {
        HeldSequencer held(sequencer);
        for (std::size_t i = 0; i < limits::journal_batch_entries + 10; ++i)
            all.push_back(submit("a"));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto written = all[i].get();
        ASSERT_TRUE(written) << i << ": " << written.error().what;
        EXPECT_EQ(written->first, i);
    }
}

TEST_F(Decisions, AreMadeThoughOthersAreLong) {
    std::vector<std::future<Result<Written>>> all;
    {
        HeldSequencer held(sequencer);
        for (std::size_t i = 0; i < limits::journal_batch_bytes / 60'000 + 2; ++i)
            all.push_back(submit(std::string(60'000, 'a')));
    }
    for (auto& one : all) EXPECT_TRUE(one.get());
}

TEST_F(Decisions, ThatAreTooLargeFailAlone) {
    std::future<Result<Written>> before, large, after;
    {
        HeldSequencer held(sequencer);
        before = submit("a");
        large = submit(std::string(limits::journal_entry, 'a'));
        after = submit("b");
    }
    EXPECT_EQ(before.get()->first, 0U);
    EXPECT_EQ(large.get().error().kind, Kind::too_large);
    EXPECT_EQ(after.get()->first, 1U);
    EXPECT_EQ(journal->size(), 2U);
}

// What the refusal is for has not happened either.
TEST_F(Decisions, AreNotRefusedForWhatTheDiskHadNoSpaceFor) {
    auto disk = std::make_shared<journal::SimulatedDisk>(2);
    auto small = *journal::open_files(
        {"/data", {"example.lv/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))}, disk});
    Views shown{store::memory_store(), types};
    Sequencer deciding{*small, shown, *clock};
    auto once_only = [](const Moment&, const store::Snapshot& view) -> Result<Events> {
        if (view.get("noted/0")) return Failure{Kind::conflict, "It is noted already"};
        return Events{}.add(Noted{"a"});
    };
    std::vector<std::future<Result<Written>>> both;
    {
        HeldSequencer held(deciding);
        for (int times = 0; times < 2; ++times) {
            auto promise = std::make_shared<std::promise<Result<Written>>>();
            both.push_back(promise->get_future());
            deciding.submit("test", once_only, [promise](Result<Written> written) {
                promise->set_value(std::move(written));
            });
        }
        disk->set_faults({.capacity = 0});
    }
    for (auto& one : both) EXPECT_EQ(one.get().error().kind, Kind::unavailable);
}

TEST_F(Decisions, AreMadeOnceForEachKey) {
    EXPECT_EQ(submit("a", Once{"k1", "w1"}).get()->first, 0U);
    EXPECT_EQ(submit("b").get()->first, 1U);
    auto again = submit("a", Once{"k1", "w1"}).get();
    EXPECT_EQ(again->first, 0U);
    EXPECT_EQ(again->count, 1U);
    EXPECT_EQ(submit("a", Once{"k2", "w1"}).get()->first, 2U);
    EXPECT_EQ(submit("a", Once{"k1", "w2"}).get().error().kind, Kind::conflict);
    EXPECT_EQ(journal->size(), 3U);
}

TEST_F(Decisions, AreMadeOnceForEachKeyThoughBothCopiesWaitForOneBatch) {
    std::vector<std::future<Result<Written>>> all;
    {
        HeldSequencer held(sequencer);
        for (int times = 0; times < 3; ++times) all.push_back(submit("a", Once{"k", "w"}));
        all.push_back(submit("b", Once{"k", "x"}));
    }
    for (std::size_t copy = 0; copy < 3; ++copy) EXPECT_EQ(all[copy].get()->first, 0U);
    EXPECT_EQ(all[3].get().error().kind, Kind::conflict);
    EXPECT_EQ(journal->size(), 1U);
}

TEST_F(Decisions, AreRememberedByTheJournalAlone) {
    EXPECT_EQ(submit("a", Once{"k", "w"}).get()->first, 0U);
    ASSERT_TRUE(views.rebuild(*journal, [](auto, auto) {}));
    EXPECT_EQ(submit("a", Once{"k", "w"}).get()->first, 0U);
    EXPECT_EQ(submit("a", Once{"k", "x"}).get().error().kind, Kind::conflict);
}

TEST_F(Decisions, ThatFailedAreMadeAgainUnderTheSameKey) {
    EXPECT_EQ(submit(std::string(limits::journal_entry, 'a'), Once{"k", "w"}).get().error().kind,
              Kind::too_large);
    EXPECT_EQ(submit("a", Once{"k", "w"}).get()->first, 0U);
}

TEST_F(Decisions, AreNotMadeTwiceWhileTheViewsCannotBeRead) {
    EXPECT_TRUE(submit("a", Once{"k", "w"}).get());
    blind = true;
    EXPECT_EQ(submit("a", Once{"k", "w"}).get().error().kind, Kind::unavailable);
    blind = false;
    expect_moving_again();
    EXPECT_EQ(submit("a", Once{"k", "w"}).get()->first, 0U);
    EXPECT_EQ(journal->size(), 1U);
}

TEST_F(Decisions, AreSeenAsSoonAsTheViewsCanBeWritten) {
    full = true;
    EXPECT_TRUE(submit("a").get()) << "it is in the journal, so it has happened";
    EXPECT_EQ(views.position(), 0U);
    EXPECT_EQ(submit("b").get().error().kind, Kind::unavailable)
        << "nothing is decided against a past that is not all there";
    EXPECT_GT(sequencer.stands_still().count(), 0);
    full = false;
    for (int tries = 0; tries < 500 && views.position() != 1; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(views.position(), 1U) << "without another command";
    EXPECT_EQ(views.snapshot()->get("noted/0"), "a");
    EXPECT_EQ(submit("c").get()->first, 1U);
    expect_moving_again();
}

TEST_F(Decisions, AreNotMadeAgainstViewsThatCannotBeRead) {
    EXPECT_TRUE(submit("a").get());
    blind = true;
    EXPECT_EQ(submit("b").get().error().kind, Kind::unavailable);
    EXPECT_EQ(journal->size(), 1U);
    EXPECT_GT(sequencer.stands_still().count(), 0);
    blind = false;
    expect_moving_again();
    EXPECT_EQ(submit("c").get()->first, 1U);
}

} // namespace vienreiz::sequencer_test
