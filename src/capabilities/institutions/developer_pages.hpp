// The developer's pages: the institution's systems, their keys, and how a system gets its token.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::institutions {

std::vector<platform::Endpoint> developer_pages();

// A public key as people have it: a JWK, or PEM. Gives the JWK.
Result<json::Value> pasted_key(std::string_view text);

} // namespace vienreiz::institutions
