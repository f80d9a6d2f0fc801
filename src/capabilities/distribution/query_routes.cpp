#include "capabilities/distribution/query_routes.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/bulk.hpp"
#include "capabilities/distribution/query.hpp"
#include "capabilities/distribution/questions.hpp"
#include "platform/answers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {
namespace {

using platform::Access;
using platform::Ask;
using platform::Found;
using platform::Role;
using platform::Tenant;

Result<Found> list_versions(const Ask& ask) {
    return platform::json_answer(versions(ask.view(), {ask.parameter("dataset")}));
}

Result<Found> version_profile(Desk& desk, const Ask& ask) {
    auto dataset = catalogue::dataset(ask.view(), {ask.parameter("dataset")});
    if (!dataset) return Failure{Kind::missing, "There is no such dataset"};
    auto version = current_version(ask.view(), dataset->id);
    if (!version) return Failure{Kind::missing, "Nothing is published in this dataset yet"};
    return platform::json_answer(TRY(desk.versions.open(version->folder))->summary());
}

platform::Slow with_grants(const DeskSlot& desk, const Questions& questions) {
    return {.find = [desk, &questions](Ask& ask) { return questions.answer((*desk)->grants, ask); },
            .is_quick =
                [desk, &questions](Ask& ask) { return questions.is_quick((*desk)->grants, ask); }};
}
platform::Read with_grants(const DeskSlot& desk, Result<Found> (*handler)(Grants&, const Ask&)) {
    return [desk, handler](Ask& ask) { return handler((*desk)->grants, ask); };
}

platform::Later later_with(const DeskSlot& desk,
                           void (*handler)(Desk&, std::shared_ptr<Ask>, platform::Later::Give)) {
    return {[desk, handler](std::shared_ptr<Ask> ask, platform::Later::Give give) {
        handler(**desk, std::move(ask), std::move(give));
    }};
}

// What is written row by row (render.hpp), described: a member a field.
using RowMembers = std::map<std::string, json::Value>;
struct PageOfRows {
    DatasetId dataset;
    std::uint64_t version;
    std::optional<std::uint64_t> total; // on all pages; not where rows are asked for by keys
    std::vector<RowMembers> rows;
    std::optional<std::string> next; // address of the next page
};
BOOST_DESCRIBE_STRUCT(PageOfRows, (), (dataset, version, total, rows, next))

http::Header total_header() {
    return {.name = "Total-Count",
            .description = "How many rows are asked for, on all pages; not of keys"};
}

std::vector<http::Header> of_a_page() {
    return {platform::receipt_header(), platform::finality_header(), platform::etag_header(),
            platform::next_page_header(), total_header()};
}

http::Content rows_in_every_format() {
    http::Content out(json::schema<PageOfRows>());
    for (auto format : {Format::ndjson, Format::csv, Format::tsv}) {
        std::string type(content_type(format));
        out.schemas.merge(http::Content::text(type.substr(0, type.find(';'))).schemas);
    }
    return out;
}

http::Parameter parameter(std::string name, std::string description,
                          json::Value schema = json::schema<std::string>()) {
    return {.name = std::move(name),
            .description = std::move(description),
            .schema = std::move(schema)};
}

std::vector<http::Parameter> of_every_query() {
    return {
        parameter("fields", "Names of fields, with commas between; all you may have, when absent"),
        parameter("agreement", "Its id; needed when your institution has several on the dataset"),
        parameter("version", "An earlier version; the current one, when absent",
                  json::schema<std::uint64_t>()),
        parameter("as_of", "The version that was current then: a day (its end, in Riga) or an "
                           "instant. Not together with version")};
}

std::vector<http::Parameter> of_queries_for_rows() {
    auto out = of_every_query();
    json::Object limit{{"type", "integer"}, {"minimum", 1}, {"maximum", limits::page_rows}};
    json::Object filters{{"type", "object"}, {"additionalProperties", json::schema<std::string>()}};
    for (const auto& more :
         {parameter(
              "keys",
              fmt::format("Up to {} keys, the parameter once for each or with commas between; "
                          "a comma in a key is %2C. The rows come in their order. Not "
                          "together with filters or after",
                          limits::query_keys),
              json::schema<std::vector<std::string>>()),
          parameter("filter",
                    "Tests on fields: age ge 18 and (name prefix \"A\" or status in (a, b)); "
                    "the tests are eq, ne, lt, le, gt, ge, in, prefix, contains, like, "
                    "null, put together with and, or, not"),
          parameter("sort", "Names of fields with commas between, a minus before those that "
                            "descend; in the order of keys, when absent"),
          parameter("group_by", "Groups of rows that are alike in these fields, with commas "
                                "between, and not the rows; in the order of their values"),
          parameter("aggregate", "Figures of each group, or of all rows: count, sum(field), "
                                 "avg(field), min(field), max(field), distinct(field)"),
          parameter("after", "Rows that come after the one of this key; next says which"),
          parameter("limit",
                    fmt::format("Most rows in this answer; {}, or as many as agreed, when absent",
                                limits::page_rows_default),
                    std::move(limit)),
          parameter("format", "Goes before the header Accept; json, when both are absent",
                    json::schema<Format>()),
          parameter("filters",
                    "Any field you may have, by its own name, and the value it equals: "
                    "?field=value&other=value. Nothing after the =: where it is empty",
                    std::move(filters))})
        out.push_back(more);
    return out;
}

std::vector<http::Parameter> of_questions_in_sql() {
    auto query = parameter(
        "query", "SELECT … FROM dataset WHERE … GROUP BY … ORDER BY … LIMIT …, of one dataset");
    query.required = true;
    std::vector<http::Parameter> out{std::move(query)};
    for (auto& one : of_every_query())
        if (one.name != "fields") out.push_back(std::move(one));
    out.push_back(parameter("format", "Goes before the header Accept; json, when both are absent",
                            json::schema<Format>()));
    return out;
}

std::vector<http::Parameter> of_downloads() {
    auto out = of_every_query();
    for (auto& one : of_queries_for_rows())
        if (one.name == "filter" || one.name == "format" || one.name == "filters")
            out.push_back(std::move(one));
    std::ranges::find(out, "format", &http::Parameter::name)->description =
        "Goes before the header Accept; csv, when both are absent";
    return out;
}

http::Header digest_header() {
    return {.name = "Repr-Digest",
            .description = "RFC 9530: the SHA-256 of the whole, whichever part is sent"};
}

// Open data is anybody's; restricted data a system's within an agreement, and the steward's own.
Access access_by_dataset() { return Access::open_with_more_for({Role::steward}); }

} // namespace

