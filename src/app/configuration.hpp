// A configuration file: options of a command, one a line, as TOML writes them (toml.io, v1.0.0).
//
//   # what is served, and where
//   data = "/var/lib/vienreiz"
//   port = 443
//   empty = true
//
// A string, a whole number, or true and false, as the option takes it. All else is refused with its
// line, as are unknown keys, so that a misspelt option is never passed over.
#pragma once

#include "platform/capability.hpp"

#include <filesystem>

namespace vienreiz::app {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;

// By the options' names, with their dashes. A flag is "yes", or "" when false.
Result<Arguments> read_configuration(std::string_view text, const std::string& file,
                                     const std::vector<Option>& options);
Result<Arguments> read_configuration(const std::filesystem::path& file,
                                     const std::vector<Option>& options);

} // namespace vienreiz::app
