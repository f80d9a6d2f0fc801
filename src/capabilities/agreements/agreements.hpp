#pragma once

#include "platform/capability.hpp"

namespace vienreiz::agreements {

platform::Capability agreements();

} // namespace vienreiz::agreements
