#include "html/components/text_fields.hpp"

#include "html/components/button.hpp"

namespace vienreiz::html {
namespace text_fields {

const std::string& id_of(const std::string& id, const std::string& name) {
    return id.empty() ? name : id;
}

std::string_view truth(bool value) { return value ? "true" : "false"; }

Markup affix(const Affix& affix, std::string_view side) {
    if (affix.text.empty()) return {};
    return markup<R"(<div class="govuk-input__{}{}" aria-hidden="true"{}>{}</div>)">(
        side, also(affix.classes), affix.attributes, affix.text);
}

Markup control(const Input& input, const std::string& described_by) {
    Attributes own;
    if (input.spellcheck) own.set("spellcheck", truth(*input.spellcheck));
    own.set_if_any("value", input.value)
        .flag("disabled", input.disabled)
        .set_if_any("aria-describedby", described_by)
        .set_if_any("autocomplete", input.autocomplete)
        .set_if_any("autocapitalize", input.autocapitalize)
        .set_if_any("pattern", input.pattern)
        .set_if_any("inputmode", input.inputmode)
        .add(input.attributes);
    return markup<R"(<input class="govuk-input{}{}" id="{}" name="{}" type="{}"{}>)">(
        also(input.classes), when(!input.error.text.empty(), " govuk-input--error"),
        id_of(input.id, input.name), input.name, input.type, own);
}

// The script picks the form by the page's language, and puts the number for %{count}.
Attributes character_count_words(const Words& t) {
    auto left = [&](unsigned count) {
        return t.plural_as(count, "%{count}", "You have {} character remaining",
                           "You have {} characters remaining");
    };
    auto over = [&](unsigned count) {
        return t.plural_as(count, "%{count}", "You have {} character too many",
                           "You have {} characters too many");
    };
    return {{"data-i18n.characters-under-limit.zero", left(0)},
            {"data-i18n.characters-under-limit.one", left(1)},
            {"data-i18n.characters-under-limit.other", left(2)},
            {"data-i18n.characters-at-limit", t("You have no characters remaining")},
            {"data-i18n.characters-over-limit.zero", over(0)},
            {"data-i18n.characters-over-limit.one", over(1)},
            {"data-i18n.characters-over-limit.other", over(2)}};
}

Attributes file_upload_words(const Words& t) {
    auto chosen = [&](unsigned count) {
        return t.plural_as(count, "%{count}", "{} file chosen", "{} files chosen");
    };
    return {{"data-i18n.choose-files-button", t("Choose file")},
            {"data-i18n.no-file-chosen", t("No file chosen")},
            {"data-i18n.multiple-files-chosen.zero", chosen(0)},
            {"data-i18n.multiple-files-chosen.one", chosen(1)},
            {"data-i18n.multiple-files-chosen.other", chosen(2)},
            {"data-i18n.drop-instruction", t("or drop file")},
            {"data-i18n.entered-drop-zone", t("Entered drop zone")},
            {"data-i18n.left-drop-zone", t("Left drop zone")}};
}

} // namespace text_fields

Markup input(const Words& t, const Input& input) {
    const auto& id = text_fields::id_of(input.id, input.name);
    auto described = parts::describe(t, input.described_by, id, input.hint, input.error);
    auto control = text_fields::control(input, described.by);
    if (!input.prefix.text.empty() || !input.suffix.text.empty() || !input.group.before.empty() ||
        !input.group.after.empty())
        control = markup<R"(<div class="govuk-input__wrapper{}"{}>{}{}{}{}{}</div>)">(
            also(input.wrapper_classes), input.wrapper_attributes, input.group.before,
            text_fields::affix(input.prefix, "prefix"), control,
            text_fields::affix(input.suffix, "suffix"), input.group.after);
    return parts::form_group(input.group, !input.error.text.empty(),
                             markup<"{}{}{}">(label(input.label, id), described.markup, control));
}

Markup textarea(const Words& t, const Textarea& textarea) {
    const auto& id = text_fields::id_of(textarea.id, textarea.name);
    auto described = parts::describe(t, textarea.described_by, id, textarea.hint, textarea.error);
    bool has_error = !textarea.error.text.empty();
    Attributes own;
    if (textarea.spellcheck) own.set("spellcheck", text_fields::truth(*textarea.spellcheck));
    own.flag("disabled", textarea.disabled)
        .set_if_any("aria-describedby", described.by)
        .set_if_any("autocomplete", textarea.autocomplete)
        .add(textarea.attributes);
    // The parser drops one line feed after the tag, so that a value may begin with one of its own.
    auto control = markup<"<textarea class=\"govuk-textarea{}{}\" id=\"{}\" name=\"{}\" "
                          "rows=\"{}\"{}>\n{}</textarea>">(
        when(has_error, " govuk-textarea--error"), also(textarea.classes), id, textarea.name,
        textarea.rows, own, textarea.value);
    return parts::form_group(textarea.group, has_error,
                             markup<"{}{}{}{}{}">(label(textarea.label, id), described.markup,
                                                  textarea.group.before, control,
                                                  textarea.group.after));
}

Markup character_count(const Words& t, const CharacterCount& count) {
    auto field = count.textarea;
    const auto& id = text_fields::id_of(field.id, field.name);
    auto info = id + "-info";
    auto limit = t.plural(count.characters, "You can enter up to {} character",
                          "You can enter up to {} characters");
    auto message = hint({.text = limit, .classes = "govuk-character-count__message"}, info);

    Attributes module;
    module.set("data-module", "govuk-character-count").set("data-maxlength", count.characters);
    if (count.threshold > 0) module.set("data-threshold", count.threshold);
    module.add(field.group.attributes);
    if (t.language != Language::en) module.add(text_fields::character_count_words(t));

    field.described_by = info + also(field.described_by);
    field.group.classes = "govuk-character-count" + also(field.group.classes);
    field.group.attributes = module;
    field.group.after = Content(markup<"{}{}">(message, field.group.after));
    field.classes = "govuk-js-character-count" + also(field.classes);
    return textarea(t, field);
}

Markup password_input(const Words& t, const PasswordInput& password) {
    const auto& id = text_fields::id_of(password.id, password.name);
    Attributes module{{"data-module", "govuk-password-input"}};
    if (t.language != Language::en)
        module.set("data-i18n.show-password", t("Show"))
            .set("data-i18n.hide-password", t("Hide"))
            .set("data-i18n.show-password-aria-label", t("Show password"))
            .set("data-i18n.hide-password-aria-label", t("Hide password"))
            .set("data-i18n.password-shown-announcement", t("Your password is visible"))
            .set("data-i18n.password-hidden-announcement", t("Your password is hidden"));
    auto toggle = button(
        {.text = t("Show"),
         .kind = Button::Kind::secondary,
         .type = Button::Type::button,
         .classes = "govuk-password-input__toggle govuk-js-password-input-toggle",
         .attributes = Attributes{{"aria-controls", id}, {"aria-label", t("Show password")}}.flag(
             "hidden", true)});
    return input(t, {.name = password.name,
                     .id = id,
                     .label = password.label,
                     .hint = password.hint,
                     .error = password.error,
                     .type = "password",
                     .autocomplete = password.autocomplete,
                     .autocapitalize = "none",
                     .spellcheck = false,
                     .disabled = password.disabled,
                     .described_by = password.described_by,
                     .classes = "govuk-password-input__input govuk-js-password-input-input" +
                                also(password.classes),
                     .wrapper_classes = "govuk-password-input__wrapper",
                     .attributes = password.attributes,
                     .group = {.classes = "govuk-password-input" + also(password.group.classes),
                               .attributes = module.add(password.group.attributes),
                               .before = password.group.before,
                               .after = markup<"{}{}">(toggle, password.group.after)}});
}

Markup file_upload(const Words& t, const FileUpload& upload) {
    const auto& id = text_fields::id_of(upload.id, upload.name);
    auto described = parts::describe(t, upload.described_by, id, upload.hint, upload.error);
    bool has_error = !upload.error.text.empty();
    auto own = Attributes()
                   .flag("disabled", upload.disabled)
                   .flag("multiple", upload.multiple)
                   .set_if_any("aria-describedby", described.by)
                   .add(upload.attributes);
    auto control = markup<R"(<input class="govuk-file-upload{}{}" id="{}" name="{}" )"
                          R"(type="file"{}>)">(
        also(upload.classes), when(has_error, " govuk-file-upload--error"), id, upload.name, own);
    if (upload.drop_zone) {
        Attributes module{{"data-module", "govuk-file-upload"}};
        if (t.language != Language::en) module.add(text_fields::file_upload_words(t));
        control = markup<R"(<div class="govuk-file-upload-wrapper{}"{}>{}</div>)">(
            also(upload.wrapper_classes), module.add(upload.wrapper_attributes), control);
    }
    return parts::form_group(upload.group, has_error,
                             markup<"{}{}{}{}{}">(label(upload.label, id), described.markup,
                                                  upload.group.before, control,
                                                  upload.group.after));
}

} // namespace vienreiz::html
