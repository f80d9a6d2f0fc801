// The whole of a journal read and computed again, on any disk; journal.hpp has these for the real one.
#pragma once

#include "journal/journal.hpp"

namespace vienreiz::journal {

using Progress = std::function<void(std::uint64_t done, std::uint64_t of)>; // bytes of segments
Result<Health> check_files(Disk& disk, const std::filesystem::path& folder, std::string_view vkey,
                           const Progress& progress, const OwnKey* own = nullptr);

Result<std::vector<std::string>> vkeys_in(Disk& disk, const std::filesystem::path& folder);
Result<std::uint64_t> read_files(Disk& disk, const std::filesystem::path& folder,
                                 const Journal::Each& each);

} // namespace vienreiz::journal
