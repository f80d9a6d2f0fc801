// `vienreiz intake`: a journal of its own, to which others add entries.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

platform::CommandLine intake_command();

} // namespace vienreiz::app
