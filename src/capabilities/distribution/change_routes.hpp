// The address at which a dataset's changes are asked for, waited for and subscribed to.
#pragma once

#include "capabilities/distribution/desk.hpp"
#include "platform/capability.hpp"

namespace vienreiz::distribution {

std::vector<platform::Endpoint>
change_endpoints(const std::shared_ptr<std::unique_ptr<Desk>>& desk);

} // namespace vienreiz::distribution
