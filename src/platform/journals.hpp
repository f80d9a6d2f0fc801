// The journals on the web: C2SP tlog-tiles under /journals/<name>/, verifier keys and receipts; and the node's own
// pages for machines: /healthz, /metrics, /openapi.json.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::platform {

Capability journals();

} // namespace vienreiz::platform
