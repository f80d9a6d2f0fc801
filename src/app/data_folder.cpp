#include "app/data_folder.hpp"

#include "journal/disk.hpp"

namespace vienreiz::app {
namespace {

Failure not_made(const std::filesystem::path& path, const std::error_code& error) {
    return {Kind::unavailable, "This folder cannot be made: " + error.message(), path.string()};
}

} // namespace

Outcome has_journals(const std::filesystem::path& data) {
    std::error_code error;
    if (std::filesystem::is_directory(data / "journals", error)) return {};
    if (std::filesystem::is_directory(data / "keys", error))
        return Failure{Kind::missing,
                       "The node of this folder keeps its journals in its cluster's database: "
                       "back up and check that (\"A cluster\" in docs/operating.md)",
                       data.string()};
    return Failure{Kind::missing, "There is no node in this folder", data.string()};
}

Result<UnfinishedFolder> UnfinishedFolder::begin(std::filesystem::path name,
                                                 std::string_view refusal) {
    if (!name.has_filename()) name = name.parent_path(); // "copies/today/"
    UnfinishedFolder out(std::move(name));
    std::error_code error;
    if (std::filesystem::exists(out.name_, error))
        return Failure{Kind::conflict, std::string(refusal), out.name_.string()};
    std::filesystem::remove_all(out.made_, error);
    std::filesystem::create_directories(out.made_, error);
    if (error) return not_made(out.made_, error);
    // It holds the journals' keys and people's data.
    std::filesystem::permissions(out.made_, std::filesystem::perms::owner_all, error);
    return out;
}

Outcome UnfinishedFolder::finish() {
    auto disk = journal::real_disk();
    auto writes = TRY(disk->all_writes(made_));
    TRY(writes->sync());
    std::error_code error;
    std::filesystem::rename(made_, name_, error);
    if (error) return not_made(name_, error);
    auto parent = name_.parent_path();
    return disk->sync_folder(parent.empty() ? "." : parent);
}

} // namespace vienreiz::app
