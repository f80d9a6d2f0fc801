// Checks every capability makes of what people write.
#pragma once

#include "base/result.hpp"

#include <string_view>

namespace vienreiz::platform {

// Not empty, and within limits::text_field; `where` is the JSON pointer for the failure.
Outcome valid_sentence(std::string_view text, std::string_view where);

} // namespace vienreiz::platform
