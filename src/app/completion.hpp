// What a shell completes after "vienreiz ...": a script for bash and zsh, made from the list of commands.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

std::string completion_script(const std::vector<platform::CommandLine>& commands);

} // namespace vienreiz::app
