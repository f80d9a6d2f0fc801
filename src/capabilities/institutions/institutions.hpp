#pragma once

#include "platform/capability.hpp"

namespace vienreiz::institutions {

platform::Capability institutions();

} // namespace vienreiz::institutions
