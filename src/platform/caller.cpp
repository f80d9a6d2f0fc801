#include "platform/caller.hpp"

#include <algorithm>
#include <array>

namespace vienreiz::platform {
namespace {
constexpr std::array<std::string_view, role_count> role_names{"operator", "steward",   "signatory",
                                                              "auditor",  "developer", "person"};

// Operators run the node for every institution, auditors look into every one; all others act for
// their own. Whoever is both steward and auditor does what stewards do for her own only.
bool asks_for_all(const Access& access, const Caller& caller) {
    auto as = [&](Role role) { return access.roles.has(role) && caller.roles.has(role); };
    return as(Role::operator_) || as(Role::auditor);
}
} // namespace

std::string_view name(Role role) { return role_names[static_cast<std::size_t>(role)]; }

std::optional<Role> role_from(std::string_view text) {
    auto at = std::ranges::find(role_names, text);
    if (at == role_names.end()) return {};
    return static_cast<Role>(at - role_names.begin());
}

Outcome authorise(const Access& access, const Caller& caller,
                  const std::vector<InstitutionId>& owners) {
    if (access.anyone) return {};
    if (caller.sort == Caller::Sort::nobody)
        return Failure{Kind::unauthenticated, access.systems
                                                  ? "Ask with an access token: see /oauth/token"
                                                  : "Sign in first"};
    bool right_sort = caller.is_system() ? access.systems : caller.roles.any_of(access.roles);
    if (!right_sort) return Failure{Kind::forbidden, "You do not have the role this needs"};
    if (access.tenant == Tenant::any || asks_for_all(access, caller)) return {};
    if (caller.institution.empty() || std::ranges::find(owners, caller.institution) == owners.end())
        return Failure{Kind::forbidden, "This belongs to another institution"};
    return {};
}

} // namespace vienreiz::platform
