// Buttons, and links that look like them: https://design-system.service.gov.uk/components/button/
#pragma once

#include "html/markup.hpp"

#include <optional>

namespace vienreiz::html {

struct Button {
    enum class Kind { primary, secondary, warning, inverse };
    enum class Type { submit, button, reset };

    Content text;
    Kind kind = Kind::primary;
    std::string href{}; // makes it a link
    Type type = Type::submit;
    std::string name{};
    std::optional<std::string> value{};
    std::string id{};
    bool start = false; // the arrow of a service's first page
    bool disabled = false;
    std::optional<bool> prevent_double_click{};
    std::string classes{};
    Attributes attributes{};
};
Markup button(const Button& button);

// Buttons and links side by side.
Markup button_group(const std::vector<Markup>& buttons);

} // namespace vienreiz::html
