#include "postgres/shared_folders.hpp"

#include "base/json.hpp"
#include "journal/disk.hpp"

#include <fmt/format.h>

#include <fstream>

namespace vienreiz::postgres {
namespace {

using Path = std::filesystem::path;
constexpr std::size_t piece = 4 * limits::MiB;

struct SharedFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::string hash; // hex SHA-256
};
BOOST_DESCRIBE_STRUCT(SharedFile, (), (name, bytes, hash))

struct SharedFolder {
    std::vector<SharedFile> files;
};
BOOST_DESCRIBE_STRUCT(SharedFolder, (), (files))

std::string list_of(const std::string& folder) { return std::string(folders_shelf) + folder; }
std::string pieces_of(const std::string& folder) { return "piece/" + folder + "/"; }
std::string piece_of(const std::string& folder, const std::string& file, std::uint64_t number) {
    return fmt::format("{}{}/{:08}", pieces_of(folder), file, number);
}

Failure unreadable(const Path& file) {
    return {Kind::unavailable, "This file cannot be read", file.string()};
}

Result<SharedFile> put_file(Shelf& shelf, const std::string& folder, const Path& file) {
    SharedFile out{.name = file.filename().string()};
    std::ifstream in(file, std::ios::binary);
    if (!in) return unreadable(file);
    crypto::Hasher hash;
    std::string buffer(piece, '\0');
    for (std::uint64_t number = 0; in; ++number) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        auto read = static_cast<std::size_t>(in.gcount());
        if (in.bad()) return unreadable(file);
        if (read == 0) break;
        auto some = bytes(std::string_view(buffer).substr(0, read));
        hash.update(some);
        TRY(shelf.put(piece_of(folder, out.name, number), some));
        out.bytes += read;
    }
    out.hash = hex(hash.finish());
    return out;
}

Outcome get_file(Shelf& shelf, const std::string& folder, const SharedFile& file, const Path& to) {
    auto disk = journal::real_disk();
    auto out = TRY(disk->open(to));
    crypto::Hasher hash;
    std::uint64_t at = 0;
    for (std::uint64_t number = 0; at < file.bytes; ++number) {
        auto some = TRY(shelf.get(piece_of(folder, file.name, number)));
        if (!some || some->empty()) break;
        TRY(out->write(at, *some));
        hash.update(*some);
        at += some->size();
    }
    TRY(out->sync());
    if (at == file.bytes && hex(hash.finish()) == file.hash) return {};
    return Failure{Kind::corrupt, "This file is not what was put on the shelf",
                   folder + "/" + file.name};
}

} // namespace

Outcome put_folder(Shelf& shelf, const std::string& name, const Path& folder) {
    SharedFolder list;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
        list.files.push_back(TRY(put_file(shelf, name, at->path())));
    if (error) return unreadable(folder);
    return shelf.put(list_of(name), bytes(json::text(list)));
}

Outcome get_folder(Shelf& shelf, const std::string& name, const Path& to) {
    auto text = TRY(shelf.get(list_of(name)));
    if (!text) return Failure{Kind::missing, "There is no such folder on the shelf", list_of(name)};
    auto list = TRY(json::read<SharedFolder>(vienreiz::text(*text)));
    auto made = to;
    made += ".on-its-way";
    std::error_code error;
    std::filesystem::remove_all(made, error); // of a time it was broken off
    auto disk = journal::real_disk();
    TRY(disk->make_folder(made));
    for (const auto& file : list.files) {
        if (Path(file.name).filename() != Path(file.name))
            return Failure{Kind::corrupt, "A folder on the shelf holds files only", file.name};
        TRY(get_file(shelf, name, file, made / file.name));
    }
    TRY(disk->sync_folder(made));
    std::filesystem::rename(made, to, error);
    if (error) return Failure{Kind::unavailable, error.message(), to.string()};
    return {};
}

Outcome erase_folder(Shelf& shelf, const std::string& name) {
    TRY(shelf.erase(list_of(name)));
    auto pieces = TRY(shelf.names(pieces_of(name)));
    for (const auto& one : pieces) TRY(shelf.erase(one));
    return {};
}

} // namespace vienreiz::postgres
