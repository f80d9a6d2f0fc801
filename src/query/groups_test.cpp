#include "base/limits.hpp"
#include "query/groups.hpp"
#include "query/test_version.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace vienreiz::query::groups_test {

using test::condition;
using test::field;
using test::Version;

std::vector<std::string> told(const Version& version, std::string_view filter,
                              std::vector<std::string_view> by, std::string_view aggregates) {
    Grouping grouping;
    for (auto name : by) grouping.by.push_back(field(name)->column);
    if (!aggregates.empty()) grouping.of = parse_aggregates(aggregates, field).value();
    Selection selection(version.index(), filter.empty() ? Condition() : condition(filter));
    auto found = groups(version.index(), selection, grouping);
    check(found.has_value(), found ? "" : found.error().what);
    std::vector<std::string> out;
    for (const auto& group : *found) {
        std::string line;
        for (std::size_t at = 0; at < by.size(); ++at) {
            bool is_empty = group.by[at] == version.index().values(grouping.by[at]);
            line +=
                is_empty ? "-" : std::string(version.index().value(grouping.by[at], group.by[at]));
            line += ' ';
        }
        for (const auto& figure : group.figures) line += "[" + figure + "]";
        out.push_back(line);
    }
    return out;
}

using Lines = std::vector<std::string>;

const Version& people() {
    static const Version version({{"1", "10", "0.5", "Anna", "2020-01-01", "true"},
                                  {"2", "-4", "1.25", "Zane", "2019-05-05", "true"},
                                  {"3", "", "-3", "Anna", "", "false"},
                                  {"4", "9", "", "", "2021-12-31", "true"},
                                  {"5", "10", "100.125", "Anna", "2020-01-01", ""}});
    return version;
}

TEST(Groups, TellOfAllRowsWhereTheyAreNotGrouped) {
    EXPECT_EQ(told(people(), "", {}, "count,sum(age),avg(age),min(age),max(age),distinct(age)"),
              (Lines{"[5][25][6.25][-4][10][3]"}));
    EXPECT_EQ(told(people(), "", {}, "sum(share),avg(share),min(since),max(name)"),
              (Lines{"[98.875][24.71875][2019-05-05][Zane]"}));
    EXPECT_EQ(
        told(people(), "code eq 9", {}, "count,sum(age),avg(age),min(age),max(age),distinct(age)"),
        (Lines{"[0][][][][][0]"}));
}

TEST(Groups, AreInTheOrderOfTheirValuesAnEmptyOneLast) {
    EXPECT_EQ(told(people(), "", {"age"}, "count"), (Lines{"-4 [1]", "9 [1]", "10 [2]", "- [1]"}));
    EXPECT_EQ(told(people(), "not code eq 1", {"name", "active"}, "count,sum(share)"),
              (Lines{"Anna false [1][-3]", "Anna - [1][100.125]", "Zane true [1][1.25]",
                     "- true [1][]"}));
    EXPECT_EQ(told(people(), "", {"since"}, ""),
              (Lines{"2019-05-05 ", "2020-01-01 ", "2021-12-31 ", "- "}));
    EXPECT_EQ(told(people(), "code eq 9", {"since"}, "count"), Lines());
}

TEST(Groups, RoundAnAverageToSixDigitsMore) {
    Version version({{"1", "1", "0.1", "", "", ""},
                     {"2", "1", "0.1", "", "", ""},
                     {"3", "0", "0.2", "", "", ""}});
    EXPECT_EQ(told(version, "", {}, "avg(age),avg(share)"), (Lines{"[0.666667][0.1333333]"}));
    Version below(
        {{"1", "-1", "", "", "", ""}, {"2", "-1", "", "", "", ""}, {"3", "0", "", "", "", ""}});
    EXPECT_EQ(told(below, "", {}, "avg(age),sum(age)"), (Lines{"[-0.666667][-2]"}));
}

