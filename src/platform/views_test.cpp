// Views that follow a journal whose entries are told out of order.
#include "journal/simulated_disk.hpp"
#include "platform/node.hpp"
#include "platform/stand_ins_test.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace vienreiz::views_test {
using namespace platform;

TEST(Views, CatchUpFromTheOldestEntryThatWasNotToldYet) {
    auto journal = *journal::open_files(
        {"/data",
         {"example.lv/access", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
         std::make_shared<journal::SimulatedDisk>(1)});
    std::vector<std::string> entries{entry_with("a"), entry_with("b"), entry_with("c")};
    ASSERT_TRUE(journal->append(std::vector<std::string_view>(entries.begin(), entries.end())));
    EventTypes types;
    register_noted(types);
    Views views(store::memory_store(), types);

    ASSERT_TRUE(
        views.apply(*journal, std::vector<journal::Index>{2}, 1)); // of entry 1 nobody knows
    EXPECT_EQ(views.position(), 1U);
    EXPECT_EQ(views.snapshot()->get("noted/2"), "c");
    ASSERT_TRUE(views.catch_up(*journal)); // as after a crash
    EXPECT_EQ(views.snapshot()->get("noted/1"), "b");
    EXPECT_EQ(views.position(), 3U);
}

TEST(Views, OfANodeWaitForARecordThatIsStillBeingTold) {
    store::ScratchFolder folder;
    NodeOptions options;
    options.data = folder.path();
    std::vector<Capability> capabilities;
    capabilities.push_back(nobody());
    capabilities.back().access_events = register_noted;
    auto node = *Node::open(std::move(options), std::move(capabilities));

    std::latch telling(1), later_followed(1);
    std::jthread slow([&] {
        node->access_records->take_turns();
        node->access_records->append(entry_with("slow"), [&](Result<journal::Index> index) {
            telling.count_down();
            later_followed.wait();
            node->to_follow(*index);
        });
        node->access_records->end_turn();
    });
    telling.wait();
    auto later = node->access_records->append_and_wait(entry_with("later"));
    ASSERT_TRUE(later);
    node->to_follow(*later);
    ASSERT_TRUE(node->follow_access());
    EXPECT_EQ(node->access_views->snapshot()->get("noted/1"), "later");
    EXPECT_EQ(node->access_views->position(), 0U) << "killed now, it would catch up from there";
    later_followed.count_down();
    slow.join();
    ASSERT_TRUE(node->follow_access());
    EXPECT_EQ(node->access_views->snapshot()->get("noted/0"), "slow");
}

} // namespace vienreiz::views_test
