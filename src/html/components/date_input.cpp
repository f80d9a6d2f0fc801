#include "html/components/date_input.hpp"

#include "html/components/text_fields.hpp"

#include <algorithm>

namespace vienreiz::html {
namespace dates {

constexpr std::string_view error_class = "govuk-input--error";

bool in_error(const DateItem& item) {
    return item.has_error.value_or(item.classes.contains(error_class));
}

Content label_of(const Words& t, const DateItem& item) {
    if (!item.label.empty()) return item.label;
    if (item.name == "day") return t("Day");
    if (item.name == "month") return t("Month");
    if (item.name == "year") return t("Year");
    return item.name;
}

std::string classes_of(const DateItem& item, bool has_error) {
    std::string out = "govuk-date-input__input";
    if (has_error && !item.classes.contains(error_class)) out += " govuk-input--error";
    if (!item.classes.contains("govuk-input--width-"))
        out += item.name == "year" ? " govuk-input--width-4" : " govuk-input--width-2";
    return out + also(item.classes);
}

Markup item(const Words& t, const DateInput& date, const DateItem& item, bool has_error) {
    auto prefix = date.name_prefix.empty() ? std::string() : date.name_prefix + "-";
    auto field =
        input(t, {.name = prefix + item.name,
                  .id = item.id.empty() ? date.id + "-" + item.name : item.id,
                  .label = {.text = label_of(t, item), .classes = "govuk-date-input__label"},
                  .value = item.value,
                  .inputmode = item.inputmode,
                  .autocomplete = item.autocomplete,
                  .pattern = item.pattern,
                  .classes = classes_of(item, has_error),
                  .attributes = item.attributes});
    return markup<R"(<div class="govuk-date-input__item">{}</div>)">(field);
}

} // namespace dates

Markup date_input(const Words& t, const DateInput& date) {
    auto by = date.fieldset ? date.fieldset->described_by : std::string();
    auto described = parts::describe(t, by, date.id, date.hint, date.error);
    bool has_error = !date.error.text.empty();
    bool one_in_error = std::ranges::any_of(date.items, dates::in_error);
    std::vector<Markup> items;
    for (const auto& item : date.items) {
        bool by_default = dates::in_error(item) || (has_error && !one_in_error);
        items.push_back(dates::item(t, date, item, item.has_error.value_or(by_default)));
    }
    auto content = markup<R"({}<div class="govuk-date-input{}"{}{}>{}{}{}</div>)">(
        described.markup, also(date.classes), date.attributes,
        Attributes().set_if_any("id", date.id), date.group.before, items, date.group.after);
    if (date.fieldset) {
        // Some screen readers speak the description of a set of text fields only with this role.
        auto set = *date.fieldset;
        set.role = "group";
        set.described_by = described.by;
        content = fieldset(set, content);
    }
    return parts::form_group(date.group, has_error, content);
}

} // namespace vienreiz::html
