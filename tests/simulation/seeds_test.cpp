// Which seeds are played on which day, and what is kept of those that fail.
#include "simulation/seeds.hpp"

#include <sstream>

namespace vienreiz::simulation {
namespace {

using std::chrono::days, std::chrono::sys_days;

struct SeedsOf : testing::Test {
    void SetUp() override {
        std::filesystem::create_directories(folder);
        std::ofstream(places.list)
            << "# why\n\nexample 9 found a fault\nrollback 8 found another\n";
    }
    ~SeedsOf() override { std::filesystem::remove_all(folder); }
    using Numbers = std::vector<std::uint64_t>;
    // In order.
    [[nodiscard]] Numbers played(const std::set<std::uint64_t>& failing) const {
        Numbers out;
        Seeds seeds("example", {2, 5, {}}, places);
        seeds.play_each([&](std::uint64_t seed) {
            out.push_back(seed);
            return !failing.contains(seed);
        });
        EXPECT_EQ(seeds.played(), out.size());
        return out;
    }
    [[nodiscard]] std::string kept() const {
        std::ifstream in(places.failed / "example");
        return {std::istreambuf_iterator(in), {}};
    }

    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("vienreiz-seeds-" + std::to_string(::getpid()));
    Seeds::Places places{folder / "seeds.txt", folder / "failed"};
};

TEST_F(SeedsOf, ARunAreThoseOfTheListAndOfTheSlice) {
    EXPECT_EQ(played({}), (Numbers{9, 2, 3, 4}));
    EXPECT_FALSE(std::filesystem::exists(places.failed / "example"));
}

TEST_F(SeedsOf, ThatFailedArePlayedFirstUntilTheyPass) {
    EXPECT_EQ(played({3, 4}), (Numbers{9, 2, 3, 4}));
    EXPECT_EQ(kept(), "3\n4\n");
    EXPECT_EQ(played({4}), (Numbers{3, 4, 9, 2}));
    EXPECT_EQ(kept(), "4\n");
    EXPECT_EQ(played({}), (Numbers{4, 9, 2, 3}));
    EXPECT_EQ(kept(), "");
    EXPECT_EQ(played({}), (Numbers{9, 2, 3, 4}));
}

TEST_F(SeedsOf, TheOneThatIsPlayedCountsAsFailed) {
    Seeds("example", {2, 3, {}}, places).play_each([&](std::uint64_t seed) {
        EXPECT_EQ(kept(), std::to_string(seed) + "\n") << "a check that fails ends the program";
        return true;
    });
}

TEST(SeedsSlice, IsShortUnlessAllIsAskedFor) {
    auto slice = slice_of(nullptr, "7", sys_days(days(20'000)));
    EXPECT_EQ(slice.first, 0U);
    EXPECT_EQ(slice.end, usual_seeds);
    EXPECT_FALSE(slice.which);
}

TEST(SeedsSlice, OfTwentyDaysAreAHundredThousandSeeds) {
    std::set<std::uint64_t> firsts;
    for (int day = 20'000; day < 20'020; ++day) {
        auto slice = slice_of("1", nullptr, sys_days(days(day)));
        EXPECT_EQ(slice.end - slice.first, seeds_of_slice);
        EXPECT_EQ(slice.first % seeds_of_slice, 0U);
        EXPECT_LE(slice.end, 100'000U);
        firsts.insert(slice.first);
    }
    EXPECT_EQ(firsts.size(), slices);
    EXPECT_EQ(slices * seeds_of_slice, 100'000U);
}

TEST(SeedsSlice, IsTheOneThatIsNamed) {
    auto slice = slice_of("1", "19", sys_days(days(20'000)));
    EXPECT_EQ(slice.which, 19U);
    EXPECT_EQ(slice.first, 95'000U);
    EXPECT_EQ(slice.end, 100'000U);
    EXPECT_DEATH((void)slice_of("1", "20", sys_days(days(0))), "from 0 to 19");
}

TEST(SeedsList, SaysWhyOfEach) {
    std::istringstream list("# note\nquorum 39 finds it\nrollback 32 found it\nquorum 7 as well\n");
    EXPECT_EQ(listed_seeds(list, "quorum"), (std::set<std::uint64_t>{7, 39}));
    std::istringstream without("quorum 39\n");
    EXPECT_DEATH((void)listed_seeds(without, "quorum"), "and why");
}

} // namespace
} // namespace vienreiz::simulation
