#include "platform/health.hpp"

#include "platform/node.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {

// A disk that is full is not told here: it is known only by what fails, and a node that gets no more requests, because
// it said so, would never find out that there is room again.
Health health_of(const Node& node) {
    Health out;
    auto tell = [&](HealthStatus status, std::string reason) {
        out.status = std::max(out.status, status);
        out.reasons.push_back(std::move(reason));
    };
    for (auto name : {"main", "access", "root"})
        if (auto takes = node.journal(name)->takes_entries(); !takes)
            tell(HealthStatus::failing,
                 fmt::format("The journal {}: {}", name, takes.error().what));
    for (const auto* views : {node.views.get(), node.access_views.get()})
        if (!views->readable()) tell(HealthStatus::failing, "Views cannot be read");
    if (node.sequencer->stands_still() > limits::views_may_lag)
        tell(HealthStatus::degraded, "The views of main stand still: nothing can be decided");
    if (node.cannot_follow() > limits::views_may_lag)
        tell(HealthStatus::degraded, "The views of access cannot follow their journal");
    out.entries = node.main->size();
    out.access_records = node.access->size();
    out.views_behind = out.entries - std::min(node.views->position(), out.entries);
    return out;
}

} // namespace vienreiz::platform
