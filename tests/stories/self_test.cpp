// The story runner must be able to fail: what it reads, compares and checks, on samples that break it.
#include "http/openapi.hpp"
#include "stories/matching.hpp"
#include "stories/schema.hpp"
#include "stories/story.hpp"

#include <gtest/gtest.h>

namespace vienreiz::stories {

json::Value of(std::string_view text) {
    auto value = json::parse(text);
    EXPECT_TRUE(value) << text;
    return value ? *value : json::Value();
}

TEST(StoryFile, IsTitlesStepsAndTheirText) {
    auto stories = read_stories(
        "a.story", "# One\n> why\nas anybody\nfile\n    a,b\n    1,2\n\n# Two\nGET /\n");
    ASSERT_TRUE(stories);
    ASSERT_EQ(stories->size(), 2u);
    EXPECT_EQ((*stories)[0].steps[1].text, "a,b\n1,2\n");
    EXPECT_EQ((*stories)[1].steps[0].line, 9u);
    EXPECT_FALSE(read_stories("a.story", "GET /\n"));
    EXPECT_FALSE(read_stories("a.story", "# One\n# Two\nGET /\n"));
}

TEST(Matching, NamesOnlyWhatMatters) {
    EXPECT_TRUE(text_matches("a*c*", "abbbcd"));
    EXPECT_FALSE(text_matches("a*c", "abbbcd"));
    EXPECT_TRUE(matches(of(R"({"a":{"b":[1,"x*"]}})"), of(R"({"a":{"b":[1,"xyz"],"c":2}})")));
    EXPECT_EQ(matches(of(R"({"a":{"b":[1,2]}})"), of(R"({"a":{"b":[1,3]}})")).error().where,
              "/a/b/1");
    EXPECT_FALSE(matches(of("[1]"), of("[1,2]")));
    EXPECT_FALSE(matches(of(R"({"a":null})"), of("{}")));
}

TEST(Schema, FindsWhatIsNotDescribed) {
    auto schema = of(
        R"({"type":"object","properties":{"n":{"type":"integer","minimum":0},"d":{"type":"string","format":"date"},"s":{"type":"array","items":{"type":"string","enum":["a","b"]}}},"additionalProperties":false,"required":["n"]})");
    EXPECT_TRUE(conforms(of(R"({"n":1,"d":"2026-11-22","s":["a"]})"), schema));
    for (auto* wrong : {R"({})", R"({"n":-1})", R"({"n":1.5})", R"({"n":1,"x":2})",
                        R"({"n":1,"d":"2026-13-01"})", R"({"n":1,"s":["c"]})", "[]"})
        EXPECT_FALSE(conforms(of(wrong), schema)) << wrong;
    EXPECT_FALSE(conforms(of("1"), of(R"({"oneOf":[]})")))
        << "an unknown keyword is not passed over";
}

TEST(Schema, OfTheMoreLiteralAddressWins) {
    auto openapi = of(
        R"({"paths":{"/a/{x}":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"type":"string"}}}}}}},
                                    "/a/b":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"type":"integer"}}}}}}}}})");
    EXPECT_EQ(json::text(*schema_for(openapi, "GET", "/a/b?x=1", 200)), R"({"type":"integer"})");
    EXPECT_EQ(json::text(*schema_for(openapi, "GET", "/a/c", 200)), R"({"type":"string"})");
    EXPECT_EQ(schema_for(openapi, "POST", "/a/c", 200), nullptr);
}

TEST(Problem, HasTheMembersOfTheStandard) {
    auto told = [](std::string body, std::string type = "application/problem+json") {
        return keeps_description(http::openapi_document("Test", "1", {}), "GET", "/",
                                 {404, {{"Content-Type", std::move(type)}}, std::move(body)});
    };
    EXPECT_TRUE(told(
        R"({"type":"/problems/missing","title":"Not Found","status":404,"detail":"There is none"})"));
    EXPECT_FALSE(told(
        R"({"type":"/problems/missing","title":"Not Found","status":400,"detail":"There is none"})"));
    EXPECT_FALSE(told(R"({"type":"/problems/missing","title":"Not Found","status":404})"));
    EXPECT_FALSE(told("not found", "text/plain"));
}

TEST(Problem, TellsSeveralMistakesTheFirstAsItsOwnAndNothingThatIsNotDescribed) {
    auto told = [](std::string_view more) {
        return keeps_description(
            http::openapi_document("Test", "1", {}), "GET", "/",
            {400,
             {{"Content-Type", "application/problem+json"}},
             R"({"type":"/problems/invalid","title":"Bad Request","status":400,"detail":"A")" +
                 std::string(more) + "}"});
    };
    EXPECT_TRUE(told(R"(,"errors":[{"detail":"A"},{"detail":"B","pointer":"/b"}])"));
    EXPECT_FALSE(told(R"(,"errors":[{"detail":"A"}])"));
    EXPECT_FALSE(told(R"(,"errors":[{"detail":"B"},{"detail":"A"}])"));
    EXPECT_FALSE(told(R"(,"errors":[{"detail":"A"},{"pointer":"/b"}])"));
    EXPECT_FALSE(told(R"(,"mistakes":[])"));
}

TEST(Headers, AreThoseTheDescriptionNames) {
    http::Operation operation{.path = "/a", .id = "a", .headers = {{.name = "ETag"}}};
    auto openapi = http::openapi_document("Test", "1", std::array{operation});
    auto sent = [&](std::string header) {
        return keeps_description(openapi, "GET", "/a", {200, {{std::move(header), "x"}}, ""});
    };
    EXPECT_TRUE(sent("etag"));
    EXPECT_TRUE(sent("Cache-Control"));
    EXPECT_FALSE(sent("Receipt"));
}

} // namespace vienreiz::stories
