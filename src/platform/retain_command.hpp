// vienreiz retain: entries of a journal whose retention has ended are given to nobody any more.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::platform {

CommandLine retain_command();

} // namespace vienreiz::platform
