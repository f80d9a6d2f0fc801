#include "store/key_index.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace vienreiz::store::key_index_test {

// An index over keys whose rows lie at 64, 65, ...
Result<KeyIndex> build(const ScratchFolder& scratch, const std::vector<std::string>& keys,
                       std::uint64_t seed, std::uint64_t part_lines) {
    auto rows_bytes = 64 + keys.size();
    auto writer = TRY(KeyIndexWriter::create(
        scratch.path(),
        {.rows = keys.size(), .rows_bytes = rows_bytes, .seed = seed, .part_lines = part_lines}));
    for (std::size_t i = 0; i < keys.size(); ++i) TRY(writer.add({keys[i], 64 + i, i + 1}));
    TRY(writer.finish());
    return KeyIndex::open(scratch.path() / "keys", rows_bytes);
}

// Whatever overflows a line, and the part that was filled in memory, is still found, and nothing
// else is.
RC_GTEST_PROP(KeyIndex, FindsEveryKeyHoweverTheLinesFill,
              (const std::set<std::string>& set, std::uint64_t seed)) {
    std::vector<std::string> keys(set.begin(), set.end());
    ScratchFolder scratch;
    auto index = build(scratch, keys, seed, *rc::gen::inRange<std::uint64_t>(1, 5));
    RC_ASSERT(index.has_value());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        RC_ASSERT(index->find(keys[i], [&](std::uint64_t offset) { return offset == 64 + i; }) ==
                  64 + i);
        RC_ASSERT(index->in_order(i) == 64 + i);
        RC_ASSERT(!index->find(keys[i], [](std::uint64_t) { return false; }));
    }
}

TEST(KeyIndex, SpillsItsPartsAndCarriesWhatTheyCannotHold) {
    ScratchFolder scratch;
    std::vector<std::string> keys;
    for (int i = 0; i < 60'000; ++i) keys.push_back(std::to_string(100'000 + i));
    for (std::uint64_t part_lines : {1'000u, 7'000u, 1'000'000u}) {
        std::filesystem::remove(scratch.path() / "keys");
        auto index = *build(scratch, keys, 7, part_lines);
        std::size_t found = 0, looked_at = 0;
        for (std::size_t i = 0; i < keys.size(); ++i)
            found += index
                         .find(keys[i],
                               [&](std::uint64_t offset) { return ++looked_at, offset == 64 + i; })
                         .has_value();
        EXPECT_EQ(found, keys.size());
        EXPECT_LT(looked_at, keys.size() + 100); // tags seldom agree by chance
    }
}

TEST(KeyIndex, RefusesTheIndexOfOtherRows) {
    ScratchFolder scratch;
    ASSERT_TRUE(build(scratch, {"a", "b"}, 1, 10));
    auto other = KeyIndex::open(scratch.path() / "keys", 1000);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, Kind::corrupt);
}

} // namespace vienreiz::store::key_index_test
