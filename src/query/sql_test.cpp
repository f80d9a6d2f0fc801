#include "base/limits.hpp"
#include "query/sql.hpp"
#include "query/test_version.hpp"
#include "table/order.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::query::sql_test {

std::string filter_of(std::string_view where) {
    auto read = parse_sql("SELECT * FROM t WHERE " + std::string(where));
    check(read.has_value(), read ? "" : read.error().what + " " + read.error().where);
    return to_text(*read->filter);
}

TEST(Sql, AsksForRows) {
    auto read =
        parse_sql("select name, \"age\" from uznemumi where age >= 18 order by age desc, name "
                  "limit 10;");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->dataset, "uznemumi");
    EXPECT_EQ(read->fields, (std::vector<std::string>{"name", "age"}));
    EXPECT_EQ(to_text(*read->filter), "age ge \"18\"");
    EXPECT_EQ(read->sort, (std::vector<std::string>{"-age", "name"}));
    EXPECT_EQ(read->limit, 10u);
    EXPECT_TRUE(read->group_by.empty() && read->aggregates.empty());

    read = parse_sql("SELECT\n*\tFROM \"auto-registrs\"");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->dataset, "auto-registrs");
    EXPECT_TRUE(read->fields.empty() && !read->filter && read->sort.empty() && !read->limit);
}

TEST(Sql, AsksForGroups) {
    auto read = parse_sql("SELECT town, COUNT(*), avg(age), Count(Distinct name) FROM t WHERE age "
                          "IS NOT NULL GROUP BY town, active ORDER BY COUNT(*) DESC, town ASC");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->group_by, (std::vector<std::string>{"town", "active"}));
    EXPECT_EQ(read->aggregates, (std::vector<std::string>{"count", "avg(age)", "distinct(name)"}));
    EXPECT_EQ(read->sort, (std::vector<std::string>{"-count", "town"}));
    EXPECT_TRUE(read->fields.empty());

    read = parse_sql("SELECT DISTINCT town, name FROM t");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->group_by, (std::vector<std::string>{"town", "name"}));
    read = parse_sql("SELECT SUM(age), MIN(since), MAX(since) FROM t");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->aggregates, (std::vector<std::string>{"sum(age)", "min(since)", "max(since)"}));
    EXPECT_TRUE(read->group_by.empty());
}

TEST(Sql, ReadsConditions) {
    EXPECT_EQ(filter_of("a = 'it''s' AND b <> 5 OR NOT c"
                        " IN (1, -2.5, .5)"),
              R"((a eq "it's" and (not b eq "5" and not b null)) or )"
              R"((not c in ("1", "-2.5", "0.5") and not c null))");
    EXPECT_EQ(filter_of("a BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4"),
              R"((a ge "1" and a le "2") and (b lt "3" or b gt "4"))");
    EXPECT_EQ(filter_of("active = TRUE AND since < DATE '2020-01-01'"),
              R"(active eq "true" and since lt "2020-01-01")");
    EXPECT_EQ(filter_of("a LIKE 'S_A %' AND b NOT LIKE '100!%*' ESCAPE '!'"),
              R"(a like "S?A *" and (not b like "100%\\*" and not b null))");
    EXPECT_EQ(filter_of("NOT (a IS NULL OR NOT (b != 1 AND c >= 2))"),
              R"(not a null and ((not b eq "1" and not b null) and c ge "2"))");
    EXPECT_EQ(filter_of("a IS NOT NULL"), "not a null");
}

