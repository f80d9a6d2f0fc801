// What the folder tells machines: OpenAPI and Prometheus.
#include "http/metrics.hpp"
#include "http/openapi.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <thread>

namespace vienreiz::describe_test {

using namespace http;

Operation row() {
    return {.method = Method::get,
            .path = "/datasets/{dataset}/rows/{key}",
            .id = "row",
            .summary = "One row",
            .tag = "rows",
            .parameters = {{.name = "fields",
                            .in = Parameter::In::query,
                            .required = false,
                            .description = "Which columns"}},
            .request = {},
            .response = json::Value(json::Object{{"type", "object"}}),
            .security = {"bearer"}};
}

const json::Object schemes{{"bearer", json::Object{{"type", "http"}, {"scheme", "bearer"}}}};

TEST(OpenApi, DescribesAnOperationInFull) {
    std::array operations{row()};
    auto document = openapi_document("Test", "1.2.3", operations, schemes);
    EXPECT_EQ(document.at("openapi"), "3.1.0");
    EXPECT_EQ(document.at("info").at("version"), "1.2.3");
    const auto& get = document.at("paths").at("/datasets/{dataset}/rows/{key}").at("get");
    EXPECT_EQ(get.at("operationId"), "row");
    ASSERT_EQ(get.at("parameters").as_array().size(), 3U);
    EXPECT_EQ(get.at("parameters").at(1), (json::Value{{"name", "dataset"},
                                                       {"in", "path"},
                                                       {"required", true},
                                                       {"schema", {{"type", "string"}}}}));
    EXPECT_EQ(
        get.at("responses").at("200").at("content").at("application/json").at("schema").at("type"),
        "object");
    EXPECT_TRUE(get.at("security").at(0).as_object().contains("bearer"));
}

TEST(OpenApi, NamesTheHeadersOfAnswersAndWhichOfThemProblemsCarry) {
    std::array operations{row(), row()};
    operations[1].id = "rows";
    operations[1].path = "/rows";
    operations[1].headers = {{.name = "ETag", .description = "Of the answer"},
                             {.name = "Receipt", .description = "Where", .of_failures = true}};
    auto document = openapi_document("Test", "1", operations, schemes);
    const auto& responses = document.at("paths").at("/rows").at("get").at("responses");
    const auto& headers = responses.at("200").at("headers").as_object();
    EXPECT_EQ(headers.at("ETag"),
              (json::Value{{"description", "Of the answer"}, {"schema", {{"type", "string"}}}}));
    EXPECT_TRUE(headers.contains("Receipt"));
    const auto& of_problems = responses.at("default").at("headers").as_object();
    EXPECT_TRUE(of_problems.contains("Receipt"));
    EXPECT_TRUE(of_problems.contains("Retry-After"));
    EXPECT_FALSE(of_problems.contains("ETag"));
    const auto& others = document.at("paths").at("/datasets/{dataset}/rows/{key}").at("get");
    EXPECT_FALSE(others.at("responses").at("200").as_object().contains("headers"));
    EXPECT_TRUE(others.at("responses").at("default").as_object().contains("$ref"));
}

TEST(OpenApi, TellsTheAnswersThatOnlyConditionsAndRangesGet) {
    std::array operations{row(), row(), row()};
    operations[1].id = operations[1].path = "/tagged";
    operations[1].headers = {{.name = "ETag", .description = "Of the answer"}};
    operations[2].id = operations[2].path = "/parts";
    operations[2].headers = {{.name = "ETag", .description = "Of the answer"},
                             {.name = "Accept-Ranges", .description = "bytes"}};
    auto document = openapi_document("Test", "1", operations, schemes);
    auto statuses = [&](std::string_view path) {
        std::set<std::string> out;
        for (const auto& [status, ignored] :
             document.at("paths").at(path).at("get").at("responses").as_object())
            out.emplace(status);
        return out;
    };
    EXPECT_EQ(statuses("/datasets/{dataset}/rows/{key}"),
              (std::set<std::string>{"200", "default"}));
    EXPECT_EQ(statuses("/tagged"), (std::set<std::string>{"200", "304", "default"}));
    EXPECT_EQ(statuses("/parts"), (std::set<std::string>{"200", "206", "304", "default"}));
    const auto& parts = document.at("paths").at("/parts").at("get").at("responses");
    EXPECT_TRUE(parts.at("206").at("headers").as_object().contains("Content-Range"));
    EXPECT_TRUE(parts.at("206").as_object().contains("content"));
    EXPECT_FALSE(parts.at("304").as_object().contains("content"));
    EXPECT_FALSE(parts.at("200").at("headers").as_object().contains("Content-Range"));
}

// Every $ref must point at something in the document.
void follow(const json::Value& document, const json::Value& value, int& references) {
    if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object) {
            if (key == "$ref") {
                ++references;
                boost::system::error_code error;
                EXPECT_NE(document.find_pointer(std::string(member.as_string()).substr(1), error),
                          nullptr)
                    << member;
            }
            follow(document, member, references);
        }
    }
    if (const auto* array = value.if_array())
        for (const auto& element : *array) follow(document, element, references);
}

