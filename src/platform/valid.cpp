#include "platform/valid.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {

Outcome valid_sentence(std::string_view text, std::string_view where) {
    if (trim(text).empty())
        return Failure{Kind::invalid, "This must not be empty", std::string(where)};
    if (text.size() > limits::text_field)
        return Failure{Kind::too_large,
                       fmt::format("This is longer than {} bytes", limits::text_field),
                       std::string(where)};
    return {};
}

} // namespace vienreiz::platform