TEST(Groups, AddExactlyUpToThirtyEightDigits) {
    Version version({{"1", "9223372036854775807", "999999999999999999", "", "", ""},
                     {"2", "9223372036854775807", "0.000000000000000001", "", "", ""}});
    EXPECT_EQ(told(version, "", {}, "sum(age),sum(share)"),
              (Lines{"[18446744073709551614][999999999999999999.000000000000000001]"}));
    Version more([] {
        std::vector<std::vector<std::string>> rows;
        for (int at = 0; at < 200; ++at)
            rows.push_back({fmt::format("{:03}", at), "",
                            at ? "999999999999999999" : "0.000000000000000001", "", "", ""});
        return rows;
    }());
    Selection all(more.index(), {});
    auto found = groups(more.index(), all, {{}, parse_aggregates("sum(share)", field).value()});
    EXPECT_EQ(found.error().kind, Kind::too_large);
}

TEST(Groups, AgreeWithTheRowsThatAreReadThrough) {
    Version version(test::town(3'000));
    auto lines = told(version, "active eq true", {"name"}, "count,sum(age)");
    std::map<std::string, std::pair<int, int>> wanted;
    version.dataset->by_key("", [&](const store::Row& row) {
        if (row.cell(5) != "true") return true;
        auto& [count, sum] = wanted[std::string(row.cell(3))];
        ++count, sum += row.cell(1).empty() ? 0 : std::stoi(std::string(row.cell(1)));
        return true;
    });
    Lines expected;
    for (const auto& [name, figures] : wanted)
        if (!name.empty())
            expected.push_back(fmt::format("{} [{}][{}]", name, figures.first, figures.second));
    expected.push_back(fmt::format("- [{}][{}]", wanted[""].first, wanted[""].second));
    EXPECT_EQ(lines, expected);
}

TEST(Groups, TellTheirRowsWhereTheseAreFew) {
    Selection all(people().index(), {});
    auto by_name = groups(people().index(), all, {{3}, {}, 3}).value(); // Anna thrice, Zane, nobody
    ASSERT_EQ(by_name.size(), 3u);
    EXPECT_EQ(by_name[0].rows, std::vector<store::Rank>());
    EXPECT_EQ(by_name[1].rows, std::vector<store::Rank>{1});
    EXPECT_EQ(by_name[2].rows, std::vector<store::Rank>{3});
    EXPECT_EQ(groups(people().index(), all, {{3}, {}, 4})->at(0).rows,
              (std::vector<store::Rank>{0, 2, 4}));
    EXPECT_TRUE(groups(people().index(), all, {{3}, {}})->at(1).rows.empty());
    Selection one(people().index(), condition("code eq 4"));
    EXPECT_EQ(groups(people().index(), one, {{}, {}, 10})->at(0).rows, std::vector<store::Rank>{3});
}

TEST(Groups, AreBounded) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t at = 0; at <= limits::groups; ++at)
        rows.push_back({fmt::format("{:06}", at), "", "", "", "", ""});
    Version version(rows);
    Selection all(version.index(), {}), fewer(version.index(), condition("not code eq 000000"));
    EXPECT_EQ(groups(version.index(), fewer, {{0}, {}})->size(), limits::groups);
    auto refused = groups(version.index(), all, {{0}, {}});
    EXPECT_EQ(refused.error().kind, Kind::too_large);
    EXPECT_EQ(refused.error().where, "group_by");
}

TEST(Aggregates, AreOfFieldsThatMayBeHad) {
    for (const auto* wrong : {"", "total", "count(age)", "sum", "sum(age", "sum(height)",
                              "sum(name)", "avg(since)", "count,", "sum(age)x", "median(age)"}) {
        auto read = parse_aggregates(wrong, field);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().kind, Kind::invalid) << wrong;
        EXPECT_EQ(read.error().where, "aggregate") << wrong;
    }
    std::string many = "count";
    for (std::size_t at = 1; at < limits::aggregates; ++at) many += ",count";
    EXPECT_TRUE(parse_aggregates(many, field));
    EXPECT_EQ(parse_aggregates(many + ",count", field).error().kind, Kind::too_large);
}

} // namespace vienreiz::query::groups_test
