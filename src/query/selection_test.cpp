#include "query/order.hpp"
#include "query/selection.hpp"
#include "query/test_version.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace vienreiz::query::selection_test {

using store::Rank;
using Ranks = std::vector<Rank>;

using test::condition;
using test::field;
using test::town;
using test::Version;

Ranks read_through(const Version& version, const Condition& condition) {
    Ranks out;
    Rank rank = 0;
    version.dataset->by_key("", [&](const store::Row& row) {
        if (holds(condition, row)) out.push_back(rank);
        return ++rank, true;
    });
    return out;
}

Ranks selected(const Selection& selection, std::uint64_t from = 0) {
    Ranks out;
    selection.each(from, [&](Rank rank) { return out.push_back(rank), true; });
    return out;
}

const std::vector<std::string> filters{
    "age eq 41",
    "age ne 41",
    "age lt 9",
    "age le 9",
    "age gt 9",
    "age ge 10",
    "age null",
    "not age null",
    "age in (9, 10, 2, -3, 30, 1000)",
    "share lt 2.5",
    "share ge 10",
    "share eq 3.10",
    "name prefix An",
    "name prefix Ž",
    "name prefix Q",
    "name contains n",
    "name like \"*n?\"",
    "since prefix 2011",
    "since lt 2005-06-07",
    "active eq true",
    "code eq 00000",
    "name eq Anna and age gt 30",
    "name eq Anna or age gt 90",
    "not (name eq Anna or age lt 50)",
    "age ge 10 and age lt 20",
    "age ge 20 and age lt 10",
    "not (age ge 10 and age lt 20)",
    "active eq true and (share lt 1 or since null) and not name null",
    "age eq 41 and share eq 3.4 and name eq Zane",
    "age eq 1 or not age eq 1"};

