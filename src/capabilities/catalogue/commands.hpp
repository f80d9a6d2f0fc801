#pragma once

#include "platform/capability.hpp"
#include "table/dialect.hpp"

namespace vienreiz::catalogue {

std::vector<platform::CommandLine> commands(); // "draft"

// Of every command that reads a file: --encoding and --delimiter, and what they say.
std::vector<platform::CommandLine::Option>
with_written_as(std::vector<platform::CommandLine::Option> options);
Result<table::WrittenAs> written_as(const platform::CommandLine::Arguments& arguments);

} // namespace vienreiz::catalogue
