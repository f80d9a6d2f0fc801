// What a node asks of the system before it serves.
#include "app/listening.hpp"
#include "app/site_test.hpp"
#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <sys/resource.h>

namespace vienreiz::app {
namespace {

TEST(Connections, LeaveFilesForTheNodeItself) {
    constexpr auto enough = limits::connections + limits::files_kept_free;
    EXPECT_EQ(connections_within(enough), limits::connections);
    EXPECT_EQ(connections_within(enough - 1), limits::connections - 1);
    EXPECT_EQ(connections_within(enough + 1), limits::connections);
    EXPECT_EQ(connections_within(std::numeric_limits<std::uint64_t>::max()), limits::connections);
}

TEST(Connections, TakeHalfOfWhatIsFewerThanTheNodeWouldKeep) {
    constexpr auto few = 2 * limits::files_kept_free;
    EXPECT_EQ(connections_within(few + 2), limits::files_kept_free + 2);
    EXPECT_EQ(connections_within(few), limits::files_kept_free);
    EXPECT_EQ(connections_within(few - 2), limits::files_kept_free - 1);
    EXPECT_EQ(connections_within(256), 128U);
    EXPECT_EQ(connections_within(1), 1U);
    EXPECT_EQ(connections_within(0), 0U);
}

TEST(Connections, AreAsManyAsTheSystemLetsTheProcessHave) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    auto fewer = before;
    fewer.rlim_cur = before.rlim_max - 1; // as a shell leaves it, which allows less than it might
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &fewer), 0);
    auto room = connections_there_is_room_for();
    rlimit now{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &now), 0);
    EXPECT_EQ(now.rlim_cur, before.rlim_max);
    EXPECT_EQ(room, connections_within(before.rlim_max));
    ::setrlimit(RLIMIT_NOFILE, &before);
}

// Or a node that is killed again and again would count the whole day each time.
TEST(Start, KeepsTheQuotasItCounted) {
    auto& node = Site::with_demonstration().node();
    EXPECT_TRUE(std::filesystem::exists(node.folder("quotas.json")));
}

} // namespace
} // namespace vienreiz::app
