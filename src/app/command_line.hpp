// The program's command line, made of the descriptions of its subcommands.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

// Runs what the command line asks for; gives the exit code. What an option is, is said on the command line, else
// in the file of --config, otherwise by its description.
int run(std::vector<platform::CommandLine> commands, int argc, char** argv);

Result<std::uint64_t> whole_number(const platform::CommandLine::Arguments& arguments,
                                   const std::string& name);

} // namespace vienreiz::app
