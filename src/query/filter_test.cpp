#include "base/limits.hpp"
#include "query/filter.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::query::filter_test {

Filter test(std::string field, Relation relation, std::vector<std::string> values) {
    return {.form = Filter::Form::test,
            .field = std::move(field),
            .relation = relation,
            .values = std::move(values)};
}
Filter put_together(Filter::Form form, std::vector<Filter> parts) {
    return {.form = form, .parts = std::move(parts)};
}

TEST(Filter, IsReadWithAndBindingCloserThanOr) {
    using Form = Filter::Form;
    auto read = parse_filter(R"(a eq 1 or b lt "x y" and not (c null or d in (p, "q,r")))");
    ASSERT_TRUE(read) << read.error().what;
    auto inner = put_together(
        Form::any_of, {test("c", Relation::null, {}), test("d", Relation::in, {"p", "q,r"})});
    EXPECT_EQ(*read,
              put_together(Form::any_of,
                           {test("a", Relation::eq, {"1"}),
                            put_together(Form::all_of, {test("b", Relation::lt, {"x y"}),
                                                        put_together(Form::none_of, {inner})})}));
}

TEST(Filter, TakesAnyValueInQuotes) {
    EXPECT_EQ(parse_filter(R"(name like "\"a\\* (ā,)\"")")->values,
              (std::vector<std::string>{R"x("a\* (ā,)")x"}));
    EXPECT_EQ(parse_filter(R"(a eq "")")->values, (std::vector<std::string>{""}));
    EXPECT_EQ(parse_filter("day ge 2020-01-01")->values, (std::vector<std::string>{"2020-01-01"}));
}

TEST(Filter, SaysWhereItCannotBeRead) {
    struct Case {
        std::string text, where, what;
    };
    for (const auto& [text, where, what] : std::vector<Case>{
             {"", "filter, character 1",
              "Here comes the end, and the name of a field was expected"},
             {"a", "filter, character 2",
              "Here comes the end, and eq, ne, lt, le, gt, ge, in, prefix, contains, like or "
              "null "
              "was expected"},
             {"a is 1", "filter, character 3",
              "Here comes `is`, and eq, ne, lt, le, gt, ge, in, prefix, contains, like or null "
              "was "
              "expected"},
             {"a eq", "filter, character 5", "Here comes the end, and a value was expected"},
             {"a eq 1 b", "filter, character 8",
              R"(Here comes `b`, and "and", "or" or the end was expected)"},
             {"(a eq 1", "filter, character 8",
              "Here comes the end, and a closing parenthesis was expected"},
             {"a in 1", "filter, character 6",
              "Here comes `1`, and the list of values in parentheses was expected"},
             {"a in (1 2)", "filter, character 9",
              "Here comes `2`, and a comma or a closing parenthesis was expected"},
             {"a in ()", "filter, character 7", "Here comes `)`, and a value was expected"},
             {R"(a eq "x)", "filter, character 6",
              "The quotes that are opened here are not closed"},
             {R"(a eq "\n")", "filter, character 8",
              "A backslash stands before a quote or a backslash only"},
             {"a eq 1 and", "filter, character 11",
              "Here comes the end, and the name of a field was expected"},
             {"a eq \xff", "filter", "A filter is UTF-8"}}) {
        auto read = parse_filter(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().kind, Kind::invalid);
        EXPECT_EQ(read.error().what, what) << text;
        EXPECT_EQ(read.error().where, where) << text;
    }
}

std::string repeated(std::string_view text, std::size_t times, std::string_view between = "") {
    std::string out;
    for (std::size_t at = 0; at < times; ++at) {
        if (at) out += between;
        out += text;
    }
    return out;
}

TEST(Filter, IsBounded) {
    auto kind = [](const std::string& text) {
        auto read = parse_filter(text);
        return read ? std::optional<Kind>() : read.error().kind;
    };
    auto deep = limits::filter_depth - 1;
    EXPECT_TRUE(parse_filter(repeated("(", deep) + "a eq 1" + repeated(")", deep)));
    EXPECT_EQ(kind(repeated("(", deep + 1) + "a eq 1" + repeated(")", deep + 1)), Kind::too_large);
    EXPECT_TRUE(parse_filter(repeated("not ", deep) + "a eq 1"));
    EXPECT_EQ(kind(repeated("not ", deep + 1) + "a eq 1"), Kind::too_large);
    EXPECT_TRUE(parse_filter(repeated("a eq 1", limits::filter_tests, " or ")));
    EXPECT_EQ(kind(repeated("a eq 1", limits::filter_tests + 1, " or ")), Kind::too_large);
    EXPECT_TRUE(parse_filter("a in (" + repeated("1", limits::filter_listed, ",") + ")"));
    EXPECT_EQ(kind("a in (" + repeated("1", limits::filter_listed + 1, ",") + ")"),
              Kind::too_large);
    EXPECT_TRUE(parse_filter("a eq " + std::string(limits::filter_bytes - 5, 'x')));
    EXPECT_EQ(kind("a eq " + std::string(limits::filter_bytes - 4, 'x')), Kind::too_large);
}

Filter any_filter(int depth) {
    auto value =
        rc::gen::element<std::string>("", "a", "x y", "\"", "\\", "(),", "ā", "and", "null");
    auto name = *rc::gen::element<std::string>("a", "code", "registered_at");
    auto sort = depth == 0 ? 0 : *rc::gen::inRange(0, 4);
    if (sort == 0) {
        auto which = *rc::gen::element(Relation::eq, Relation::ne, Relation::ge, Relation::in,
                                       Relation::like, Relation::null);
        if (which == Relation::null) return test(name, which, {});
        auto count = which == Relation::in ? *rc::gen::inRange<std::size_t>(1, 4) : 1;
        return test(name, which, *rc::gen::container<std::vector<std::string>>(count, value));
    }
    if (sort == 1) return put_together(Filter::Form::none_of, {any_filter(depth - 1)});
    std::vector<Filter> parts;
    for (auto count = *rc::gen::inRange(2, 4); count > 0; --count)
        parts.push_back(any_filter(depth - 1));
    return put_together(sort == 2 ? Filter::Form::all_of : Filter::Form::any_of, std::move(parts));
}

RC_GTEST_PROP(Filter, IsReadAsItWasWritten, ()) {
    auto filter = any_filter(3);
    auto read = parse_filter(to_text(filter));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == filter);
}

} // namespace vienreiz::query::filter_test
