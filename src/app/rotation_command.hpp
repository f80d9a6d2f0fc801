// vienreiz rotation: a journal goes on under other keys (journal/rotation.hpp, journal/key_files.hpp).
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

std::vector<platform::CommandLine> rotation_commands(); // begin, end, verify

} // namespace vienreiz::app
