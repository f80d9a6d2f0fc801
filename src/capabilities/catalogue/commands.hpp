#pragma once

#include "platform/capability.hpp"

namespace vienreiz::catalogue {

std::vector<platform::CommandLine> commands(); // "draft"

} // namespace vienreiz::catalogue
