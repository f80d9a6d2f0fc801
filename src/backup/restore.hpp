// Reading a run back: its manifest, and its files into a folder, every piece verified on the way.
#pragma once

#include "backup/manifest.hpp"
#include "backup/store.hpp"

namespace vienreiz::backup {

using Progress = std::function<void(std::uint64_t done, std::uint64_t of)>;

// Kind::missing: there is no such run. Kind::forbidden: it was encrypted to somebody else.
Result<Manifest> read_run(const Store& store, const std::string& name,
                          std::span<const crypto::age::Identity> identities);

struct Restoring {
    const Store& store;
    const Manifest& manifest;
    std::span<const crypto::age::Identity> identities;
    Path to;             // made when it is not there
    Progress progress{}; // bytes
};
// Kind::missing or corrupt name the piece, and the file it belongs to. What was written so far stays.
Outcome restore_files(journal::Disk& disk, const Restoring& restoring);

// Every piece whose hash is not its name; needs no key.
Result<std::vector<Failure>> damaged_pieces(const Store& store, const Progress& progress);

} // namespace vienreiz::backup
