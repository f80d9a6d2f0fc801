#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

// The product in one place. To leave a part out of an installation, take its line away.
std::vector<platform::Capability> capabilities();

} // namespace vienreiz::app
