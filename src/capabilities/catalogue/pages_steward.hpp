// The steward's pages about a dataset that is described: to edit the description, and to withdraw
// it.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::catalogue {

std::vector<platform::Endpoint> steward_pages();

} // namespace vienreiz::catalogue
