// Commands for the operator of a node that is not running.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

std::vector<platform::CommandLine> maintenance_commands(); // "views rebuild", "views digest"

} // namespace vienreiz::app