TEST(Sql, SaysWhatIsNoPartOfIt) {
    struct Wrong {
        std::string_view sql, says;
        std::size_t at;
    };
    for (auto [sql, says, at] : std::initializer_list<Wrong>{
             {"", "SELECT", 1},
             {"DROP TABLE t", "SELECT", 1},
             {"SELECT * FROM t; DROP TABLE t", "the end", 18},
             {"SELECT * FROM t -- all", "comments", 17},
             {"SELECT * FROM t /* all */", "comments", 17},
             {"SELECT * FROM t JOIN u ON a = b", "the end", 17},
             {"SELECT * FROM t, u", "the end", 16},
             {"SELECT * FROM (SELECT * FROM t)", "name of a dataset", 15},
             {"SELECT a AS b FROM t", "leave out AS", 10},
             {"SELECT pg_sleep(10) FROM t", "no function", 17},
             {"SELECT SUM(*) FROM t", "name of a field", 12},
             {"SELECT COUNT(a) FROM t", "DISTINCT", 14},
             {"SELECT a, COUNT(*) FROM t", "GROUP BY", 26},
             {"SELECT * FROM t GROUP BY a", "* has no meaning", 27},
             {"SELECT * FROM t WHERE a = b", "a literal", 27},
             {"SELECT * FROM t WHERE 1 = 1", "name of a field", 23},
             {"SELECT * FROM t WHERE a = ''", "IS NULL", 27},
             {"SELECT * FROM t WHERE a = NULL", "IS NULL", 27},
             {"SELECT * FROM t WHERE a = 'x", "not closed", 27},
             {"SELECT * FROM t WHERE a = 1e9", "is no number", 27},
             {"SELECT * FROM t WHERE a ~ 'x'", "no place", 25},
             {"SELECT * FROM t WHERE a LIKE '%!' ESCAPE '!'", "ends with its escape", 45},
             {"SELECT * FROM t WHERE a ILIKE 'x'", "a comparison", 25},
             {"SELECT * FROM t WHERE \"a b\" = 1", "such a name", 23},
             {"SELECT * FROM t LIMIT 10 OFFSET 20", "the end", 26},
             {"SELECT * FROM t LIMIT 'x'", "a whole number", 23},
             {"SELECT * FROM t WHERE a IN ()", "a literal", 29},
             {"SELECT * FROM t UNION SELECT * FROM u", "the end", 17},
             {"SELECT * FROM \xff", "UTF-8", 0}}) {
        auto read = parse_sql(sql);
        ASSERT_FALSE(read) << sql;
        EXPECT_EQ(read.error().kind, Kind::invalid) << sql;
        EXPECT_TRUE(read.error().what.contains(says)) << sql << ": " << read.error().what;
        auto place = at ? fmt::format("sql, character {}", at) : "sql";
        EXPECT_EQ(read.error().where, place) << sql;
    }
}

