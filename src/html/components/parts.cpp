#include "html/components/parts.hpp"

namespace vienreiz::html {

Markup label(const Label& label, std::string_view field_id) {
    if (label.text.empty()) return {};
    auto inner = markup<R"(<label class="govuk-label{}"{}>{}</label>)">(
        also(label.classes), Attributes(label.attributes).set_if_any("for", field_id), label.text);
    if (!label.page_heading) return inner;
    return markup<R"(<h1 class="govuk-label-wrapper">{}</h1>)">(inner);
}

Markup hint(const Hint& hint, std::string_view id) {
    return markup<R"(<div{} class="govuk-hint{}"{}>{}</div>)">(
        Attributes().set_if_any("id", id), also(hint.classes), hint.attributes, hint.text);
}

Markup error_message(const Words& t, const ErrorMessage& error, std::string_view id) {
    return markup<R"(<p{} class="govuk-error-message{}"{}>)"
                  R"(<span class="govuk-visually-hidden">{}:</span> {}</p>)">(
        Attributes().set_if_any("id", id), also(error.classes), error.attributes, t("Error"),
        error.text);
}

Markup fieldset(const Fieldset& fieldset, const Markup& content) {
    Markup legend;
    if (!fieldset.legend.text.empty()) {
        auto text = Markup{fieldset.legend.text.html()};
        if (fieldset.legend.page_heading)
            text = markup<R"(<h1 class="govuk-fieldset__heading">{}</h1>)">(text);
        legend = markup<R"(<legend class="govuk-fieldset__legend{}">{}</legend>)">(
            also(fieldset.legend.classes), text);
    }
    auto attributes = Attributes()
                          .set_if_any("role", fieldset.role)
                          .set_if_any("aria-describedby", fieldset.described_by)
                          .add(fieldset.attributes);
    return markup<R"(<fieldset class="govuk-fieldset{}"{}>{}{}</fieldset>)">(
        also(fieldset.classes), attributes, legend, content);
}

namespace parts {

Described describe(const Words& t, std::string by, std::string_view id, const Hint& hint,
                   const ErrorMessage& error) {
    Described out{.markup = {}, .by = std::move(by)};
    auto point_to = [&](const std::string& part_id) {
        out.by += (out.by.empty() ? "" : " ") + part_id;
    };
    if (!hint.text.empty()) {
        auto hint_id = std::string(id) + "-hint";
        point_to(hint_id);
        out.markup += html::hint(hint, hint_id);
    }
    if (!error.text.empty()) {
        auto error_id = std::string(id) + "-error";
        point_to(error_id);
        out.markup += error_message(t, error, error_id);
    }
    return out;
}

Markup form_group(const FormGroup& group, bool has_error, const Markup& content) {
    return markup<R"(<div class="govuk-form-group{}{}"{}>{}</div>)">(
        when(has_error, " govuk-form-group--error"), also(group.classes), group.attributes,
        content);
}

} // namespace parts
} // namespace vienreiz::html
