// Whom the user of a command trusts: a policy, or verifier keys.
#pragma once

#include "journal/policy.hpp"
#include "platform/capability.hpp"

namespace vienreiz::platform {

// --policy and --vkey, of which one is given.
std::array<CommandLine::Option, 2> trust_options();
// Kind::invalid unless it is one of them; with file and line.
Result<journal::Policy> trusted(const CommandLine::Arguments& arguments);

} // namespace vienreiz::platform
