// Views that follow a journal by entries told out of order.
#include "journal/simulated_disk.hpp"
#include "platform/views.hpp"

#include <gtest/gtest.h>

namespace vienreiz::views_test {
using namespace platform;

struct Noted {
    static constexpr std::string_view type = "test.Noted";
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (text))

TEST(Views, CatchUpFromTheOldestEntryThatWasNotToldYet) {
    auto journal = *journal::open_files(
        {"/data",
         {"example.lv/access", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
         std::make_shared<journal::SimulatedDisk>(1)});
    std::vector<std::string> entries;
    for (const auto* text : {"a", "b", "c"})
        entries.push_back(
            entry_of({std::string(Noted::type), json::text(Noted{text})}, Instant{}, "test"));
    ASSERT_TRUE(journal->append(std::vector<std::string_view>(entries.begin(), entries.end())));
    EventTypes types;
    types.on<Noted>([](store::Batch& batch, const Happened& happened, const Noted& noted) {
        batch.put("noted/" + std::to_string(happened.index), noted.text);
    });
    Views views(store::memory_store(), types);

    ASSERT_TRUE(
        views.apply(*journal, std::vector<journal::Index>{2}, 1)); // of entry 1 nobody knows
    EXPECT_EQ(views.position(), 1U);
    EXPECT_EQ(views.snapshot()->get("noted/2"), "c");
    ASSERT_TRUE(views.catch_up(*journal)); // as after a crash
    EXPECT_EQ(views.snapshot()->get("noted/1"), "b");
    EXPECT_EQ(views.position(), 3U);
}

} // namespace vienreiz::views_test