TEST(Selection, HoldsTheRowsThatAreReadThrough) {
    for (std::size_t people : {1UL, 63UL, 64UL, 65UL, 3'000UL}) {
        Version version(town(people));
        for (const auto& filter : filters) {
            auto wanted = condition(filter);
            Selection selection(version.index(), wanted);
            auto rows = read_through(version, wanted);
            EXPECT_EQ(selected(selection), rows) << filter;
            EXPECT_EQ(selection.total(), rows.size()) << filter;
            auto behind = Ranks(std::ranges::lower_bound(rows, Rank(people / 2)), rows.end());
            EXPECT_EQ(selected(selection, people / 2), behind) << filter;
            for (Rank rank = 0; rank < people; rank += 17)
                EXPECT_EQ(selection.holds(rank), std::ranges::binary_search(rows, rank)) << filter;
        }
        EXPECT_EQ(Selection(version.index(), {}).total(), people);
    }
}

RC_GTEST_PROP(Selection, HoldsTheRowsOfAnyFilterPutTogether, ()) {
    static const Version version(town(1'000));
    std::string filter = *rc::gen::elementOf(filters);
    for (auto more = *rc::gen::inRange(0, 4); more > 0; --more) {
        auto other = *rc::gen::elementOf(filters);
        switch (*rc::gen::inRange(0, 3)) {
        case 0:
            filter = fmt::format("({}) and ({})", filter, other);
            break;
        case 1:
            filter = fmt::format("({}) or ({})", filter, other);
            break;
        default:
            filter = fmt::format("not ({})", filter);
        }
    }
    auto wanted = condition(filter);
    Selection selection(version.index(), wanted);
    auto rows = read_through(version, wanted);
    RC_ASSERT(selected(selection) == rows);
    RC_ASSERT(selection.total() == rows.size());
}

// All of it in pages, each from behind the last row of the one before.
Ranks in_pages(const Version& version, const Selection& selection, const Order& order,
               std::size_t most) {
    Ranks out;
    std::optional<Rank> after;
    for (;;) {
        auto rows = page(version.index(), selection, order, after, most);
        out.insert(out.end(), rows.begin(), rows.end());
        if (rows.size() < most) return out;
        after = rows.back();
    }
}

TEST(Order, GivesEveryRowOnceInOrderWhateverThePage) {
    Version version(town(2'000));
    const auto& index = version.index();
    for (const auto* filter :
         {"age ge -100 or age null", "name eq Anna", "code prefix 0", "age eq 41"})
        for (const auto* by : {"age", "-age", "name,-age", "-name,since,share", "active,-code"}) {
            Selection selection(index, condition(filter));
            auto order = parse_order(by, field).value();
            auto rows = selected(selection);
            std::ranges::stable_sort(rows, [&](Rank a, Rank b) {
                for (auto [column, descending] : order) {
                    auto x = index.ordinal(column, a), y = index.ordinal(column, b);
                    if (x != y) return descending ? x > y : x < y;
                }
                return false;
            });
            for (std::size_t most : {1UL, 7UL, 100UL, 5'000UL})
                EXPECT_EQ(in_pages(version, selection, order, most), rows)
                    << filter << " by " << by;
        }
}

TEST(Order, IsByFieldsThatMayBeHad) {
    EXPECT_EQ(parse_order("-age,name", field).value(), (Order{{1, true}, {3, false}}));
    for (const auto* wrong : {"", "-", "age,", "height", "--age", "age name"}) {
        auto order = parse_order(wrong, field);
        ASSERT_FALSE(order) << wrong;
        EXPECT_EQ(order.error().where, "sort");
    }
    EXPECT_TRUE(parse_order("age,age,age,age,age,age,age,age", field));
    EXPECT_EQ(parse_order("age,age,age,age,age,age,age,age,age", field).error().kind,
              Kind::too_large);
}

TEST(Condition, RefusesWhatAFieldCannotBeAskedFor) {
    struct Case {
        std::string filter, what;
    };
    for (const auto& [filter, what] : std::vector<Case>{
             {"height eq 1", "`height` is no field you may have"},
             {"age eq old", "`old` is not a whole number"},
             {"age prefix 4", "This is asked of text, dates and instants only"},
             {"age contains 4", "This is asked of text only; compare with lt, le, gt or ge"},
             {"active lt true", "true and false have no order; ask with eq"},
             {"name prefix \"\"", "This asks for nothing"}}) {
        auto bound = bind_to(parse_filter(filter).value(), field);
        ASSERT_FALSE(bound) << filter;
        EXPECT_EQ(bound.error().kind, Kind::invalid);
        EXPECT_EQ(bound.error().what, what) << filter;
    }
}

TEST(Like, TakesAStarForAnythingAndAQuestionMarkForACharacter) {
    for (auto [text, pattern] :
         std::vector<std::pair<std::string_view, std::string_view>>{{"", "*"},
                                                                    {"abc", "abc"},
                                                                    {"abc", "a*"},
                                                                    {"abc", "*c"},
                                                                    {"abc", "*b*"},
                                                                    {"āžz", "??z"},
                                                                    {"aXbXc", "a*b*c"},
                                                                    {"a*b", R"(a\*b)"},
                                                                    {"a\\", R"(a\\)"},
                                                                    {"mississippi", "m*iss*pi"},
                                                                    {"what?", R"(*\?)"}})
        EXPECT_TRUE(is_like(text, pattern)) << text << " " << pattern;
    for (auto [text, pattern] :
         std::vector<std::pair<std::string_view, std::string_view>>{{"a", ""},
                                                                    {"", "?"},
                                                                    {"abc", "ab"},
                                                                    {"abc", "bc"},
                                                                    {"aXb", R"(a\*b)"},
                                                                    {"āž", "?"},
                                                                    {"mississippi", "m*iss*pa"},
                                                                    {"ab", "a?b"}})
        EXPECT_FALSE(is_like(text, pattern)) << text << " " << pattern;
}

// A pattern that would keep a matcher of regular expressions busy for ever.
TEST(Like, TakesNoLongerThanTheTextTimesThePattern) {
    std::string text(100'000, 'a'), pattern;
    for (int star = 0; star < 50; ++star) pattern += "*a";
    EXPECT_FALSE(is_like(text, pattern + "*b"));
}

} // namespace vienreiz::query::selection_test
