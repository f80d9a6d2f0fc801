// vienreiz succession: a journal of its own (`vienreiz intake`) ends, and one with other keys succeeds it
// (journal/succession.hpp).
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

std::vector<platform::CommandLine> succession_commands(); // end, begin, verify

} // namespace vienreiz::app
