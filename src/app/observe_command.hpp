// `vienreiz observe`: a mirror of somebody's journal.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

platform::CommandLine observe_command();

} // namespace vienreiz::app
