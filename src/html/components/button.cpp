#include "html/components/button.hpp"

namespace vienreiz::html {
namespace buttons {

std::string_view kind_class(Button::Kind kind) {
    switch (kind) {
    case Button::Kind::primary:
        return "";
    case Button::Kind::secondary:
        return " govuk-button--secondary";
    case Button::Kind::warning:
        return " govuk-button--warning";
    case Button::Kind::inverse:
        return " govuk-button--inverse";
    }
    return "";
}

std::string_view type_name(Button::Type type) {
    switch (type) {
    case Button::Type::submit:
        return "submit";
    case Button::Type::button:
        return "button";
    case Button::Type::reset:
        return "reset";
    }
    return "submit";
}

Markup start_icon() {
    return markup<
        R"(<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" )"
        R"(width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" )"
        R"(focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/>)"
        R"(</svg>)">();
}

} // namespace buttons

Markup button(const Button& button) {
    auto classes = std::string(buttons::kind_class(button.kind)) + also(button.classes);
    auto icon = button.start ? buttons::start_icon() : Markup{};
    auto text = button.text;
    // A start button lays its parts out in a row, where loose markup would lose the spaces in it.
    if (button.start && text.is_markup()) text = markup<"<span>{}</span>">(text);
    auto common = Attributes(button.attributes).set_if_any("id", button.id);
    if (button.start) classes += " govuk-button--start";
    if (!button.href.empty())
        return markup<R"(<a href="{}" role="button" draggable="false" class="govuk-button{}" )"
                      R"(data-module="govuk-button"{}>{}{}</a>)">(button.href, classes, common,
                                                                  text, icon);
    Attributes own;
    if (button.value) own.set("value", *button.value);
    own.set_if_any("name", button.name);
    if (button.disabled) own.flag("disabled", true).set("aria-disabled", "true");
    if (button.prevent_double_click)
        own.set("data-prevent-double-click", *button.prevent_double_click ? "true" : "false");
    return markup<R"(<button type="{}"{} class="govuk-button{}" data-module="govuk-button"{}>)"
                  R"({}{}</button>)">(buttons::type_name(button.type), own, classes, common, text,
                                      icon);
}

Markup button_group(const std::vector<Markup>& buttons) {
    return markup<R"(<div class="govuk-button-group">{}</div>)">(buttons);
}

} // namespace vienreiz::html
