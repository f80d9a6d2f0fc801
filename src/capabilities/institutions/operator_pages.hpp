// The operator's pages: the node's state, institutions, and people with their roles.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::institutions {

std::vector<platform::Endpoint> operator_pages();

} // namespace vienreiz::institutions
