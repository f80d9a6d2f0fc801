#include "platform/caller.hpp"

#include <algorithm>
#include <array>

namespace vienreiz::platform {
namespace {
constexpr std::array<std::string_view, role_count> role_names{"operator", "steward",   "signatory",
                                                              "auditor",  "developer", "person"};
}

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
    // Operators run the node for every institution, auditors look into every one; all others act for their own.
    if (access.tenant == Tenant::own && !caller.roles.any_of({Role::operator_, Role::auditor}) &&
        (caller.institution.empty() ||
         std::ranges::find(owners, caller.institution) == owners.end()))
        return Failure{Kind::forbidden, "This belongs to another institution"};
    return {};
}

} // namespace vienreiz::platform
