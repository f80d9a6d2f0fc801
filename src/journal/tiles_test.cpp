#include "journal/all_tiles_test.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace vienreiz::tiles_test {
using namespace journal;

TEST(Tiles, HaveTheStandardsPaths) {
    EXPECT_EQ(tile_path({TileName::Of::hashes, 0, 1'234'067}), "tile/0/x001/x234/067");
    EXPECT_EQ(tile_path({TileName::Of::hashes, 63, 0}), "tile/63/000");
    EXPECT_EQ(tile_path({TileName::Of::hashes, 1, 255, 17}), "tile/1/255.p/17");
    EXPECT_EQ(tile_path({TileName::Of::entries, 0, 123'456'789, 1}),
              "tile/entries/x123/x456/789.p/1");
}

TEST(Tiles, EveryNameIsReadAsItIsWritten) {
    EXPECT_TRUE(rc::check([] {
        TileName name;
        name.of = *rc::gen::element(TileName::Of::hashes, TileName::Of::entries);
        if (name.of == TileName::Of::hashes) name.level = *rc::gen::inRange(0U, tile_levels);
        name.number = *rc::gen::arbitrary<std::uint64_t>() >> *rc::gen::inRange(0, 64);
        name.width = *rc::gen::inRange(1U, tile_width + 1);
        RC_ASSERT(parse_tile_path(tile_path(name)).value() == name);
    }));
}

TEST(Tiles, ATileHasOneSpelling) {
    for (std::string_view path : {"",
                                  "tile",
                                  "tile/",
                                  "tile/0",
                                  "tile/0/",
                                  "tile/64/000",
                                  "tile/00/000",
                                  "tile/-1/000",
                                  "tile/0/0",
                                  "tile/0/0000",
                                  "tile/0/x000/001",
                                  "tile/0/x001/234/067",
                                  "tile/0/001/067",
                                  "tile/0/x001",
                                  "tile/0/000.p/0",
                                  "tile/0/000.p/256",
                                  "tile/0/000.p/01",
                                  "tile/0/000.p/",
                                  "tile/0/000.p",
                                  "tile/0/-01",
                                  "tile/0/x-01/000",
                                  "tile/entries",
                                  "tile/data/000",
                                  "tile/0/x999/x999/x999/x999/x999/x999/999",
                                  "/tile/0/000",
                                  "tile/0/000/",
                                  "tile/0//000",
                                  "tile/0/x018/x446/x744/x073/x709/x551/616"})
        EXPECT_FALSE(parse_tile_path(path)) << path;
    EXPECT_EQ(parse_tile_path("tile/0/x018/x446/x744/x073/x709/x551/615")->number, UINT64_MAX);
}

// "a tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of
// width 112, one full level 1 tile, one partial level 1 tile of width 17, and one partial level 2
// tile of width 1."
TEST(Tiles, ATreeOf70000HasThoseTheStandardCounts) {
    auto names = tiles_of(70'000);
    ASSERT_EQ(names.size(), 273U + 1 + 1 + 1 + 1);
    EXPECT_EQ(names[272], (TileName{TileName::Of::hashes, 0, 272, 256}));
    EXPECT_EQ(names[273], (TileName{TileName::Of::hashes, 0, 273, 112}));
    EXPECT_EQ(names[274], (TileName{TileName::Of::hashes, 1, 0, 256}));
    EXPECT_EQ(names[275], (TileName{TileName::Of::hashes, 1, 1, 17}));
    EXPECT_EQ(names[276], (TileName{TileName::Of::hashes, 2, 0, 1}));
    EXPECT_EQ(bundles_of(70'000).size(), 274U);
}

TEST(Tiles, ATreeOf256HasAFullTileAndOneAbove) {
    EXPECT_EQ(tiles_of(256), (std::vector<TileName>{{TileName::Of::hashes, 0, 0, 256},
                                                    {TileName::Of::hashes, 1, 0, 1}}));
    EXPECT_TRUE(tiles_of(0).empty());
}

} // namespace vienreiz::tiles_test
