// Several at once, in their order, and never too many.
#include "observer/ahead.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace vienreiz::observer {
namespace {

using journal::TileName;

Stretch bundles(std::uint64_t from, std::uint64_t to) {
    return {TileName::Of::entries, 0, from, to, to * journal::tile_width};
}

Result<Ahead::Got> numbered(const TileName& name) {
    std::this_thread::sleep_for(std::chrono::microseconds(name.number * 7'919 % 300));
    return Ahead::Got{Ahead::From::origin, Bytes(name.number % 100)};
}

TEST(Ahead, HandsOverInOrder) {
    Ahead ahead(bundles(5, 500), numbered);
    for (std::uint64_t number = 5; number < 500; ++number)
        ASSERT_EQ(ahead.next().value().content.size(), number % 100);
}

TEST(Ahead, HoldsNoMoreThanItsLimit) {
    std::atomic<std::uint64_t> begun{0};
    std::atomic<std::uint64_t> at_once{0}, most_at_once{0};
    Ahead ahead(bundles(0, 200), [&](const TileName& name) {
        ++begun;
        auto now = ++at_once;
        for (auto most = most_at_once.load(); now > most;)
            if (most_at_once.compare_exchange_weak(most, now)) break;
        auto got = numbered(name);
        --at_once;
        return got;
    });
    for (std::uint64_t taken = 0; taken < 200; ++taken) {
        if (taken % 20 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        EXPECT_LE(begun, taken + limits::observer_ahead);
        ASSERT_TRUE(ahead.next());
    }
    EXPECT_EQ(begun, 200U);
    EXPECT_LE(most_at_once, limits::observer_connections);
    EXPECT_GT(most_at_once, 1U);
}

TEST(Ahead, GivesAFailureInItsTurnAndEndsInTheMiddle) {
    Ahead ahead(bundles(0, 1'000), [](const TileName& name) -> Result<Ahead::Got> {
        if (name.number == 3) return Failure{Kind::unavailable, "The network is lost"};
        return numbered(name);
    });
    for (int number = 0; number < 3; ++number) EXPECT_TRUE(ahead.next());
    EXPECT_EQ(ahead.next().error().kind, Kind::unavailable);
} // the rest is not waited for

TEST(Ahead, OfNothingIsNothing) {
    Ahead none(bundles(7, 7), numbered), backwards(bundles(7, 3), numbered);
    EXPECT_EQ(bundles(7, 3).count(), 0U);
}

} // namespace
} // namespace vienreiz::observer
