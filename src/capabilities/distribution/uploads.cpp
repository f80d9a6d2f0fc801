#include "capabilities/distribution/uploads.hpp"

#include "base/limits.hpp"
#include "journal/disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace vienreiz::distribution {
namespace {

constexpr std::size_t piece = 4 * limits::MiB; // each is synced

Failure no_such_upload() {
    return {Kind::missing, "There is no such upload; begin one with POST /api/uploads"};
}

bool is_our_id(std::string_view id) {
    return !id.empty() && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

} // namespace

Outcome Uploads::begin(const Upload& upload) {
    if (upload.file && upload.file->size() > limits::text_field)
        return Failure{Kind::too_large, "The name of the file is too long", "/file"};
    auto disk = journal::real_disk();
    TRY(disk->make_folder(folder_ / upload.id));
    TRY(disk->replace(folder_ / upload.id / "upload.json", bytes(json::text(upload))));
    TRY(disk->open(file(upload.id)));
    return {};
}

Outcome Uploads::assign(const Upload& upload) {
    check(is_our_id(upload.id), "an upload that was found is assigned");
    std::error_code ignored;
    std::filesystem::remove(draft(upload.id), ignored);
    return journal::real_disk()->replace(folder_ / upload.id / "upload.json",
                                         bytes(json::text(upload)));
}

Result<Upload> Uploads::find(std::string_view id) const {
    if (!is_our_id(id)) return no_such_upload();
    std::ifstream in(folder_ / id / "upload.json", std::ios::binary);
    if (!in) return no_such_upload();
    std::ostringstream content;
    content << in.rdbuf();
    return json::read<Upload>(content.view());
}

Result<std::uint64_t> Uploads::offset(std::string_view id) const {
    if (!is_our_id(id)) return no_such_upload();
    std::error_code error;
    auto size = std::filesystem::file_size(file(id), error);
    if (error) return no_such_upload();
    return std::uint64_t{size};
}

Result<std::uint64_t> Uploads::append(std::string_view id, std::uint64_t at,
                                      std::string_view part) {
    std::lock_guard lock(writing_);
    auto end = TRY(offset(id));
    std::error_code error;
    if (std::filesystem::exists(sealed(id), error))
        return Failure{Kind::conflict,
                       "This file is being published, or was: begin another upload for more"};
    if (at != end)
        return Failure{Kind::conflict,
                       fmt::format("The upload stands at {}, not at {}; go on from there", end, at),
                       std::to_string(end)};
    auto out = TRY(journal::real_disk()->open(file(id)));
    if (auto written = out->write(end, bytes(part)); !written) {
        TRY(out->truncate(end)); // half a part would shift the rest
        return written.error();
    }
    TRY(out->sync());
    return end + part.size();
}

Outcome Uploads::seal(std::string_view id) {
    std::lock_guard lock(writing_);
    TRY(offset(id)); // there is such an upload
    return journal::real_disk()->replace(sealed(id), {});
}

Result<std::uint64_t> Uploads::append_file(std::string_view id, std::uint64_t at,
                                           const std::filesystem::path& part) {
    std::error_code error;
    auto size = std::filesystem::file_size(part, error);
    return append_file(id, at, part, 0, error ? 0 : size);
}

Result<std::uint64_t> Uploads::append_file(std::string_view id, std::uint64_t at,
                                           const std::filesystem::path& part, std::uint64_t from,
                                           std::uint64_t length) {
    Failure unreadable{Kind::unavailable, "The part that arrived cannot be read back"};
    std::ifstream in(part, std::ios::binary);
    if (!in.seekg(static_cast<std::streamoff>(from))) return unreadable;
    std::string buffer(piece, '\0');
    while (length > 0) {
        auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, buffer.size()));
        if (!in.read(buffer.data(), static_cast<std::streamsize>(wanted))) return unreadable;
        at = TRY(append(id, at, std::string_view(buffer).substr(0, wanted)));
        length -= wanted;
    }
    return at;
}

void Uploads::remove(std::string_view id) {
    if (!is_our_id(id)) return;
    std::error_code ignored;
    std::filesystem::remove_all(folder_ / id, ignored);
}

void Uploads::remove_older_than(Instant at) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
        auto id = entry.path().filename().string();
        auto upload = find(id);
        if (!upload || upload->since < at) std::filesystem::remove_all(entry.path(), ignored);
    }
}

} // namespace vienreiz::distribution
