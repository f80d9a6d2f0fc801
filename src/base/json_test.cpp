#include "base/json.hpp"
#include "base/limits.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::json_test {

enum class Access { open, restricted };
BOOST_DESCRIBE_ENUM(Access, open, restricted)
struct Field {
    std::string name;
    std::optional<std::string> label;
    Access access = Access::open;
};
BOOST_DESCRIBE_STRUCT(Field, (), (name, label, access))
struct Table {
    Id<struct TableTag> id;
    std::vector<Field> fields;
    std::map<std::string, std::int64_t> counts;
    std::optional<Day> since;
};
BOOST_DESCRIBE_STRUCT(Table, (), (id, fields, counts, since))

TEST(Json, WritesMembersInTheDescribedOrderAndLeavesOutEmptyOptionals) {
    Table table{{"t1"},
                {{"a", "A \"x\"\n", Access::restricted}, {"b", {}, Access::open}},
                {{"rows", -3}},
                {}};
    EXPECT_EQ(
        json::text(table),
        R"({"id":"t1","fields":[{"name":"a","label":"A \"x\"\n","access":"restricted"},{"name":"b","access":"open"}],"counts":{"rows":-3}})");
}

TEST(Json, ReadsBackWhatItWrote) {
    Table table{
        {"t1"}, {{"ā", "Ķ", Access::restricted}}, {{"rows", 3}}, Day{std::chrono::days(20000)}};
    auto back = json::read<Table>(json::text(table));
    ASSERT_TRUE(back) << back.error().what;
    EXPECT_EQ(json::text(*back), json::text(table));
}

TEST(Json, NamesThePlaceOfAFault) {
    auto fault = [](std::string_view text) {
        auto read = json::read<Table>(text);
        return read ? "none" : read.error().where + ": " + read.error().what;
    };
    EXPECT_EQ(fault(R"({"id":"t","fields":[{"name":7,"access":"open"}],"counts":{}})"),
              "/fields/0/name: Here stands a number, but text is wanted");
    EXPECT_EQ(fault(R"({"id":"t","fields":[{"name":"x","access":"shut"}],"counts":{}})"),
              "/fields/0/access: \"shut\" is not one of: open, restricted");
    EXPECT_EQ(fault(R"({"id":"t","counts":{}})"), "/fields: The member \"fields\" is missing");
    EXPECT_EQ(fault(R"({"id":"t","fields":[],"counts":{},"x/y":1})"),
              "/x~1y: There is no member \"x/y\" here; known are: id, fields, counts, since");
    EXPECT_EQ(fault(R"({"id":"t","fields":[],"counts":{"a":1.5}})"),
              "/counts/a: Here stands a number, but a whole number is wanted");
    EXPECT_EQ(fault(R"({"id":"t","fields":[],"counts":{},"since":"2024-13-01"})"),
              "/since: \"2024-13-01\" is not a date such as 2026-11-22");
}

TEST(Json, NamesEveryFault) {
    auto read = json::read<Table>(R"({"id":7,"fields":[{"name":1},{"name":"x","access":"open"},5],)"
                                  R"("counts":{"a":"b","c":"d"},"e":1,"f":1})");
    ASSERT_FALSE(read);
    std::string places = read.error().where;
    for (const auto& one : read.error().also) places += " " + one.where;
    EXPECT_EQ(places, "/id /fields/0/name /fields/0/access /fields/2 /counts/a /counts/c /e /f");
}

TEST(Json, RefusesWhatIsNotJson) {
    for (std::string_view text : {"", " ", "{", "{\"a\":1}x", "\xff", "nul", "{\"a\":}", "[1,]",
                                  "[1e999]", "{\"a\":[27E9215]}"})
        EXPECT_FALSE(json::parse(text)) << text;
}

TEST(Json, RefusesAMemberThatStandsTwice) {
    auto place = [](std::string_view text) {
        auto value = json::parse(text);
        return value ? "taken" : value.error().where;
    };
    EXPECT_EQ(place(R"({"a":1,"a":1})"), "/a");
    EXPECT_EQ(place(R"({"a":{"b":[0,{"c/d":1,"e":2,"c/d":3}]}})"), "/a/b/1/c~1d");
    EXPECT_EQ(place(R"([{"a":1},{"b":{"":[],"":{}}}])"), "/1/b/");
    EXPECT_EQ(place(R"({"ā":1,"\u0101":2})"), "/ā");
    EXPECT_EQ(place(R"({"a":":","b":"\\\":","c":["a","a"],"d":[{"a":1},{"a":2}],"e":{"e":{}}} )"),
              "taken");
}

TEST(Json, HoldsTheDepthLimit) {
    auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(json::parse(nested(limits::json_depth)));
    EXPECT_FALSE(json::parse(nested(limits::json_depth + 1)));
}

TEST(Json, DescribesItsSchema) {
    EXPECT_EQ(
        json::text(json::schema<Field>()),
        R"({"type":"object","properties":{"name":{"type":"string"},"label":{"type":"string"},"access":{"type":"string","enum":["open","restricted"]}},"additionalProperties":false,"required":["name","access"]})");
}

TEST(Json, EscapesWhereverTheCharacterStands) {
    for (std::size_t at = 0; at < 20; ++at)
        for (char special : {'"', '\\', '\n', '\x01'}) {
            std::string text(20, 'a');
            text[at] = special;
            std::string out;
            json::write_string(out, text);
            EXPECT_GT(out.size(), 22u) << at;
            EXPECT_EQ(std::string(json::parse(out)->as_string()), text);
        }
}

RC_GTEST_PROP(Json, ReadsBackAnyText, (const std::string& bytes)) {
    std::string out;
    json::write_string(out, bytes);
    auto back = json::parse(out);
    if (is_utf8(bytes))
        RC_ASSERT(back && std::string(back->as_string()) == bytes);
    else
        RC_ASSERT(!back);
}

} // namespace vienreiz::json_test
