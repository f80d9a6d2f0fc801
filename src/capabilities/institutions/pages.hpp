// The sign-in page and the way out.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::institutions {

std::vector<platform::Endpoint> sign_in_pages();

} // namespace vienreiz::institutions
