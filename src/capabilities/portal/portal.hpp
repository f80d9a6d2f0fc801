#pragma once

#include "platform/capability.hpp"

namespace vienreiz::portal {

platform::Capability portal();

} // namespace vienreiz::portal
