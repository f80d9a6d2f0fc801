#include "capabilities/distribution/commands.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/publications.hpp"
#include "platform/given_file.hpp"
#include "platform/progress.hpp"
#include "platform/remote.hpp"

#include <fmt/format.h>

#include <fstream>
#include <thread>

namespace vienreiz::distribution {
namespace {

using Arguments = platform::CommandLine::Arguments;

constexpr int tries_of_a_part = 5;

struct Sending {
    platform::Remote& remote;
    std::filesystem::path file;
    std::uint64_t size;
    std::string upload;
};

Result<std::uint64_t> offset_on_node(Sending& sending) {
    auto response = TRY(sending.remote.send({"HEAD", "/api/uploads/" + sending.upload, {}, {}}));
    auto offset = number<std::uint64_t>(response.header("Upload-Offset"));
    if (response.status / 100 != 2 || !offset)
        return Failure{Kind::missing, fmt::format("The node knows no upload {}", sending.upload)};
    return *offset;
}

Outcome send_part(Sending& sending, std::ifstream& in, std::uint64_t offset) {
    std::string part(std::min<std::uint64_t>(limits::upload_part, sending.size - offset), '\0');
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(part.data(), static_cast<std::streamsize>(part.size()));
    if (!in)
        return Failure{Kind::unavailable, "The file cannot be read any more",
                       sending.file.string()};
    auto response = TRY(sending.remote.send(
        {"PATCH",
         "/api/uploads/" + sending.upload,
         {{"Upload-Offset", std::to_string(offset)}, {"Content-Type", "application/octet-stream"}},
         std::move(part)}));
    if (response.status / 100 == 2) return {};
    // A conflict that names an offset: the node stands elsewhere, and is asked where.
    auto failure = platform::failure_of(response);
    bool elsewhere = response.status == 409 && number<std::uint64_t>(failure.where);
    return elsewhere ? Outcome{} : Outcome(std::move(failure));
}

Outcome send_file(Sending& sending) {
    platform::ProgressBar bar("Uploading");
    std::ifstream in(sending.file, std::ios::binary);
    int failures = 0;
    for (;;) {
        auto offset = offset_on_node(sending);
        if (offset && *offset >= sending.size) return {};
        auto sent = offset ? send_part(sending, in, *offset) : Outcome(offset.error());
        if (sent) {
            failures = 0;
            bar.show(*offset, sending.size);
            continue;
        }
        // A broken line heals; a refusal does not.
        if (sent.error().kind != Kind::unavailable || ++failures == tries_of_a_part)
            return Failure{
                sent.error().kind,
                fmt::format("{} To go on later: --upload {}", sent.error().what, sending.upload),
                sent.error().where};
        std::this_thread::sleep_for(std::chrono::seconds(1) * failures);
    }
}

Result<Publication> watched(platform::Remote& remote, const std::string& id) {
    platform::ProgressBar bar("Publishing"); // its line ends before anything is told
    for (;;) {
        auto told = TRY(json::read<Publication>(TRY(remote.get("/api/publications/" + id))));
        bar.show(told.bytes, told.of);
        if (told.stage == Stage::failed || told.stage == Stage::published) return told;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

struct PublishWish {
    Rejects rejects = Rejects::refuse;
    std::optional<table::Encoding> encoding;
    std::optional<table::Delimiter> delimiter;
};
BOOST_DESCRIBE_STRUCT(PublishWish, (), (rejects, encoding, delimiter))

// Before the file is sent, which may take hours.
Outcome is_described(platform::Remote& remote, const std::string& dataset) {
    auto found = remote.get("/api/datasets/" + percent_encode(dataset));
    if (found) return {};
    if (found.error().kind != Kind::missing) return std::move(found).error();
    return Failure{Kind::missing,
                   fmt::format("There is no dataset {}: describe it first, by the page or with "
                               "POST /api/datasets",
                               escaped(dataset)),
                   "--dataset"};
}

Outcome tell(const Publication& told, const std::string& id) {
    if (told.stage == Stage::failed)
        return Failure{
            Kind::invalid,
            fmt::format("{} ({} rows read, {} rejected); rejects: /api/publications/{}/rejects",
                        told.failure.value_or(""), told.rows, told.rejected, id)};
    auto written = told.written.value_or(table::WrittenAs{});
    fmt::print("{} version {}: {} rows, {} rejected; read as {}, delimiter {}; receipt "
               "/journals/main/receipts/{}\n",
               told.dataset.text, told.version.value_or(0), grouped(told.rows), told.rejected,
               table::name_of(written.encoding.value_or(table::Encoding::utf8)),
               table::name_of(written.delimiter.value_or(table::Delimiter{})),
               told.entry.value_or(0));
    return {};
}

Outcome publish_file(const Arguments& arguments) {
    std::filesystem::path file = arguments.at("file");
    auto written = TRY(catalogue::written_as(arguments));
    std::error_code error;
    auto size = std::filesystem::file_size(file, error);
    if (error) return platform::unreadable(file, error);
    if (size == 0) return Failure{Kind::invalid, "The file is empty", file.string()};
    TRY(platform::can_be_read(file));
    auto key = TRY(platform::given_key(arguments.at("--key")));
    auto remote = TRY(platform::Remote::to(arguments.at("--url")));
    TRY(remote.authenticate(arguments.at("--system"), key));

    TRY(is_described(remote, arguments.at("--dataset")));
    auto upload = arguments.at("--upload");
    if (upload.empty()) {
        auto begun = TRY(
            remote.post("/api/uploads",
                        json::text(json::Value(json::Object{{"dataset", arguments.at("--dataset")},
                                                            {"file", file.filename().string()}}))));
        upload = TRY(json::read<Upload>(begun)).id;
    }
    Sending sending{remote, file, size, upload};
    TRY(send_file(sending));
    TRY(remote.authenticate(arguments.at("--system"), key)); // a long upload outlives its token
    bool leave_out = !arguments.at("--leave-out-rejects").empty();
    PublishWish wish{leave_out ? Rejects::leave_out : Rejects::refuse, written.encoding,
                     written.delimiter};
    TRY(remote.post(fmt::format("/api/uploads/{}/publication", upload), json::text(wish)));
    return tell(TRY(watched(remote, upload)), upload);
}

} // namespace

std::vector<platform::CommandLine> commands() {
    using enum platform::CommandLine::Option::Takes;
    return {
        {"publish", "Upload a CSV file and publish it as the next version of a dataset",
         catalogue::with_written_as(
             {{.name = "file", .help = "The CSV file", .required = true, .takes = file},
              {"--dataset", "Id of the dataset", true},
              {"--system", "Id of your system", true},
              {.name = "--key",
               .help = "PEM file of its private key",
               .required = true,
               .takes = file},
              {"--url", "The node", false, false, "http://127.0.0.1:8080"},
              {"--upload", "Go on with an upload that broke off"},
              {"--leave-out-rejects", "Publish without the rows that do not fit", false, true}}),
         publish_file}};
}

} // namespace vienreiz::distribution
