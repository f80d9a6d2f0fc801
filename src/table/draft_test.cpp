#include "table/count.hpp"
#include "table/draft.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <set>
#include <unistd.h>

namespace vienreiz::table::draft_test {

class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view text)
        : path_(std::filesystem::temp_directory_path() / fmt::format("draft-{}.csv", ::getpid())) {
        std::ofstream(path_, std::ios::binary) << text;
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Draft draft_of(std::string_view text) {
    TemporaryFile file(text);
    auto result = draft(file.path(), {}, {});
    EXPECT_TRUE(result) << (result ? "" : result.error().what);
    return result ? *result : Draft{};
}

// A column of these values, in a file with a second column so that an empty cell is no blank line.
ColumnDraft column(const std::vector<std::string>& values, std::string_view name = "x") {
    auto text = fmt::format("{}|y\n", name);
    for (const auto& value : values) text += value + "|y\n";
    return draft_of(text).columns.at(0);
}

TEST(Draft, FindsWholeNumbers) {
    auto amount = column({"5", "", "-17", "5"});
    EXPECT_EQ(amount.spelling.type, Type::integer);
    EXPECT_EQ(amount.reason.in_english(), "whole numbers");
    EXPECT_EQ(amount.empty, 1u);
    EXPECT_EQ(amount.distinct, 2u);
    EXPECT_FALSE(amount.unique);
    EXPECT_EQ(amount.longest, 3u);
    EXPECT_EQ(amount.example, "5");
}

TEST(Draft, FindsDecimalsByTheirMark) {
    auto point = column({"1", "2.5", "-0.75"});
    EXPECT_EQ(point.spelling.type, Type::decimal);
    EXPECT_EQ(point.spelling.decimal_mark, DecimalMark::point);
    auto comma = column({"22500,0", "7"});
    EXPECT_EQ(comma.spelling.type, Type::decimal);
    EXPECT_EQ(comma.spelling.decimal_mark, DecimalMark::comma);
    EXPECT_EQ(comma.reason.in_english(), "decimal comma");
    EXPECT_EQ(
        column({"1,234", "12", "5,678"}).reason.in_english(),
        "decimal comma, but every one with three decimals (`1,234`): see that it does not set "
        "thousands apart");
}

TEST(Draft, SaysWhyNumbersBecomeText) {
    auto reason = [](const std::vector<std::string>& values) {
        auto judged = column(values);
        EXPECT_EQ(judged.spelling.type, Type::text);
        return judged.reason.in_english();
    };
    EXPECT_EQ(reason({"164", "0164"}), "leading zeros (`0164`), so text");
    EXPECT_EQ(reason({"+37129123456"}), "begins with a plus (`+37129123456`), so text");
    EXPECT_EQ(reason({"1", "1234567890123456789"}),
              "more than 18 digits (`1234567890123456789`), so text");
    EXPECT_EQ(reason({"40003032949", "40103000013"}),
              "every value has 11 digits: a code, not an amount, so text");
    EXPECT_EQ(reason({"1,5", "1.5"}), "both decimal marks (`1,5` and `1.5`), so text");
    EXPECT_EQ(reason({"1 234,50"}), "thousands set apart (`1 234,50`), so text");
    EXPECT_EQ(reason({"1", "2", "n/a"}),
              "whole numbers as far as line 4, where `n/a` stands, so text");
    EXPECT_EQ(reason({"2026-01-01", "2026-02-30"}),
              "dates as far as line 3, where `2026-02-30` stands, so text");
    EXPECT_EQ(reason({"2026-01-01 00:00:00"}),
              "times without a zone (`2026-01-01 00:00:00`), so text");
    EXPECT_EQ(reason({"0164A"}), "text");
    EXPECT_EQ(reason({"", ""}), "no value in the file, so text");
    EXPECT_EQ(reason({"NO", "no"}), "only `NO`: too little to tell yes or no from a code, so text");
}

TEST(Draft, TakesDigitsOfOneLengthForACodeOnlyWhenTheyAreLong) {
    auto type = [](const std::vector<std::string>& values) { return column(values).spelling.type; };
    EXPECT_EQ(type({"1999", "2026"}), Type::integer);
    EXPECT_EQ(type({"40003032949"}), Type::integer) << "one value has every length it has";
    EXPECT_EQ(type({"40003032949", "4000303294"}), Type::integer);
    EXPECT_EQ(type({"-12345678", "-22345678"}), Type::integer);
    EXPECT_EQ(type({"12345678", "", "87654321"}), Type::text);
}

TEST(Draft, FindsDatesInThreeOrders) {
    auto order = [](const std::vector<std::string>& values) {
        auto judged = column(values);
        EXPECT_EQ(judged.spelling.type, Type::date) << values[0];
        return judged.spelling.date_order;
    };
    EXPECT_EQ(order({"2026-11-22"}), DateOrder::iso);
    EXPECT_EQ(order({"22.11.2026", "1.2.2026"}), DateOrder::day_first);
    EXPECT_EQ(order({"20261122", "19180118"}), DateOrder::compact);
    EXPECT_EQ(column({"20261122", "4000300"}).spelling.type, Type::integer);
    EXPECT_EQ(column({"03/04/2026"}).reason.in_english(),
              "dates, taken as day first (`03/04/2026`): no day is above "
              "12, so the month may come first");
    EXPECT_EQ(column({"03/04/2026", "31/01/2026"}).reason.in_english(),
              "dates, day first (`03/04/2026`)");
    EXPECT_EQ(column({"03/04/2026", "01/31/2026"}).spelling.type, Type::text);
    EXPECT_EQ(column({"2026-11-22T01:29:49Z", "2026-11-22T01:29:49.5+02:00"}).spelling.type,
              Type::instant);
}

TEST(Draft, TakesZeroAndOneForNumbersUnlessNamedLikeAFlag) {
    auto plain = column({"0", "1", "1"});
    EXPECT_EQ(plain.spelling.type, Type::integer);
    EXPECT_EQ(plain.reason.in_english(),
              "only 0 and 1, so whole numbers: make it yes or no if that is what it means");
    EXPECT_EQ(column({"0", "1"}, "is_closed").spelling.type, Type::boolean);
    EXPECT_EQ(column({"0", "1", "2"}, "is_closed").spelling.type, Type::integer);
    EXPECT_EQ(column({"Jā", "nē"}).spelling.type, Type::boolean);
    EXPECT_EQ(column({"t", "f"}).reason.in_english(), "yes or no (`t`)");
}

TEST(Draft, SuggestsTheUniqueColumnNamedLikeACode) {
    auto drafted =
        draft_of("place,ratio,regcode,kind\nRīga,1.5,40003000,a\nCēsis,2.5,40003001,a\n");
    EXPECT_EQ(drafted.rows, 2u);
    EXPECT_EQ(drafted.key, 2u);
    EXPECT_EQ(draft_of("ratio,place\n1.5,Rīga\n2.5,Cēsis\n").key, 1u) << "no decimal is a key";
    EXPECT_EQ(draft_of("place\nRīga\nRīga\n").key, std::nullopt);
    EXPECT_EQ(draft_of("place,id\nRīga,1\nCēsis,\n").key, 0u) << "an empty cell is no key";
    EXPECT_EQ(draft_of("place,id\n").key, std::nullopt) << "nothing is unique among no rows";
}

TEST(Draft, CountsUnevenRecords) {
    auto drafted = draft_of("a,b\n1,2\n3\n4,5,6\n7,8\n");
    EXPECT_EQ(drafted.rows, 4u);
    EXPECT_EQ(drafted.uneven, 2u);
    EXPECT_EQ(drafted.first_uneven_line, 3u);
    EXPECT_EQ(drafted.columns.at(1).empty, 1u);
}

TEST(Draft, ReportsProgressAndUsesTheDialectGiven) {
    TemporaryFile file("a;b\nR\xEEga;1\n");
    std::uint64_t seen = 0;
    Dialect dialect{.delimiter = ';', .encoding = Encoding::windows1257};
    auto drafted = draft(file.path(), dialect, [&](std::uint64_t bytes) { seen = bytes; });
    ASSERT_TRUE(drafted);
    EXPECT_EQ(seen, 11u);
    EXPECT_EQ(drafted->columns.at(0).example, "Rīga");
    dialect.encoding = Encoding::utf8;
    auto flawed = draft(file.path(), dialect, {});
    ASSERT_TRUE(flawed);
    EXPECT_EQ(flawed->rows, 1u);
    EXPECT_EQ(flawed->flawed, 1u);
    EXPECT_EQ(flawed->columns.at(1).example, "") << "nothing is made of a record that is flawed";
}

TEST(Draft, KeepsSomeValuesToJudgeTheEncodingBy) {
    TemporaryFile file("vārds,b\nRīga,1\nRīga,x\nCēsis\x01,2\nOgre,3\n");
    auto drafted = draft(file.path(), {}, {});
    ASSERT_TRUE(drafted);
    EXPECT_EQ(drafted->letters, (std::vector<std::string>{"vārds", "Rīga", "Cēsis\\x01"}));
}

TEST(DistinctCount, IsExactUpToTenThousandAndCloseAbove) {
    DistinctCount count;
    for (std::uint64_t i = 1; i <= 10'000; ++i)
        for (int twice = 0; twice < 2; ++twice) count.add(hash_of(std::to_string(i)));
    EXPECT_EQ(count.count(), 10'000u);
    for (std::uint64_t i = 1; i <= 1'000'000; ++i) {
        count.add(hash_of(std::to_string(i)));
        if (i != 10'001 && i != 50'000 && i != 200'000 && i != 1'000'000) continue;
        auto real = static_cast<double>(i);
        EXPECT_NEAR(static_cast<double>(count.count()), real,
                    real * 0.03); // over three standard errors
    }
}

TEST(UniqueCheck, FindsARepetitionAcrossRunsOnDisk) {
    for (bool repeat : {false, true}) {
        UniqueCheck check(4096);
        for (std::uint64_t i = 0; i < 50'000; ++i) check.add(hash_of(std::to_string(i)));
        if (repeat) check.add(hash_of("17"));
        auto unique = check.unique();
        ASSERT_TRUE(unique);
        EXPECT_EQ(*unique, !repeat);
    }
}

RC_GTEST_PROP(UniqueCheck, AgreesWithASet, ()) {
    auto values =
        *rc::gen::container<std::vector<std::uint16_t>>(rc::gen::arbitrary<std::uint16_t>());
    UniqueCheck check(4);
    std::set<std::uint16_t> seen;
    for (auto value : values) check.add(value), seen.insert(value);
    RC_ASSERT(*check.unique() == (seen.size() == values.size()));
}

} // namespace vienreiz::table::draft_test
