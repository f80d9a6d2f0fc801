// Options that name other witnesses: a trust policy in which each has an address.
#pragma once

#include "journal/policy.hpp"
#include "platform/capability.hpp"

namespace vienreiz::app {

platform::CommandLine::Option witnesses_option(std::string name, std::string help);
// Nothing where the option was not given. Kind::invalid with file and line.
Result<std::optional<journal::Policy>> witnesses_in(const std::string& file);

} // namespace vienreiz::app
