#include "store/key_sort.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace vienreiz::store::key_sort_test {

using Numbered = std::vector<std::pair<std::string, std::uint64_t>>;

Numbered sorted(const std::vector<std::string>& keys, std::size_t memory) {
    ScratchFolder scratch;
    KeySorter sorter(scratch.path(), memory);
    std::uint64_t number = 0;
    for (const auto& key : keys) {
        ++number;
        check(sorter.add({key, 1000 + number, number}).has_value(), "a key is taken");
    }
    Numbered out;
    auto merged = sorter.merge([&](const KeyEntry& entry) -> Outcome {
        check(entry.offset == 1000 + entry.number, "offset and number stay together");
        out.emplace_back(entry.key, entry.number);
        return {};
    });
    check(merged.has_value(), "the runs are merged");
    return out;
}

Numbered expected(const std::vector<std::string>& keys) {
    Numbered out;
    for (const auto& key : keys) out.emplace_back(key, out.size() + 1);
    std::ranges::stable_sort(out, {}, &std::pair<std::string, std::uint64_t>::first);
    return out;
}

RC_GTEST_PROP(KeySorter, OrdersAsAStableSortDoes,
              (const std::vector<std::string>& keys, std::uint16_t memory)) {
    RC_ASSERT(sorted(keys, memory) == expected(keys));
}

TEST(KeySorter, OrdersKeysThatDifferOnlyBehindALongCommonPart) {
    std::vector<std::string> keys;
    for (int i = 0; i < 5000; ++i)
        keys.push_back("urn:register:persons:" + std::to_string(i * 7919 % 5000) +
                       std::string(300, '.'));
    for (std::size_t memory : {2'000u, 100'000u, 100'000'000u})
        EXPECT_EQ(sorted(keys, memory), expected(keys)) << memory;
}

TEST(KeySorter, HandsOnTheFailureOfWhoTakesTheKeys) {
    ScratchFolder scratch;
    KeySorter sorter(scratch.path(), 1000);
    ASSERT_TRUE(sorter.add({"k", 1, 1}));
    EXPECT_EQ(sorter.merge([](const KeyEntry&) -> Outcome { return Failure{Kind::conflict, "no"}; })
                  .error()
                  .kind,
              Kind::conflict);
}

} // namespace vienreiz::store::key_sort_test