TEST(Sql, IsBounded) {
    auto where = [](std::string condition) { return "SELECT * FROM t WHERE " + condition; };
    auto kind = [](const std::string& sql) { return parse_sql(sql).error().kind; };
    std::string tests = "a = 1", list = "a IN (1", deep(limits::filter_depth, '(');
    for (std::size_t at = 1; at < limits::filter_tests; ++at) tests += " OR a = 1";
    for (std::size_t at = 1; at < limits::filter_listed; ++at) list += ",1";
    EXPECT_TRUE(parse_sql(where(tests)));
    EXPECT_EQ(kind(where(tests + " OR a = 1")), Kind::too_large);
    EXPECT_TRUE(parse_sql(where(list + ")")));
    EXPECT_EQ(kind(where(list + ",1)")), Kind::too_large);
    EXPECT_EQ(kind(where(deep + "a = 1" + std::string(limits::filter_depth, ')'))),
              Kind::too_large);
    std::string nots;
    for (int at = 0; at < 2'000; ++at) nots += "NOT ";
    EXPECT_EQ(kind(where(nots + "a = 1")), Kind::too_large);
    EXPECT_EQ(kind(where("a = '" + std::string(limits::filter_bytes, 'x') + "'")), Kind::too_large);
}

// ---- against SQL's own three truths, worked out row by row ------------------------------------------------

enum class Truth { no, unknown, yes };

struct Written { // as SQL has it
    enum class Sort { compare, in, like, between, is_null, both, either, opposite };
    Sort sort;
    std::size_t column = 0;
    std::string mark{};
    std::vector<std::string> values{};
    std::vector<Written> parts{};
};

const std::vector<std::string> some_values{"-5", "0", "7", "9", "10", "42"};

Written any_condition(int depth) {
    using enum Written::Sort;
    auto sort = *rc::gen::element(compare, in, like, between, is_null, both, either, opposite);
    if (depth == 0 && (sort == both || sort == either || sort == opposite)) sort = compare;
    Written out{.sort = sort};
    if (sort == both || sort == either || sort == opposite) {
        for (int at = 0; at < (sort == opposite ? 1 : 2); ++at)
            out.parts.push_back(any_condition(depth - 1));
        return out;
    }
    out.column = sort == like ? 3 : 1; // a text, or a number
    if (sort == compare)
        out.mark = *rc::gen::element<std::string>("=", "<>", "!=", "<", "<=", ">", ">=");
    if (sort == like)
        out.values = {*rc::gen::element<std::string>("An%", "%a", "_n%", "Zane", "%")};
    else if (sort == compare || sort == in || sort == between)
        out.values =
            *rc::gen::container<std::vector<std::string>>(2, rc::gen::elementOf(some_values));
    return out;
}

std::string to_sql(const Written& condition) {
    using enum Written::Sort;
    auto name = test::columns[condition.column].name;
    switch (condition.sort) {
    case compare:
        return fmt::format("{} {} {}", name, condition.mark, condition.values[0]);
    case in:
        return fmt::format("{} IN ({}, {})", name, condition.values[0], condition.values[1]);
    case like:
        return fmt::format("{} LIKE '{}'", name, condition.values[0]);
    case between:
        return fmt::format("{} BETWEEN {} AND {}", name, condition.values[0], condition.values[1]);
    case is_null:
        return name + " IS NULL";
    case both:
        return fmt::format("({} AND {})", to_sql(condition.parts[0]), to_sql(condition.parts[1]));
    case either:
        return fmt::format("({} OR {})", to_sql(condition.parts[0]), to_sql(condition.parts[1]));
    case opposite:
        return "NOT " + to_sql(condition.parts[0]);
    }
    return {};
}

Truth truth(bool is) { return is ? Truth::yes : Truth::no; }

Truth of_value(const Written& condition, const std::string& cell) {
    using enum Written::Sort;
    const auto& values = condition.values;
    auto less = [](std::string_view a, std::string_view b) {
        return table::precedes(table::Type::integer, a, b);
    };
    if (condition.sort == in) return truth(cell == values[0] || cell == values[1]);
    if (condition.sort == between) return truth(!less(cell, values[0]) && !less(values[1], cell));
    if (condition.sort == like) {
        if (values[0] == "%") return Truth::yes;
        if (values[0] == "An%") return truth(cell.starts_with("An"));
        if (values[0] == "%a") return truth(cell.ends_with("a"));
        if (values[0] == "_n%") return truth(cell.size() > 1 && cell[1] == 'n');
        return truth(cell == values[0]);
    }
    bool is_less = less(cell, values[0]), is_more = less(values[0], cell);
    if (condition.mark == "=") return truth(!is_less && !is_more);
    if (condition.mark == "<") return truth(is_less);
    if (condition.mark == "<=") return truth(!is_more);
    if (condition.mark == ">") return truth(is_more);
    if (condition.mark == ">=") return truth(!is_less);
    return truth(is_less || is_more);
}

Truth of_row(const Written& condition, const std::vector<std::string>& row) {
    using enum Written::Sort;
    if (condition.sort == both)
        return std::min(of_row(condition.parts[0], row), of_row(condition.parts[1], row));
    if (condition.sort == either)
        return std::max(of_row(condition.parts[0], row), of_row(condition.parts[1], row));
    if (condition.sort == opposite)
        return static_cast<Truth>(2 - static_cast<int>(of_row(condition.parts[0], row)));
    const auto& cell = row[condition.column];
    if (condition.sort == is_null) return truth(cell.empty());
    return cell.empty() ? Truth::unknown : of_value(condition, cell);
}

RC_GTEST_PROP(Sql, HoldsWhereItsConditionIsTrueAndNotWhereItIsUnknown, ()) {
    static const auto rows = [] {
        std::vector<std::vector<std::string>> out;
        for (const auto& age : {"-5", "0", "7", "8", "10", ""})
            for (const auto& name : {"Anna", "Zane", "Ansis", ""})
                out.push_back({fmt::format("{}", out.size()), age, "", name, "", ""});
        return out;
    }();
    static const test::Version version(rows);
    auto condition = any_condition(3);
    auto sql = "SELECT * FROM t WHERE " + to_sql(condition);
    auto read = parse_sql(sql);
    RC_LOG() << sql;
    RC_ASSERT(read.has_value());
    // Spelt out and read again, as it goes on to be answered.
    auto bound = test::condition(to_text(*read->filter));
    Selection selection(version.index(), bound);
    std::uint64_t wanted = 0;
    for (const auto& row : rows) {
        bool is_true = of_row(condition, row) == Truth::yes;
        RC_ASSERT(holds(bound, *version.dataset->find(row[0])) == is_true);
        wanted += is_true;
    }
    RC_ASSERT(selection.total() == wanted);
}

} // namespace vienreiz::query::sql_test
