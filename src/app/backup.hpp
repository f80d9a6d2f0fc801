// A consistent copy of a node's data folder, taken while the node runs.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

platform::CommandLine backup_command();

} // namespace vienreiz::app
