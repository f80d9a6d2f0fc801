// The node described to machines: /openapi.json from the endpoints, /metrics from what was counted.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::platform {

json::Value openapi_of(const std::vector<Capability>& capabilities);
std::vector<Endpoint> description_endpoints();

} // namespace vienreiz::platform
