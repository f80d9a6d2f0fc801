#pragma once

#include "capabilities/institutions/model.hpp"
#include "platform/capability.hpp"

namespace vienreiz::institutions {

std::vector<platform::Endpoint> routes();

// All who may sign in.
inline constexpr platform::Roles everybody{platform::Role::operator_, platform::Role::steward,
                                           platform::Role::signatory, platform::Role::auditor,
                                           platform::Role::developer, platform::Role::person};

struct Session {
    std::string cookie; // a whole Set-Cookie value
    std::string csrf;
};
Session open_session(const platform::Ask& ask, const PersonId& person);
std::string closing_cookie();

} // namespace vienreiz::institutions