Endpoints sql_routes(const DeskSlot& desk) {
    using enum http::Method;
    auto by_dataset = access_by_dataset();
    return {
        {.method = get,
         .path = "/api/sql",
         .summary = "The same question in SQL: the part of SELECT that asks one dataset",
         .access = by_dataset,
         .work = with_grants(desk, questions_by_sql),
         .gives = rows_in_every_format(),
         .parameters = of_questions_in_sql(),
         .sends = of_a_page()},
        {.method = http::Method::post,
         .path = "/api/sql",
         .summary = "A question in SQL as a body",
         .access = by_dataset,
         .work = with_grants(desk, questions_by_sql),
         .takes = json::schema<AskSql>(),
         .gives = rows_in_every_format(),
         .sends = of_a_page()},
    };
}

Endpoints query_routes(const DeskSlot& desk) {
    using enum http::Method;
    auto by_dataset = access_by_dataset();
    return {
        {.method = get,
         .path = "/api/datasets/{dataset}/rows/{key}",
         .summary = "One row by its key",
         .access = by_dataset,
         .work = with_grants(desk, look_up),
         .gives = json::schema<RowMembers>(),
         .parameters = of_every_query(),
         .sends = {platform::receipt_header(), platform::finality_header(),
                   platform::etag_header()}},
        {.method = get,
         .path = "/api/datasets/{dataset}/rows",
         .summary = "Rows by keys, by equality, page by page",
         .access = by_dataset,
         .work = with_grants(desk, questions_by_address),
         .gives = rows_in_every_format(),
         .parameters = of_queries_for_rows(),
         .sends = of_a_page()},
        {.method = http::Method::post,
         .path = "/api/datasets/{dataset}/query",
         .summary = "The same question as a body",
         .access = by_dataset,
         .work = with_grants(desk, questions_by_body),
         .takes = json::schema<AskRows>(),
         .gives = rows_in_every_format(),
         .sends = of_a_page()},
        {.method = get,
         .path = "/api/datasets/{dataset}/bulk",
         .summary = "All rows, or those asked for, as one file that may be had in parts",
         .access = by_dataset,
         .work = later_with(desk, download),
         .gives = rows_in_every_format(),
         .parameters = of_downloads(),
         .sends = {platform::receipt_header(), platform::finality_header(), platform::etag_header(),
                   digest_header(), platform::file_name_header(), total_header()}},
        {.method = get,
         .path = "/api/datasets/{dataset}/versions",
         .summary = "The versions of a dataset",
         .access = Access::open_to_anyone(),
         .work = platform::Read(list_versions),
         .gives = json::schema<std::vector<Version>>()},
        {.method = get,
         .path = "/api/datasets/{dataset}/profile",
         .summary = "What the current version holds, column by column",
         .access = Access::people({Role::steward}, Tenant::own),
         .work = with(desk, version_profile),
         .owners = catalogue::steward_of,
         .gives = json::schema<store::DatasetSummary>()},
    };
}

} // namespace vienreiz::distribution
