// Signing under a PIN, for people whose key the node keeps sealed.
#pragma once

#include "capabilities/agreements/rules.hpp"
#include "platform/node.hpp"

namespace vienreiz::agreements {

// Slow (scrypt): on the worker pool.
Result<platform::Written> sign_with_pin(platform::Node& node, const Caller& caller,
                                        const AgreementId& agreement, std::string_view pin);

// A signature made elsewhere, as a person pastes it: base64 or base64url of r||s, or of the DER that openssl writes
// (RFC 3279 §2.2.3). Gives base64url of r||s.
Result<std::string> pasted_signature(std::string_view text);

} // namespace vienreiz::agreements
