// Whether a node can do its work, for whoever watches it or sends it requests. Cheap: nothing is computed or asked of a
// disk, but one look into each of the views.
#pragma once

#include "base/json.hpp"

namespace vienreiz::platform {

class Node;

// Degraded: answered from old views, which may heal. Failing: somebody has to look.
enum class HealthStatus { ok, degraded, failing };
BOOST_DESCRIBE_ENUM(HealthStatus, ok, degraded, failing)

struct Health {
    HealthStatus status = HealthStatus::ok;
    std::vector<std::string> reasons{}; // a sentence each; none when it is ok
    std::uint64_t entries = 0, access_records = 0, views_behind = 0;
};
BOOST_DESCRIBE_STRUCT(Health, (), (status, reasons, entries, access_records, views_behind))

Health health_of(const Node& node);

} // namespace vienreiz::platform
