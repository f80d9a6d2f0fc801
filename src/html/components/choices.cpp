#include "html/components/choices.hpp"

#include <algorithm>

namespace vienreiz::html {
namespace choices {

Markup option(const Option& option, const std::string& chosen) {
    const auto& value = option.value ? *option.value : option.text;
    bool selected = option.selected.value_or(!chosen.empty() && value == chosen);
    Attributes attributes;
    if (option.value) attributes.set("value", *option.value);
    attributes.flag("selected", selected).flag("disabled", option.disabled).add(option.attributes);
    return markup<"<option{}>{}</option>">(attributes, option.text);
}

// What differs between radios and checkboxes when a choice is drawn.
struct Look {
    std::string_view kind;  // "radios"
    std::string_view input; // "radio"
};

struct Drawn {
    std::string id, name, described_by; // described_by: what the field itself is described by
    bool checked = false;
};

Markup choice(Look look, const Choice& choice, const Drawn& drawn) {
    if (!choice.divider.empty())
        return markup<R"(<div class="govuk-{}__divider">{}</div>)">(look.kind, choice.divider);
    auto hint_id = choice.hint.text.empty() ? std::string() : drawn.id + "-item-hint";
    auto conditional_id = "conditional-" + drawn.id;
    auto described_by = drawn.described_by;
    if (!hint_id.empty()) described_by += (described_by.empty() ? "" : " ") + hint_id;

    Attributes own;
    own.flag("checked", drawn.checked).flag("disabled", choice.disabled);
    if (!choice.conditional.empty()) own.set("data-aria-controls", conditional_id);
    own.set_if_any("data-behaviour", choice.behaviour)
        .set_if_any("aria-describedby", described_by)
        .add(choice.attributes);

    auto prefix = "govuk-" + std::string(look.kind);
    Markup note;
    if (!hint_id.empty()) {
        auto choice_hint = choice.hint;
        choice_hint.classes = prefix + "__hint" + also(choice.hint.classes);
        note = hint(choice_hint, hint_id);
    }
    auto out = markup<R"(<div class="{}__item"><input class="{}__input" id="{}" name="{}" )"
                      R"(type="{}" value="{}"{}>{}{}</div>)">(
        prefix, prefix, drawn.id, drawn.name, look.input, choice.value, own,
        label({.text = choice.text,
               .classes = prefix + "__label" + also(choice.label_classes),
               .attributes = choice.label_attributes},
              drawn.id),
        note);
    if (!choice.conditional.empty())
        out += markup<R"(<div class="{}__conditional{}" id="{}">{}</div>)">(
            prefix, drawn.checked ? "" : " " + prefix + "__conditional--hidden", conditional_id,
            choice.conditional);
    return out;
}

// The first choice has the prefix alone as its id, so that the error summary can point to it.
std::string id_of(const Choice& choice, const std::string& prefix, std::size_t index) {
    if (!choice.id.empty()) return choice.id;
    return index == 0 ? prefix : prefix + "-" + std::to_string(index + 1);
}

Markup group(const FormGroup& group, bool has_error, std::optional<Fieldset> fieldset,
             const parts::Described& described, const Markup& list) {
    auto content = markup<"{}{}">(described.markup, list);
    if (fieldset) {
        fieldset->described_by = described.by;
        content = html::fieldset(*fieldset, content);
    }
    return parts::form_group(group, has_error, content);
}

} // namespace choices

Markup select(const Words& t, const Select& select) {
    const auto& id = select.id.empty() ? select.name : select.id;
    auto described = parts::describe(t, select.described_by, id, select.hint, select.error);
    bool has_error = !select.error.text.empty();
    std::vector<Markup> options;
    for (const auto& option : select.options)
        options.push_back(choices::option(option, select.value));
    auto own = Attributes()
                   .flag("disabled", select.disabled)
                   .set_if_any("aria-describedby", described.by)
                   .add(select.attributes);
    auto control = markup<R"(<select class="govuk-select{}{}" id="{}" name="{}"{}>{}</select>)">(
        also(select.classes), when(has_error, " govuk-select--error"), id, select.name, own,
        options);
    return parts::form_group(select.group, has_error,
                             markup<"{}{}{}{}{}">(label(select.label, id), described.markup,
                                                  select.group.before, control,
                                                  select.group.after));
}

Markup radios(const Words& t, const Radios& radios) {
    const auto& prefix = radios.id_prefix.empty() ? radios.name : radios.id_prefix;
    auto by = radios.fieldset ? radios.fieldset->described_by : std::string();
    auto described = parts::describe(t, by, prefix, radios.hint, radios.error);
    std::vector<Markup> items;
    for (const auto& choice : radios.choices)
        items.push_back(choices::choice(
            {"radios", "radio"}, choice,
            {.id = choices::id_of(choice, prefix, items.size()),
             .name = radios.name,
             .described_by = {},
             .checked =
                 choice.checked.value_or(!radios.value.empty() && choice.value == radios.value)}));
    auto list = markup<R"(<div class="govuk-radios{}"{} data-module="govuk-radios">{}{}{}</div>)">(
        also(radios.classes), radios.attributes, radios.group.before, items, radios.group.after);
    return choices::group(radios.group, !radios.error.text.empty(), radios.fieldset, described,
                          list);
}

Markup checkboxes(const Words& t, const Checkboxes& checkboxes) {
    const auto& prefix = checkboxes.id_prefix.empty() ? checkboxes.name : checkboxes.id_prefix;
    auto by = checkboxes.described_by;
    if (checkboxes.fieldset && !checkboxes.fieldset->described_by.empty())
        by = checkboxes.fieldset->described_by;
    auto described = parts::describe(t, by, prefix, checkboxes.hint, checkboxes.error);
    std::vector<Markup> items;
    for (const auto& choice : checkboxes.choices)
        items.push_back(choices::choice(
            {"checkboxes", "checkbox"}, choice,
            {.id = choices::id_of(choice, prefix, items.size()),
             .name = choice.name.empty() ? checkboxes.name : choice.name,
             // Without a fieldset nothing else carries the description.
             .described_by = checkboxes.fieldset ? std::string() : described.by,
             .checked = choice.checked.value_or(
                 std::ranges::find(checkboxes.values, choice.value) != checkboxes.values.end())}));
    auto list =
        markup<R"(<div class="govuk-checkboxes{}"{} data-module="govuk-checkboxes">{}{}{}</div>)">(
            also(checkboxes.classes), checkboxes.attributes, checkboxes.group.before, items,
            checkboxes.group.after);
    return choices::group(checkboxes.group, !checkboxes.error.text.empty(), checkboxes.fieldset,
                          described, list);
}

} // namespace vienreiz::html