TEST(OpenApi, RefersOnlyToWhatItHolds) {
    std::array operations{row(), row()};
    operations[1].id = "put_row";
    operations[1].method = Method::put;
    operations[1].request = json::Value(json::Object{{"type", "object"}});
    auto document = openapi_document("Test", "1", operations, schemes);
    int references = 0;
    follow(document, document, references);
    EXPECT_EQ(references, 3);
    EXPECT_EQ(document.at("paths").as_object().size(), 1U);
    EXPECT_TRUE(document.at("paths")
                    .at("/datasets/{dataset}/rows/{key}")
                    .at("put")
                    .at("requestBody")
                    .at("required")
                    .as_bool());
}

TEST(OpenApi, RefusesWhatContradictsItself) {
    std::array twice{row(), row()};
    EXPECT_DEATH(openapi_document("Test", "1", twice, schemes), "id of its own");
    std::array unknown{row()};
    EXPECT_DEATH(openapi_document("Test", "1", unknown), "security scheme");
    std::array astray{row()};
    astray[0].parameters[0].in = Parameter::In::path;
    EXPECT_DEATH(openapi_document("Test", "1", astray, schemes), "stand in its path");
}

TEST(Metrics, AreRenderedAsPrometheusReadsThem) {
    Metrics metrics;
    metrics.counter("requests_total", "Requests\nanswered.", {{"route", "a\"b\\"}}).add(3);
    metrics.counter("requests_total", "", {{"route", "c"}}).add();
    metrics.gauge("queue", "Waiting.").set(2.5);
    metrics.sample("uptime_seconds", "Since the start.", Metrics::Sampled::counter,
                   [] { return 7.0; });
    auto& wait = metrics.histogram("wait_seconds", "Waiting time.", {0.1, 1}, {{"q", "x"}});
    wait.observe(0.05);
    wait.observe(0.1);
    wait.observe(5);
    EXPECT_EQ(metrics.render(), R"(# HELP queue Waiting.
# TYPE queue gauge
queue 2.5
# HELP requests_total Requests\nanswered.
# TYPE requests_total counter
requests_total{route="a\"b\\"} 3
requests_total{route="c"} 1
# HELP uptime_seconds Since the start.
# TYPE uptime_seconds counter
uptime_seconds 7
# HELP wait_seconds Waiting time.
# TYPE wait_seconds histogram
wait_seconds_bucket{q="x",le="0.1"} 2
wait_seconds_bucket{q="x",le="1"} 2
wait_seconds_bucket{q="x",le="+Inf"} 3
wait_seconds_sum{q="x"} 5.15
wait_seconds_count{q="x"} 3
)");
}

TEST(Metrics, CountFromManyThreads) {
    Metrics metrics;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 1'000; ++i) {
                    metrics.counter("n", "").add();
                    metrics.histogram("h", "", seconds_buckets()).observe(0.01);
                }
            });
    }
    EXPECT_EQ(metrics.counter("n", "").get(), 4'000U);
    EXPECT_TRUE(metrics.render().contains("h_count 4000\n"));
}

TEST(Metrics, HaveOneTypeAndAProperName) {
    Metrics metrics;
    metrics.counter("n", "");
    EXPECT_DEATH(metrics.gauge("n", ""), "one type");
    EXPECT_DEATH(metrics.gauge("not a name", ""), "is a word");
}

} // namespace vienreiz::describe_test
