#include "capabilities/distribution/distribution.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "capabilities/distribution/change_routes.hpp"
#include "capabilities/distribution/commands.hpp"
#include "capabilities/distribution/pages.hpp"
#include "capabilities/distribution/query.hpp"
#include "capabilities/distribution/questions.hpp"
#include "capabilities/distribution/render.hpp"
#include "crypto/random.hpp"
#include "platform/answers.hpp"

#include <fmt/format.h>

namespace vienreiz::distribution {
namespace {

using platform::Access;
using platform::Ask;
using platform::Found;
using platform::Role;
using platform::Tenant;

// ---- uploads ---------------------------------------------------------------------------------------

http::Response upload_state(std::string_view id, std::uint64_t offset) {
    http::Response response;
    response.status = 204;
    response.set("Location", fmt::format("/api/uploads/{}", id));
    response.set("Upload-Offset", std::to_string(offset));
    response.set("Cache-Control", "no-store");
    return response;
}

struct BeginUpload {
    DatasetId dataset;               // one that is described, or the id of one that is to be
    std::optional<std::string> file; // its name, for showing
};
BOOST_DESCRIBE_STRUCT(BeginUpload, (), (dataset, file))

Result<Found> begin_upload(Desk& desk, const Ask& ask) {
    auto wanted = TRY(ask.body<BeginUpload>());
    const auto& caller = ask.caller();
    if (auto named = catalogue::valid_id(wanted.dataset); !named)
        return Failure{named.error().kind, named.error().what, "/dataset"};
    auto dataset = catalogue::dataset(ask.view(), wanted.dataset);
    if (dataset && dataset->steward != caller.institution)
        return Failure{Kind::forbidden, "This dataset belongs to another institution", "/dataset"};
    Upload upload{crypto::random_id(ask.at),
                  wanted.dataset,
                  dataset ? dataset->steward : caller.institution,
                  by(caller),
                  ask.at,
                  wanted.file};
    TRY(desk.uploads.begin(upload));
    auto response = upload_state(upload.id, 0);
    response.status = 201;
    response.set("Content-Type", "application/json");
    response.body = json::text(upload);
    return response;
}

Result<Found> upload_part(Desk& desk, const Ask& ask) {
    auto upload = TRY(own_upload(desk, ask));
    auto offset = number<std::uint64_t>(ask.request.header("Upload-Offset"));
    if (!offset)
        return Failure{Kind::invalid, "A part says where it belongs in the header Upload-Offset"};
    auto end = ask.request.body_file.empty()
                   ? TRY(desk.uploads.append(upload.id, *offset, ask.request.body))
                   : TRY(desk.uploads.append_file(upload.id, *offset, ask.request.body_file));
    return upload_state(upload.id, end);
}

Result<Found> upload_offset(Desk& desk, const Ask& ask) {
    auto upload = TRY(own_upload(desk, ask));
    return upload_state(upload.id, TRY(desk.uploads.offset(upload.id)));
}

// ---- publications ----------------------------------------------------------------------------------

struct PublishBody {
    std::optional<Rejects> rejects;
    std::optional<table::Encoding> encoding;
    std::optional<table::Delimiter> delimiter;
    std::string upload; // from the address
};
BOOST_DESCRIBE_STRUCT(PublishBody, (), (rejects, encoding, delimiter, upload))

Result<Found> publish(Desk& desk, const Ask& ask) {
    auto upload = TRY(own_upload(desk, ask));
    auto body = TRY(ask.body<PublishBody>());
    TRY(desk.publications.start(
        ask.caller(),
        {upload.id, body.rejects.value_or(Rejects::refuse), {body.encoding, body.delimiter}}));
    auto response = platform::json_answer(TRY(desk.publications.find(upload.id)), 202);
    response.set("Location", fmt::format("/api/publications/{}", upload.id));
    return response;
}

Result<Found> publication(Desk& desk, const Ask& ask) {
    auto found = TRY(desk.publications.find(ask.parameter("publication")));
    TRY(may_see(desk, ask, found));
    return platform::json_answer(found);
}

Result<Found> rejects(Desk& desk, const Ask& ask) {
    auto found = TRY(desk.publications.find(ask.parameter("publication")));
    TRY(may_see(desk, ask, found));
    auto file = desk.uploads.rejects(found.id);
    std::error_code error;
    auto size = std::filesystem::file_size(file, error);
    if (error) return Failure{Kind::missing, "No row was rejected"};
    http::Response response;
    response.set("Content-Type", "text/csv; charset=utf-8; header=present");
    response.set("Content-Disposition",
                 fmt::format("attachment; filename=\"rejects-{}.csv\"", found.dataset.text));
    response.body = http::FileBody{file, 0, size};
    return response;
}

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

// ---- drafts ------------------------------------------------------------------------------------------

struct DraftBody {
    std::optional<table::Encoding> encoding;
    std::optional<table::Delimiter> delimiter;
    std::string upload; // from the address
};
BOOST_DESCRIBE_STRUCT(DraftBody, (), (encoding, delimiter, upload))

Result<Found> draft(Desk& desk, const Ask& ask) {
    auto upload = TRY(own_upload(desk, ask));
    auto body = TRY(ask.body<DraftBody>());
    return platform::json_answer(TRY(drafted_from(desk, upload, {body.encoding, body.delimiter})));
}

// ---- routes ------------------------------------------------------------------------------------------

using platform::Shows;
using Endpoints = std::vector<platform::Endpoint>;
using DeskSlot = std::shared_ptr<std::unique_ptr<Desk>>;

// Handlers of this capability take the desk besides the request.
platform::Read with(const DeskSlot& desk, Result<Found> (*handler)(Desk&, const Ask&)) {
    return [desk, handler](Ask& ask) { return handler(**desk, ask); };
}
platform::Read with_grants(const DeskSlot& desk, Result<Found> (*handler)(Grants&, const Ask&)) {
    return [desk, handler](Ask& ask) { return handler((*desk)->grants, ask); };
}

Access institution_members() { // the upload says whose it is
    return Access::people_and_systems({Role::steward}, Tenant::any);
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

http::Content rows_in_every_format() {
    http::Content out(json::schema<PageOfRows>());
    for (auto format : {Format::ndjson, Format::csv}) {
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
                  json::schema<std::uint64_t>())};
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

http::Parameter upload_offset_header() {
    return {.name = "Upload-Offset",
            .in = http::Parameter::In::header,
            .required = true,
            .description = "Where the part begins: as many bytes as have arrived",
            .schema = json::schema<std::uint64_t>()};
}

Endpoints query_endpoints(const DeskSlot& desk) {
    using enum http::Method;
    auto open = Access::open_to_anyone();
    // Open data is anybody's; restricted data a system's within an agreement, and the steward's own.
    auto by_dataset = Access::open_with_more_for({Role::steward});
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
         .work = platform::Slow{with_grants(desk, list_rows)},
         .gives = rows_in_every_format(),
         .parameters = of_queries_for_rows(),
         .sends = {platform::receipt_header(), platform::finality_header(), platform::etag_header(),
                   platform::next_page_header(), total_header()}},
        {.method = http::Method::post,
         .path = "/api/datasets/{dataset}/query",
         .summary = "The same question as a body",
         .access = by_dataset,
         .work = platform::Slow{with_grants(desk, ask_rows)},
         .takes = json::schema<AskRows>(),
         .gives = rows_in_every_format(),
         .sends = {platform::receipt_header(), platform::finality_header(), platform::etag_header(),
                   platform::next_page_header(), total_header()}},
        {.method = get,
         .path = "/api/datasets/{dataset}/versions",
         .summary = "The versions of a dataset",
         .access = open,
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

Endpoints upload_endpoints(const DeskSlot& desk) {
    using enum http::Method;
    auto members = institution_members();
    std::vector<http::Header> state{platform::location_header("the upload"),
                                    {.name = "Upload-Offset",
                                     .description = "How many bytes of it have arrived",
                                     .schema = json::schema<std::uint64_t>()}};
    return {
        {.method = post,
         .path = "/api/uploads",
         .summary = "Begin to upload a file",
         .access = members,
         .work = platform::Slow{with(desk, begin_upload)},
         .takes = json::schema<BeginUpload>(),
         .gives = json::schema<Upload>(),
         .sends = state,
         .success = 201},
        {.method = head,
         .path = "/api/uploads/{upload}",
         .summary = "Where an upload stands",
         .access = members,
         .work = with(desk, upload_offset),
         .sends = state,
         .success = 204},
        {.method = patch,
         .path = "/api/uploads/{upload}",
         .summary = "Send the next part of a file",
         .access = members,
         .work = platform::Slow{with(desk, upload_part)},
         .takes = http::Content::bytes(),
         .parameters = {upload_offset_header()},
         .sends = state,
         .success = 204,
         .body_limit = limits::upload_part},
        {.method = post,
         .path = "/api/uploads/{upload}/draft",
         .summary = "Draft a description from an uploaded file",
         .access = members,
         .work = platform::Slow{with(desk, draft)},
         .takes = json::schema<DraftBody>(),
         .gives = json::schema<catalogue::DraftedDataset>()},
        {.method = post,
         .path = "/api/uploads/{upload}/publication",
         .summary = "Publish an uploaded file as the next version",
         .access = members,
         .work = platform::Slow{with(desk, publish)},
         .takes = json::schema<PublishBody>(),
         .gives = json::schema<Publication>(),
         .sends = {platform::location_header("the publication")},
         .success = 202},
    };
}

Endpoints publication_endpoints(const DeskSlot& desk) {
    using enum http::Method;
    auto members = institution_members();
    return {
        {.method = get,
         .path = "/api/publications/{publication}",
         .summary = "How a publication goes",
         .access = members,
         .work = with(desk, publication),
         .gives = json::schema<Publication>()},
        {.method = get,
         .path = "/api/publications/{publication}/rejects",
         .summary = "The rows that did not fit, as CSV",
         .access = members,
         .work = with(desk, rejects),
         .gives = http::Content::text("text/csv"),
         .sends = {platform::file_name_header()}},
    };
}

Outcome remove_old_uploads(Desk& desk, Instant at) {
    desk.uploads.remove_older_than(at - std::chrono::hours(24));
    return {};
}

} // namespace

namespace {
void keep_quotas(Desk& desk) {
    if (auto kept = desk.grants.keep_quotas(); !kept)
        diagnostics::warn("The day's quotas were not kept", {{"why", kept.error().what}});
}

void close_desk(std::unique_ptr<Desk>& desk) {
    if (!desk) return;
    keep_quotas(*desk);
    desk.reset(); // a publication that runs still needs the sequencer
}
} // namespace

platform::Capability distribution() {
    auto desk = std::make_shared<std::unique_ptr<Desk>>();
    Endpoints endpoints;
    for (const auto& some :
         {query_endpoints(desk), change_endpoints(desk), upload_endpoints(desk),
          publication_endpoints(desk), steward_pages(desk), operator_pages(desk)})
        endpoints.insert(endpoints.end(), some.begin(), some.end());
    return {
        .name = "distribution",
        .endpoints = std::move(endpoints),
        .commands = commands(),
        .events = register_events,
        .rules = register_rules,
        .jobs = {{std::chrono::hours(1), "remove old uploads",
                  [desk](platform::Node& node) { return remove_old_uploads(**desk, node.now()); }},
                 {std::chrono::seconds(10), "keep the day's quotas",
                  [desk](platform::Node&) { return (*desk)->grants.keep_quotas(); }},
                 {std::chrono::seconds(1), "count what other nodes have answered",
                  [desk](platform::Node&) { return (*desk)->grants.follow_quotas(); }}},
        .start = [desk](platform::Node& node) -> Outcome {
            *desk = std::make_unique<Desk>(node);
            TRY((*desk)->grants.count_quotas());
            keep_quotas(**desk); // or a node that keeps falling would count the same each time
            TRY((*desk)->versions.remove_all_but(folders(*node.views->snapshot())));
            return (*desk)->follow_other_nodes();
        },
        .stop = [desk] { close_desk(*desk); },
    };
}

} // namespace vienreiz::distribution
