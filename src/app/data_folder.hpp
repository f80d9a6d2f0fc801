#pragma once

#include "base/result.hpp"

#include <filesystem>

namespace vienreiz::app {

// Kind::missing unless a node keeps its journals in this folder; of a cluster none does.
Outcome has_journals(const std::filesystem::path& data);

} // namespace vienreiz::app
