#include "observer/folder.hpp"

#include "base/limits.hpp"

namespace vienreiz::observer {

using journal::TileName;

Result<std::unique_ptr<Folder>> Folder::open(std::shared_ptr<journal::Disk> disk,
                                             std::filesystem::path path) {
    TRY(disk->make_folder(path));
    std::unique_ptr<Folder> out(new Folder(std::move(disk), std::move(path)));
    auto lock = out->disk_->lock(out->path_ / "lock");
    if (!lock && lock.error().kind == Kind::conflict)
        return Failure{Kind::conflict,
                       "Another program keeps a mirror in this folder: stop it first, or name "
                       "another folder",
                       out->path_.string()};
    out->lock_ = TRY(std::move(lock));
    out->writes_ = TRY(out->disk_->all_writes(out->path_));
    return out;
}

std::string Folder::place(const std::string& name) const { return (path_ / name).string(); }

Result<std::optional<std::string>> Folder::text(const std::string& name) const {
    auto found = TRY(journal::read_if_there(*disk_, path_ / name, limits::contradiction_bytes));
    if (!found) return std::optional<std::string>{};
    return std::optional<std::string>(vienreiz::text(*found));
}

Outcome Folder::replace(const std::string& name, std::string_view content) {
    return disk_->replace(path_ / name, bytes(content));
}

Outcome Folder::remove(const std::string& name) {
    auto removed = disk_->remove(path_ / name);
    if (!removed && removed.error().kind != Kind::missing) return removed;
    return {};
}

Result<Bytes> Folder::tile(const TileName& name) const {
    return journal::fetch_tile(
        [this](const std::string& path) {
            return journal::read_whole(*disk_, path_ / path, limits::entry_bundle);
        },
        name);
}

Result<Bytes> Folder::left_over(const TileName& name) const {
    if (doubtful_)
        return Failure{Kind::missing, "A sync has failed since this was written", tile_path(name)};
    return tile(name);
}

Outcome Folder::write(const TileName& name, ByteView content) {
    auto path = path_ / tile_path(name);
    if (auto folder = path.parent_path(); folder != made_) {
        TRY(disk_->make_folder(folder));
        made_ = std::move(folder);
    }
    auto file = TRY(disk_->open(path));
    TRY(file->truncate(0)); // what an interrupted try has left may be longer
    return file->write(0, content);
}

Outcome Folder::settle() {
    auto settled = writes_->sync();
    doubtful_ = !settled;
    return settled;
}

Outcome Folder::mend(const TileName& name, ByteView content) {
    auto path = path_ / tile_path(name);
    TRY(disk_->make_folder(path.parent_path()));
    return disk_->replace(path, content);
}

Outcome Folder::forget_partials(TileName name) {
    name.width = 1;
    auto folder = (path_ / tile_path(name)).parent_path();
    auto names = disk_->list(folder);
    if (!names && names.error().kind == Kind::missing) return {};
    auto partials = TRY(std::move(names));
    for (const auto& one : partials) TRY(disk_->remove(folder / one));
    auto removed = disk_->remove_folder(folder);
    if (!removed && removed.error().kind != Kind::missing) return removed;
    made_.clear();
    return {};
}

} // namespace vienreiz::observer
