#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

// `vienreiz cluster`: three machines on the loopback, which outlive any one of their parts.
platform::CommandLine cluster_command();

} // namespace vienreiz::app
