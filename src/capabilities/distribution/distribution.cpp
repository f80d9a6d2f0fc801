#include "capabilities/distribution/distribution.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "capabilities/distribution/change_routes.hpp"
#include "capabilities/distribution/commands.hpp"
#include "capabilities/distribution/pages.hpp"
#include "capabilities/distribution/query_routes.hpp"
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

// ---- rows that are pushed ----------------------------------------------------------------------------

struct Pushed {
    catalogue::Dataset dataset;
    Batch batch;
    Effect effect;
};
Result<Pushed> pushed_by(Desk& desk, const Ask& ask) {
    auto pushed = TRY(ask.body<PushRows>());
    auto dataset = catalogue::dataset(ask.view(), pushed.dataset);
    if (!dataset) return Failure{Kind::missing, "There is no such dataset; describe it first"};
    auto batch = TRY(batch_of(*dataset, pushed));
    auto current = current_version(ask.view(), dataset->id);
    TRY(batch.is_for(current ? current->number : 0));
    std::shared_ptr<const store::Dataset> rows;
    if (current) rows = TRY(desk.versions.open(current->folder));
    auto effect = TRY(effect_of(batch, *dataset, rows.get()));
    return Pushed{std::move(*dataset), std::move(batch), effect};
}

Result<Found> dry_run(Desk& desk, const Ask& ask) {
    return platform::json_answer(TRY(pushed_by(desk, ask)).effect);
}

// They become a version behind the answer.
Result<Found> push_rows(Desk& desk, const Ask& ask) {
    auto [dataset, batch, effect] = TRY(pushed_by(desk, ask));
    auto id = TRY(desk.publications.start(ask.caller(), dataset.id, std::move(batch)));
    auto response = platform::json_answer(TRY(desk.publications.find(id)), 202);
    response.set("Location", fmt::format("/api/publications/{}", id));
    return response;
}

// ---- publications, told --------------------------------------------------------------------------------

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

Access institution_members() { // the upload says whose it is
    return Access::people_and_systems({Role::steward}, Tenant::any);
}

http::Parameter upload_offset_header() {
    return {.name = "Upload-Offset",
            .in = http::Parameter::In::header,
            .required = true,
            .description = "Where the part begins: as many bytes as have arrived",
            .schema = json::schema<std::uint64_t>()};
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
        {.method = post,
         .path = "/api/datasets/{dataset}/rows",
         .summary = "Push rows: the next version is the current one with these changes",
         .access = Access::people_and_systems({Role::steward}, Tenant::own),
         .work = platform::Slow{with(desk, push_rows)},
         .owners = catalogue::steward_of,
         .takes = json::schema<PushRows>(),
         .gives = json::schema<Publication>(),
         .sends = {platform::location_header("the publication")},
         .success = 202},
        {.method = post,
         .path = "/api/datasets/{dataset}/dry-run",
         .summary = "What pushing these rows would do",
         .access = Access::people_and_systems({Role::steward}, Tenant::own),
         .work = platform::Slow{with(desk, dry_run)},
         .owners = catalogue::steward_of,
         .takes = json::schema<PushRows>(),
         .gives = json::schema<Effect>()},
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

// Those nobody asks for any more, and those of versions that are gone.
Outcome remove_extracts(Desk& desk, platform::Node& node) {
    auto named = folders(*node.views->snapshot());
    desk.extracts.remove_all_but({named.begin(), named.end()}, limits::extract_kept);
    return {};
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
         {query_routes(desk), sql_routes(desk), change_endpoints(desk), upload_endpoints(desk),
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
                 {std::chrono::minutes(1), "remove old downloads",
                  [desk](platform::Node& node) { return remove_extracts(**desk, node); }},
                 {std::chrono::seconds(10), "keep the day's quotas",
                  [desk](platform::Node&) { return (*desk)->grants.keep_quotas(); }},
                 {std::chrono::seconds(1), "count what other nodes have answered",
                  [desk](platform::Node&) { return (*desk)->grants.follow_quotas(); }}},
        .start = [desk](platform::Node& node) -> Outcome {
            *desk = std::make_unique<Desk>(node);
            TRY((*desk)->people.open());
            TRY((*desk)->extracts.open());
            TRY((*desk)->grants.count_quotas());
            keep_quotas(**desk); // or a node that keeps falling would count the same each time
            TRY((*desk)->versions.remove_all_but(folders(*node.views->snapshot())));
            return (*desk)->follow_other_nodes();
        },
        .stop = [desk] { close_desk(*desk); },
    };
}

} // namespace vienreiz::distribution
