#pragma once

#include "platform/capability.hpp"

namespace vienreiz::catalogue {

platform::Capability catalogue();

} // namespace vienreiz::catalogue
