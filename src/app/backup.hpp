// A consistent copy of a node's data folder, taken while the node runs.
#pragma once

#include "platform/capability.hpp"

#include <filesystem>

namespace vienreiz::app {

platform::CommandLine backup_command();

// Reads all of a journal in a data folder and recomputes it, under a bar, with its private key: without that a backup
// would be none.
Outcome check_journal_in(const std::filesystem::path& data, std::string_view name);

} // namespace vienreiz::app
