#pragma once

#include "platform/capability.hpp"

namespace vienreiz::distribution {

platform::Capability distribution();

} // namespace vienreiz::distribution
