// JSON for people: two spaces a level; a value that is short stays on its line.
#pragma once

#include "base/json.hpp"

namespace vienreiz::portal {

std::string pretty(const json::Value& value);

} // namespace vienreiz::portal
