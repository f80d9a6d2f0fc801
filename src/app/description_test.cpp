// The description for machines (/openapi.json): whole for every route there is, and for those to come.
#include "app/site_test.hpp"
#include "capabilities/catalogue/rules.hpp"
#include "platform/describe.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace vienreiz::app {
namespace {

const json::Value& document() {
    static const auto whole = platform::openapi_of(capabilities());
    return whole;
}

const json::Object& operation(const char* path, const char* method) {
    return document().at("paths").at(path).at(method).as_object();
}

// Calls each(name, operation) with names like "get /api/datasets".
template <class Each>
void each_operation(Each each) {
    for (const auto& path : document().at("paths").as_object())
        for (const auto& member : path.value().as_object())
            each(fmt::format("{} {}", std::string_view(member.key()), std::string_view(path.key())),
                 member.value().as_object());
}

bool has_schemas(const json::Value& body) {
    const auto* content = body.as_object().if_contains("content");
    if (!content || content->as_object().empty()) return false;
    for (const auto& type : content->as_object())
        if (!type.value().as_object().contains("schema")) return false;
    return true;
}

TEST(Description, SaysOfEveryRouteForProgramsWhatItTakesAndGives) {
    std::size_t routes = 0;
    for (const auto& capability : capabilities())
        for (const auto& endpoint : capability.endpoints)
            routes += endpoint.shows == platform::Shows::data;
    each_operation([&](const std::string& name, const json::Object& operation) {
        --routes;
        const auto& success = *operation.at("responses").as_object().begin();
        EXPECT_TRUE(success.key().starts_with('2')) << name;
        EXPECT_NE(has_schemas(success.value()), success.key() == "204")
            << name << " says what it gives: Endpoint::gives, or success = 204";
        bool changes =
            name.starts_with("post ") || name.starts_with("put ") || name.starts_with("patch ");
        if (!changes) return;
        const auto* body = operation.if_contains("requestBody");
        EXPECT_TRUE(body && has_schemas(*body)) << name << " says what it takes: Endpoint::takes";
    });
    EXPECT_EQ(routes, 0U) << "every route for programs is described";
}

TEST(Description, NamesHowRestrictedRowsAreAskedForAndThatOpenOnesNeedNothing) {
    for (auto* path : {"/api/datasets/{dataset}/rows", "/api/datasets/{dataset}/rows/{key}"})
        EXPECT_EQ(json::text(operation(path, "get").at("security")),
                  R"([{"system":[]},{"person":[]},{}])");
    EXPECT_EQ(json::text(operation("/api/datasets", "get").at("security")), "[]");
    EXPECT_EQ(json::text(operation("/api/agreements", "post").at("security")),
              R"([{"person":[]}])");
}

TEST(Description, NamesTheParametersOfRows) {
    const auto& rows = operation("/api/datasets/{dataset}/rows", "get");
    std::map<std::string, json::Value> schemas;
    for (const auto& one : rows.at("parameters").as_array()) {
        EXPECT_TRUE(one.at("in") == "path" || !one.at("description").as_string().empty());
        schemas.emplace(std::string(one.at("name").as_string()), one.at("schema"));
    }
    EXPECT_TRUE(schemas.contains("dataset"));
    EXPECT_EQ(schemas["filters"].at("type"), "object");
    EXPECT_EQ(schemas["format"].at("enum").as_array().size(), 4U);
    // No field may be called like one of the others, or nobody could ask by it; but by one that is called like one of
    // these, in a filter.
    const std::set<std::string> asked_in_a_filter{"filter", "sort", "group_by", "aggregate",
                                                  "as_of"};
    for (auto name : catalogue::reserved_names())
        EXPECT_TRUE(schemas.contains(std::string(name))) << name;
    for (const auto& name : asked_in_a_filter) EXPECT_TRUE(schemas.contains(name)) << name;
    EXPECT_EQ(schemas.size(), catalogue::reserved_names().size() + asked_in_a_filter.size() + 2);
    const auto& types = rows.at("responses").at("200").at("content").as_object();
    for (auto* type :
         {"application/json", "application/x-ndjson", "text/csv", "text/tab-separated-values"})
        EXPECT_TRUE(types.contains(type)) << type;
}

const json::Object* headers_of(const json::Object& operation) {
    const auto& success = operation.at("responses").as_object().begin()->value().as_object();
    const auto* headers = success.if_contains("headers");
    return headers ? &headers->as_object() : nullptr;
}

bool takes_header(const json::Object& operation, std::string_view name) {
    const auto* parameters = operation.if_contains("parameters");
    return parameters && std::ranges::any_of(parameters->as_array(), [&](const auto& one) {
               return one.at("in") == "header" && one.at("name") == json::Value(name);
           });
}

TEST(Description, SaysThatEveryCommandTakesAKeyAndIsAnsweredWithAReceipt) {
    std::size_t commands = 0;
    for (const auto& capability : capabilities())
        for (const auto& endpoint : capability.endpoints) {
            if (endpoint.shows == platform::Shows::page) continue;
            if (!std::holds_alternative<platform::Write>(endpoint.work)) continue;
            ++commands;
            const auto& command =
                operation(endpoint.path.c_str(), lower(http::name(endpoint.method)).c_str());
            const auto* headers = headers_of(command);
            EXPECT_TRUE(headers && headers->contains("Receipt")) << endpoint.path;
            EXPECT_TRUE(takes_header(command, "Idempotency-Key")) << endpoint.path;
        }
    EXPECT_GT(commands, 10U);
}

struct Asked {
    std::string address, of, login; // `of`: as the description names the address
};

TEST(Description, NamesTheHeadersThatAnswersCarry) {
    auto& site = Site::with_demonstration();
    std::set<std::string> seen;
    for (const auto& [address, of, login] :
         {Asked{"/openapi.json", "/openapi.json", ""},
          Asked{"/journals/main/tile/0/000.p/1", "/journals/{journal}/tile/{tile}", ""},
          Asked{"/journals/main/receipts/0", "/journals/{journal}/receipts/{index}", ""},
          Asked{"/api/datasets/uznemumi/rows?limit=1", "/api/datasets/{dataset}/rows", ""},
          Asked{"/api/datasets/transportlidzekli/rows?keys=ZZ9999", "/api/datasets/{dataset}/rows",
                "turetajs"},
          Asked{"/api/datasets/transportlidzekli/rows/BC2345", "/api/datasets/{dataset}/rows/{key}",
                "turetajs"}}) {
        auto answer = site.get(address, login.empty() ? "" : site.signed_in(login));
        ASSERT_EQ(answer.status, 200) << address;
        answer.headers.each([&](std::string_view name, std::string_view) {
            if (name == "Content-Type" || name == "Cache-Control") return;
            const auto* headers = headers_of(operation(of.c_str(), "get"));
            EXPECT_TRUE(headers && headers->contains(name)) << address << " sends " << name;
            seen.emplace(name);
        });
        const auto* headers = headers_of(operation(of.c_str(), "get"));
        EXPECT_EQ(answer.in_parts, headers && headers->contains("Accept-Ranges")) << address;
    }
    EXPECT_EQ(seen, (std::set<std::string>{"Content-Disposition", "ETag", "Finality", "Link",
                                           "Receipt", "Total-Count"}));
    // That somebody asked for what is not there is on record, too.
    auto missing =
        site.get("/api/datasets/transportlidzekli/rows/ZZ9999", site.signed_in("turetajs"));
    EXPECT_EQ(missing.status, 404);
    EXPECT_FALSE(missing.header("Receipt").empty());
    const auto& problems = operation("/api/datasets/{dataset}/rows/{key}", "get").at("responses");
    EXPECT_TRUE(problems.at("default").at("headers").as_object().contains("Receipt"));
}

TEST(Description, AsksInABodyForNothingThatStandsInTheAddress) {
    const auto& accept = operation("/api/agreements/{agreement}/acceptance", "post");
    const auto& body = accept.at("requestBody");
    EXPECT_EQ(json::text(body.at("content").at("application/json").at("schema").at("required")),
              R"(["revision"])");
    EXPECT_TRUE(body.at("required").as_bool());
    EXPECT_FALSE(operation("/api/systems/{system}", "delete").contains("requestBody"));
    const auto& publish = operation("/api/uploads/{upload}/publication", "post");
    EXPECT_FALSE(publish.at("requestBody").at("required").as_bool());
    const auto& token = operation("/oauth/token", "post").at("requestBody").at("content");
    EXPECT_TRUE(token.at("application/x-www-form-urlencoded")
                    .at("schema")
                    .at("properties")
                    .as_object()
                    .contains("client_assertion"));
}

} // namespace
} // namespace vienreiz::app
