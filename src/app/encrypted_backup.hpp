// A node's data folder as runs of an encrypted backup store (backup/store.hpp): made while it runs, listed, checked and
// restored.
#pragma once

#include "platform/capability.hpp"

#include <filesystem>

namespace vienreiz::app {

// `recipients`: age recipients between commas.
Outcome back_up_encrypted(const std::filesystem::path& data, const std::filesystem::path& store,
                          std::string_view recipients);

std::vector<platform::CommandLine> backup_store_commands(); // backups list, backups check, restore

} // namespace vienreiz::app
