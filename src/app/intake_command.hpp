// `vienreiz intake`: a journal of its own, to which others add entries.
#pragma once

#include "journal/key_files.hpp"
#include "platform/capability.hpp"

#include <filesystem>

namespace vienreiz::app {

platform::CommandLine intake_command();

// How it lays its folder out.
journal::JournalPlaces intake_places(const std::filesystem::path& data);

} // namespace vienreiz::app
