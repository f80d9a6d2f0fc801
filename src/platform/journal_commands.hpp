#pragma once

#include "platform/capability.hpp"

namespace vienreiz::platform {

// "verify", "journal cat|check|stat": for whoever holds a receipt or a data folder, without a running node.
std::vector<CommandLine> journal_commands();

} // namespace vienreiz::platform
