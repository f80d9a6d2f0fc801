// Signing under a PIN, for people whose key the node keeps sealed.
#pragma once

#include "capabilities/agreements/rules.hpp"
#include "platform/node.hpp"

namespace vienreiz::agreements {

// Slow (scrypt): on the worker pool.
Result<platform::Written> sign_with_pin(platform::Node& node, const Caller& caller, const AgreementId& agreement, std::string_view pin);

} // namespace vienreiz::agreements
