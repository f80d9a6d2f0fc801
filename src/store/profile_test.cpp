#include "base/limits.hpp"
#include "store/profile.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace vienreiz::store::profile_test {

// The profile of one column beside a key, as the writer would have it.
ColumnProfile profile_of(table::Type type, const std::vector<std::string>& values) {
    constexpr std::size_t a_block = 1000;
    std::vector<Column> columns{{"key"}, {"value", type}};
    Profiler profiler(columns, 0);
    std::vector<std::uint8_t> rows;
    for (std::size_t begin = 0; begin < values.size(); begin += a_block) {
        auto count = std::min(a_block, values.size() - begin);
        std::size_t size = 0;
        for (std::size_t i = 0; i < count; ++i) size += values[begin + i].size() + 64;
        RowBlock block(size);
        block.offset = rows.size();
        for (std::size_t i = 0; i < count; ++i) {
            auto key = std::to_string(begin + i);
            std::vector<std::string_view> cells{key, values[begin + i]};
            encode_row(block.bytes.get() + block.used, cells);
            block.used += row_size(cells);
            ++block.rows;
        }
        profiler.add(block);
        rows.insert(rows.end(), block.bytes.get(), block.bytes.get() + block.used);
    }
    return profiler.finish(rows.data(), values.size())[1];
}

TEST(Profile, OrdersNumbersAsNumbers) {
    auto whole = profile_of(table::Type::integer, {"9", "-9", "10", "-10", "", "0"});
    EXPECT_EQ(whole.least, "-10");
    EXPECT_EQ(whole.greatest, "10");
    EXPECT_EQ(whole.empty, 1u);
    EXPECT_EQ(whole.distinct, 5u);
    auto decimal = profile_of(table::Type::decimal, {"3.5", "3.45", "-0.05", "-0.5",
                                                     "12.0000000000000001", "12.0000000000000002"});
    EXPECT_EQ(decimal.least, "-0.5");
    EXPECT_EQ(decimal.greatest, "12.0000000000000002");
    auto bounds =
        profile_of(table::Type::integer, {"9223372036854775807", "9223372036854775806",
                                          "-9223372036854775808", "-9223372036854775807"});
    EXPECT_EQ(bounds.least, "-9223372036854775808");
    EXPECT_EQ(bounds.greatest, "9223372036854775807");
}

TEST(Profile, OrdersTextByItsBytes) {
    auto text = profile_of(table::Type::text, {"9", "10", "Rīga", "Rīgas iela 2"});
    EXPECT_EQ(text.least, "10");
    EXPECT_EQ(text.greatest, "Rīgas iela 2");
    auto days = profile_of(table::Type::date, {"2026-11-22", "2026-11-21", "2026-11-23"});
    EXPECT_EQ(days.least, "2026-11-21");
    EXPECT_EQ(days.greatest, "2026-11-23");
}

RC_GTEST_PROP(Profile, FindsTheLeastAndTheGreatestNumber,
              (const std::vector<std::int64_t>& numbers)) {
    RC_PRE(!numbers.empty());
    std::vector<std::string> values;
    for (auto number : numbers) values.push_back(std::to_string(number));
    auto profile = profile_of(table::Type::integer, values);
    RC_ASSERT(profile.least == std::to_string(std::ranges::min(numbers)));
    RC_ASSERT(profile.greatest == std::to_string(std::ranges::max(numbers)));
}

RC_GTEST_PROP(Profile, FindsTheLeastAndTheGreatestText, (const std::vector<std::string>& values)) {
    std::vector<std::string> filled;
    for (const auto& value : values)
        if (!value.empty() && is_utf8(value)) filled.push_back(value);
    RC_PRE(!filled.empty());
    auto profile = profile_of(table::Type::text, filled);
    RC_ASSERT(profile.least == std::ranges::min(filled));
    RC_ASSERT(profile.greatest == std::ranges::max(filled));
}

TEST(Profile, CountsDifferentValuesWithinFivePercent) {
    for (std::size_t distinct : {1u, 100u, 5'000u, 150'000u}) {
        std::vector<std::string> values;
        for (std::size_t i = 0; i < 200'000; ++i)
            values.push_back(fmt::format("value {}", i % distinct));
        auto counted = static_cast<double>(profile_of(table::Type::text, values).distinct);
        EXPECT_NEAR(counted, static_cast<double>(distinct), static_cast<double>(distinct) * 0.05);
    }
}

TEST(Profile, NamesTheMostFrequentValuesFirst) {
    std::vector<std::string> values;
    for (int i = 0; i < 200'000; ++i) { // 200 blocks: the later ones are counted in part
        auto r = i * 7919 % 1000;
        values.push_back(r < 400   ? "Rīga"
                         : r < 600 ? "Liepāja"
                         : r < 700 ? "Daugavpils"
                         : r < 750 ? "Jelgava"
                         : r < 780 ? "Ventspils"
                                   : fmt::format("village {}", i));
    }
    EXPECT_EQ(profile_of(table::Type::text, values).top,
              (std::vector<std::string>{"Rīga", "Liepāja", "Daugavpils", "Jelgava", "Ventspils"}));
}

TEST(Profile, DoesNotCallAValueFrequentThatStandsOnce) {
    std::vector<std::string> values;
    for (int i = 0; i < 1000; ++i) values.push_back(fmt::format("value {}", i));
    EXPECT_TRUE(profile_of(table::Type::text, values).top.empty());
    EXPECT_EQ(profile_of(table::Type::text, {"a", "b", "b"}).top, (std::vector<std::string>{"b"}));
}

TEST(Profile, CutsLongValuesBetweenCharacters) {
    std::string at(limits::profile_value_bytes, 'x'), past = at + "x", inside = at.substr(1) + "ā";
    EXPECT_EQ(profile_of(table::Type::text, {at}).least, at);
    EXPECT_EQ(profile_of(table::Type::text, {past}).least, at);
    EXPECT_EQ(profile_of(table::Type::text, {inside}).least, at.substr(1));
}

TEST(Profile, OfAnEmptyColumnIsEmpty) {
    auto profile = profile_of(table::Type::integer, {"", ""});
    EXPECT_EQ(profile.empty, 2u);
    EXPECT_EQ(profile.distinct, 0u);
    EXPECT_EQ(profile.least, "");
    EXPECT_TRUE(profile.top.empty());
}

} // namespace vienreiz::store::profile_test
