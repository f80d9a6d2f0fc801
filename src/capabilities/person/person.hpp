#pragma once

#include "platform/capability.hpp"

namespace vienreiz::person {

platform::Capability person();

} // namespace vienreiz::person
