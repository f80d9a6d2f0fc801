#include "base/limits.hpp"
#include "journal/group_commit.hpp"
#include "journal/simulated_disk.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

namespace vienreiz::group_commit_test {
using namespace journal;

struct GroupCommits : testing::Test {
    std::shared_ptr<SimulatedDisk> disk = std::make_shared<SimulatedDisk>(1);
    std::unique_ptr<Journal> journal = *open_files(
        {"/j", {"example.lv/j", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))}, disk});
};

TEST_F(GroupCommits, EveryWriterGetsTheIndexOfItsEntry) {
    {
        GroupCommit commit(*journal);
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < 8; ++writer)
            writers.emplace_back([&, writer] {
                for (int turn = 0; turn < 100; ++turn) {
                    auto entry = std::to_string(writer) + " " + std::to_string(turn);
                    auto index = commit.append_and_wait(entry);
                    ASSERT_TRUE(index);
                    ASSERT_EQ(journal->entry(*index).value(), entry)
                        << "durable and shown before told";
                }
            });
    }
    EXPECT_EQ(journal->size(), 800U);
}

TEST_F(GroupCommits, KnowsUpToWhereEverybodyWasTold) {
    GroupCommit commit(*journal);
    EXPECT_EQ(commit.told(), 0U);
    ASSERT_TRUE(commit.append_and_wait("first"));
    std::latch telling(1), later_told(1);
    std::jthread slow([&] {
        commit.take_turns();
        commit.append("slowly told", [&](const auto&) {
            telling.count_down();
            later_told.wait();
        });
        commit.end_turn();
    });
    telling.wait();
    ASSERT_EQ(commit.append_and_wait("later").value(), 2U);
    EXPECT_EQ(commit.told(), 1U) << "who wrote entry 1 does not know yet";
    later_told.count_down();
    slow.join();
    while (commit.told() != 3U)
        std::this_thread::yield(); // the last batch's telling ends behind its caller
}

TEST_F(GroupCommits, CallbacksComeInTheOrderOfEntries) {
    std::vector<Index> order;
    {
        GroupCommit commit(*journal);
        for (std::size_t at = 0; at < 3 * limits::journal_batch_entries; ++at)
            commit.append("x", [&](Result<Index> index) { order.push_back(index.value()); });
    } // what waits is written before it ends
    ASSERT_EQ(order.size(), 3 * limits::journal_batch_entries);
    for (Index at = 0; at < order.size(); ++at) ASSERT_EQ(order[at], at);
    EXPECT_EQ(journal->size(), order.size());
}

TEST_F(GroupCommits, ABatchOfLongEntriesIsSplitAtItsLimit) {
    std::atomic<int> told = 0;
    {
        GroupCommit commit(*journal);
        for (int at = 0; at < 300; ++at)
            commit.append(std::string(limits::journal_entry, 'x'), [&](Result<Index> index) {
                EXPECT_TRUE(index);
                ++told;
            });
    }
    EXPECT_EQ(told, 300);
}

TEST_F(GroupCommits, AnEntryTooLongIsRefusedAloneAndAtOnce) {
    GroupCommit commit(*journal);
    auto refused = commit.append_and_wait(std::string(limits::journal_entry + 1, 'x'));
    EXPECT_EQ(refused.error().kind, Kind::too_large);
    EXPECT_EQ(commit.append_and_wait("short").value(), 0U);
}

TEST_F(GroupCommits, AFullQueueAnswersAtOnce) {
    std::latch first_told(1), go_on(1);
    std::atomic<std::size_t> kept = 0;
    {
        GroupCommit commit(*journal);
        commit.append("x", [&](Result<Index>) {
            first_told.count_down();
            go_on.wait(); // holds the sequencer
        });
        first_told.wait();
        for (std::size_t at = 0; at < limits::journal_waiting; ++at)
            commit.append("x", [&](Result<Index> index) { kept += index.has_value() ? 1U : 0U; });
        EXPECT_EQ(commit.append_and_wait("x").error().kind, Kind::too_many);
        go_on.count_down();
    }
    EXPECT_EQ(kept, limits::journal_waiting);
}

TEST_F(GroupCommits, AFailureReachesEveryWriterOfTheBatch) {
    GroupCommit commit(*journal);
    disk->set_faults({.capacity = 0});
    EXPECT_EQ(commit.append_and_wait("x").error().kind, Kind::unavailable);
    disk->set_faults({});
    EXPECT_EQ(commit.append_and_wait("x").value(), 0U);
}

} // namespace vienreiz::group_commit_test
