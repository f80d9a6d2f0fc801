// The whole of a journal read and computed again, on any disk; journal.hpp has it for the real one.
#pragma once

#include "journal/journal.hpp"

namespace vienreiz::journal {

using Progress = std::function<void(std::uint64_t done, std::uint64_t of)>; // bytes of segments
Result<Health> check_files(Disk& disk, const std::filesystem::path& folder, std::string_view vkey,
                           const Progress& progress, const crypto::PrivateKey* key = nullptr);

} // namespace vienreiz::journal
