// Where a person changes her own password and PIN.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::institutions {

std::vector<platform::Endpoint> own_secrets_pages();

} // namespace vienreiz::institutions
