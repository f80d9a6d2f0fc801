// Who begins: a node that starts empty knows nobody, so its first operator is registered on the machine itself.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

platform::CommandLine add_operator_command();

} // namespace vienreiz::app
