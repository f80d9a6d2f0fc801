// Checks every capability makes of what people write.
#pragma once

#include "base/result.hpp"

#include <string_view>

namespace vienreiz::platform {

// Not empty, within limits::text_field, on one line, and nothing in it that a reader would not see: what is signed is
// what is shown. `where` is the JSON pointer for the failure.
Outcome valid_sentence(std::string_view text, std::string_view where);
// The same, with line ends (LF) as people make them in a longer text.
Outcome valid_text(std::string_view text, std::string_view where);
// Not empty and within limits::text_field; for what is only compared, such as a column's heading in a file.
Outcome valid_length(std::string_view text, std::string_view where);

} // namespace vienreiz::platform
