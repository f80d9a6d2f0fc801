// The subcommand that runs a node, and what may be said to it.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

std::vector<platform::CommandLine::Option> serve_options();
platform::CommandLine serve_command();

} // namespace vienreiz::app
