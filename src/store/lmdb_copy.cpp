// Copying an environment from outside the process that writes to it. LMDB lets several processes read one environment;
// opening it to write would take the mark `unsynced` (store/lmdb.cpp) for our own, so it is opened to read.
#include "store/files.hpp"
#include "store/store.hpp"

#include <fmt/format.h>
#include <lmdb.h>

namespace vienreiz::store {

namespace lmdb_copy {

Failure refused(int code, const std::filesystem::path& folder) {
    return {Kind::unavailable, fmt::format("The views cannot be copied: {}", mdb_strerror(code)),
            folder.string()};
}

// Commits of a machine that went down over them may be torn.
Outcome trusted(const std::filesystem::path& folder) {
    auto marked = files::read_small(folder / "unsynced");
    if (!marked && marked.error().kind == Kind::missing) return {};
    auto boot = files::read_small("/proc/sys/kernel/random/boot_id");
    if (marked && boot && *marked == *boot) return {};
    return Failure{Kind::conflict, "The machine went down over these views", folder.string()};
}

} // namespace lmdb_copy

Outcome copy_lmdb(const std::filesystem::path& folder, const std::filesystem::path& to) {
    std::error_code error;
    if (!std::filesystem::exists(folder / "data.mdb", error))
        return Failure{Kind::missing, "There are no views here", folder.string()};
    TRY(lmdb_copy::trusted(folder));
    std::filesystem::create_directories(to, error);
    if (error) return files::failure(error.value(), "making a folder", to);

    MDB_env* environment = nullptr;
    check(mdb_env_create(&environment) == 0, "LMDB makes an environment");
    mdb_env_set_maxreaders(environment, limits::store_snapshots);
    int code = mdb_env_open(environment, folder.c_str(), MDB_RDONLY | MDB_NOTLS, 0600);
    if (code == 0) code = mdb_env_copy2(environment, to.c_str(), MDB_CP_COMPACT);
    mdb_env_close(environment);
    if (code) return lmdb_copy::refused(code, folder);
    TRY(files::sync_path(to / "data.mdb"));
    return files::sync_folder(to);
}

} // namespace vienreiz::store
