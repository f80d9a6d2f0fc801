#include "backup/store.hpp"

#include "base/limits.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>

namespace vienreiz::backup {

namespace layout {

constexpr std::string_view marker = "backup-store", lock = "lock", pieces = "pieces", runs = "runs",
                           ending = ".age", format = "vienreiz-backup-store/1";
constexpr std::size_t marker_bytes = 100, id_bytes = 16;

Path piece(const std::string& name) {
    return Path(pieces) / name.substr(0, 2) / (name + std::string(ending));
}
Path run(const std::string& name) { return Path(runs) / (name + std::string(ending)); }

// The folders that pieces lie in: two hex digits each.
std::vector<Path> piece_folders() {
    std::vector<Path> out;
    out.reserve(256);
    for (unsigned at = 0; at < 256; ++at) out.push_back(Path(pieces) / fmt::format("{:02x}", at));
    return out;
}

std::string text_of_marker(std::string_view id) { return fmt::format("{}\n{}\n", format, id); }

Result<std::string> id_in(ByteView marker_content, const Path& folder) {
    auto lines = split(text(marker_content), '\n');
    if (lines.size() != 3 || lines[0] != format || lines[1].size() != 2 * id_bytes)
        return Failure{Kind::corrupt,
                       "The mark of this backup store is damaged, or of a later version",
                       (folder / marker).string()};
    return std::string(lines[1]);
}

// Nothing is put beside what somebody else keeps.
Outcome may_become_a_store(const Path& folder) {
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
        if (at->path().filename() != std::string(marker) + ".new") // of a start that was broken off
            return Failure{
                Kind::conflict,
                "This folder holds something else than a backup store: name an empty one",
                folder.string()};
    return {};
}

Result<std::vector<std::string>> names_in(journal::Disk& disk, const Path& folder) {
    auto files = disk.list(folder);
    if (!files && files.error().kind == Kind::missing) return std::vector<std::string>{};
    return files;
}

// Without the ending; nothing for other files.
std::optional<std::string> name_of(std::string_view file) {
    if (!file.ends_with(ending)) return {};
    return std::string(file.substr(0, file.size() - ending.size()));
}

Result<Bytes> whole_file(journal::Disk& disk, const Path& path, std::string_view what) {
    auto file = disk.open_to_read(path);
    if (!file && file.error().kind == Kind::missing)
        return Failure{Kind::missing, fmt::format("This {} is not in the backup store", what),
                       path.string()};
    if (!file) return std::move(file).error();
    auto size = TRY((*file)->size());
    if (size > limits::backup_manifest)
        return Failure{Kind::too_large, fmt::format("This {} is too long to be one", what),
                       path.string()};
    return (*file)->read(0, size);
}

} // namespace layout

Result<Store> Store::open(std::shared_ptr<journal::Disk> disk, Path folder) {
    auto marker = TRY(read_if_there(*disk, folder / layout::marker, layout::marker_bytes));
    if (!marker)
        return Failure{Kind::missing, "There is no backup store in this folder", folder.string()};
    auto id = TRY(layout::id_in(*marker, folder));
    return Store(std::move(disk), std::move(folder), std::move(id));
}

Result<std::vector<std::string>> Store::runs() const {
    std::vector<std::string> out;
    auto files = TRY(layout::names_in(*disk_, folder_ / layout::runs));
    for (const auto& file : files)
        if (auto name = layout::name_of(file)) out.push_back(*name);
    return out;
}

Result<Bytes> Store::run(const std::string& name) const {
    return layout::whole_file(*disk_, folder_ / layout::run(name), "run");
}

Result<Bytes> Store::piece(const std::string& name) const {
    auto path = folder_ / layout::piece(name);
    auto content = TRY(layout::whole_file(*disk_, path, "piece"));
    if (hex(crypto::sha256(content)) == name) return content;
    return Failure{Kind::corrupt,
                   fmt::format("This piece of the backup is damaged: its {} bytes are not those "
                               "that its name is the hash of",
                               grouped(content.size())),
                   path.string()};
}

Result<std::set<std::string>> Store::pieces() const {
    std::set<std::string> out;
    for (const auto& folder : layout::piece_folders()) {
        auto files = TRY(layout::names_in(*disk_, folder_ / folder));
        for (const auto& file : files)
            if (auto name = layout::name_of(file)) out.insert(*name);
    }
    return out;
}

Result<StoreWriter> StoreWriter::open(std::shared_ptr<journal::Disk> disk, Path folder) {
    auto there = TRY(read_if_there(*disk, folder / layout::marker, layout::marker_bytes));
    if (!there) {
        TRY(layout::may_become_a_store(folder));
        TRY(disk->make_folder(folder));
        auto id = hex(crypto::random_bytes(layout::id_bytes));
        TRY(disk->replace(folder / layout::marker, bytes(layout::text_of_marker(id))));
    }
    auto lock = disk->lock(folder / layout::lock);
    if (!lock && lock.error().kind == Kind::conflict)
        return Failure{Kind::conflict, "Another backup into this store is under way",
                       folder.string()};
    if (!lock) return std::move(lock).error();
    auto store = TRY(Store::open(std::move(disk), std::move(folder)));
    StoreWriter out(std::move(store), std::move(*lock));
    TRY(out.tidy());
    return out;
}

// What was being written when a run was broken off goes away.
Outcome StoreWriter::tidy() {
    auto folders = layout::piece_folders();
    folders.emplace_back(layout::runs);
    for (const auto& folder : folders) {
        auto files = TRY(layout::names_in(*store_.disk_, store_.folder_ / folder));
        for (const auto& file : files)
            if (file.ends_with(".new")) TRY(store_.disk_->remove(store_.folder_ / folder / file));
    }
    pieces_ = TRY(store_.pieces());
    return {};
}

Result<std::string> StoreWriter::add_piece(ByteView encrypted) {
    auto name = hex(crypto::sha256(encrypted));
    auto path = store_.folder_ / layout::piece(name);
    TRY(store_.disk_->make_folder(path.parent_path()));
    TRY(store_.disk_->replace(path, encrypted));
    pieces_.insert(name);
    return name;
}

Outcome StoreWriter::takes_run(const std::string& name) const {
    auto runs = TRY(store_.runs());
    if (runs.empty() || runs.back() < name) return {};
    return Failure{Kind::conflict,
                   "The newest run of this store is of a later time than now: set the clock",
                   runs.back()};
}

Outcome StoreWriter::add_run(const std::string& name, ByteView encrypted) {
    TRY(takes_run(name));
    TRY(store_.disk_->make_folder(store_.folder_ / layout::runs));
    return store_.disk_->replace(store_.folder_ / layout::run(name), encrypted);
}

Outcome StoreWriter::remove_piece(const std::string& name) {
    TRY(store_.disk_->remove(store_.folder_ / layout::piece(name)));
    pieces_.erase(name);
    return {};
}

Outcome StoreWriter::remove_run(const std::string& name) {
    auto path = store_.folder_ / layout::run(name);
    TRY(store_.disk_->remove(path));
    return store_.disk_->sync_folder(path.parent_path());
}

} // namespace vienreiz::backup
