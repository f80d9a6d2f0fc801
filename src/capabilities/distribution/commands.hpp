#pragma once

#include "platform/capability.hpp"

namespace vienreiz::distribution {

std::vector<platform::CommandLine> commands(); // "publish"

} // namespace vienreiz::distribution
