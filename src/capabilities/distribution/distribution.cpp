#include "capabilities/distribution/distribution.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/commands.hpp"
#include "capabilities/distribution/pages.hpp"
#include "capabilities/distribution/query.hpp"
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
    DatasetId dataset; // one that is described, or the id of one that is to be
};
BOOST_DESCRIBE_STRUCT(BeginUpload, (), (dataset))

Result<Found> begin_upload(Desk& desk, const Ask& ask) {
    auto wanted = TRY(ask.body<BeginUpload>());
    const auto& caller = ask.caller();
    auto dataset = catalogue::dataset(ask.view(), wanted.dataset);
    if (dataset && dataset->steward != caller.institution && !caller.roles.has(Role::operator_))
        return Failure{Kind::forbidden, "This dataset belongs to another institution", "/dataset"};
    Upload upload{crypto::random_id(ask.at), wanted.dataset,
                  dataset ? dataset->steward : caller.institution, by(caller), ask.at};
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
    std::optional<std::string> delimiter;
    std::string upload; // from the address
};
BOOST_DESCRIBE_STRUCT(PublishBody, (), (rejects, encoding, delimiter, upload))

Result<PublishUpload> wish_of(const PublishBody& body, const std::filesystem::path& file) {
    PublishUpload wish{body.upload, body.rejects.value_or(Rejects::refuse)};
    if (!body.encoding && !body.delimiter) return wish;
    wish.dialect = TRY(table::detect_file(file));
    if (body.encoding) wish.dialect->encoding = *body.encoding;
    if (body.delimiter) {
        if (body.delimiter->size() != 1)
            return Failure{Kind::invalid, "A delimiter is one character", "/delimiter"};
        wish.dialect->delimiter = body.delimiter->front();
    }
    return wish;
}

Result<Found> publish(Desk& desk, const Ask& ask) {
    auto upload = TRY(own_upload(desk, ask));
    auto body = TRY(ask.body<PublishBody>());
    auto wish = TRY(wish_of(body, desk.uploads.file(upload.id)));
    TRY(desk.publications.start(ask.caller(), wish));
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

Result<Found> draft(Desk& desk, const Ask& ask) {
    auto upload = TRY(own_upload(desk, ask));
    return platform::json_answer(TRY(drafted_from(desk, upload)));
}

} // namespace

platform::Capability distribution() {
    using enum http::Method;
    auto desk = std::make_shared<std::unique_ptr<Desk>>();
    // Handlers of this capability take the desk besides the request.
    auto with = [desk](auto handler) {
        return platform::Read(
            [desk, handler](Ask& ask) -> Result<Found> { return handler(**desk, ask); });
    };
    auto slowly = [with](auto handler) { return platform::Slow{with(handler)}; };
    auto grants_of = [](auto handler) {
        return [handler](Desk& at, const Ask& ask) { return handler(at.grants, ask); };
    };

    auto institution_members = Access::people_and_systems(
        {Role::steward, Role::operator_}, Tenant::any); // the upload says whose it is
    auto profile_readers =
        Access::people({Role::steward, Role::auditor, Role::operator_}, Tenant::own);
    auto open = Access::open_to_anyone();
    auto steward_of = catalogue::steward_of;
    using platform::Shows;
    std::vector<platform::Endpoint> endpoints = {
        {get,
         "/api/datasets/{dataset}/rows/{key}",
         "One row by its key",
         open,
         with(grants_of(look_up)),
         Shows::data,
         {},
         {},
         {},
         {"fields", "agreement", "version"}},
        {get,
         "/api/datasets/{dataset}/rows",
         "Rows by keys, by equality, page by page",
         open,
         slowly(grants_of(list_rows)),
         Shows::data,
         {},
         {},
         {},
         {"keys", "fields", "agreement", "version", "after", "limit", "format"}},
        {get,
         "/api/datasets/{dataset}/versions",
         "The versions of a dataset",
         open,
         platform::Read(list_versions),
         Shows::data,
         {},
         {},
         json::schema<std::vector<Version>>()},
        {get,
         "/api/datasets/{dataset}/profile",
         "What the current version holds, column by column",
         profile_readers,
         with(version_profile),
         Shows::data,
         steward_of,
         {},
         json::schema<store::DatasetSummary>()},
        {post,
         "/api/uploads",
         "Begin to upload a file",
         institution_members,
         slowly(begin_upload),
         Shows::data,
         {},
         json::schema<BeginUpload>(),
         json::schema<Upload>()},
        {head, "/api/uploads/{upload}", "Where an upload stands", institution_members,
         with(upload_offset)},
        {patch,
         "/api/uploads/{upload}",
         "Send the next part of a file",
         institution_members,
         slowly(upload_part),
         Shows::data,
         {},
         {},
         {},
         {},
         limits::upload_part},
        {post,
         "/api/uploads/{upload}/draft",
         "Draft a description from an uploaded file",
         institution_members,
         slowly(draft),
         Shows::data,
         {},
         {},
         json::schema<catalogue::DraftedDataset>()},
        {post,
         "/api/uploads/{upload}/publication",
         "Publish an uploaded file as the next version",
         institution_members,
         slowly(publish),
         Shows::data,
         {},
         json::schema<PublishBody>(),
         json::schema<Publication>()},
        {get,
         "/api/publications/{publication}",
         "How a publication goes",
         institution_members,
         with(publication),
         Shows::data,
         {},
         {},
         json::schema<Publication>()},
        {get, "/api/publications/{publication}/rejects", "The rows that did not fit, as CSV",
         institution_members, with(rejects)},
    };
    for (auto pages : {steward_pages(desk), operator_pages(desk)})
        endpoints.insert(endpoints.end(), pages.begin(), pages.end());
    return {
        .name = "distribution",
        .endpoints = std::move(endpoints),
        .commands = commands(),
        .events = register_events,
        .jobs = {{std::chrono::hours(1), "remove old uploads",
                  [desk](platform::Node&) -> Outcome {
                      (*desk)->uploads.remove_older_than(now() - std::chrono::hours(24));
                      return {};
                  }}},
        .start = [desk](platform::Node& node) -> Outcome {
            *desk = std::make_unique<Desk>(node);
            return (*desk)->versions.remove_all_but(folders(*node.views->snapshot()));
        },
        .stop = [desk] { desk->reset(); }, // a publication that runs still needs the sequencer
    };
}

} // namespace vienreiz::distribution
