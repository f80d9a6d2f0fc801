// What the fixtures of form fields say, in our option structs. html_components_test.cpp compares.
#include "../tests/vectors/html_fixture.hpp"

namespace vienreiz::html_fixture {
namespace fields {

Label label_of(Options& o) {
    return {.text = o.content(),
            .classes = o.text("classes"),
            .page_heading = o.is_on("isPageHeading"),
            .attributes = o.attributes()};
}
Hint hint_of(Options& o) {
    return {.text = o.content(), .classes = o.text("classes"), .attributes = o.attributes()};
}
ErrorMessage error_of(Options& o) {
    return {.text = o.content(), .classes = o.text("classes"), .attributes = o.attributes()};
}
Fieldset fieldset_of(Options& o) {
    Fieldset out;
    o.inside("legend", [&](Options& legend) {
        out.legend = {.text = legend.content(),
                      .classes = legend.text("classes"),
                      .page_heading = legend.is_on("isPageHeading")};
    });
    out.described_by = o.text("describedBy");
    out.classes = o.text("classes");
    out.role = o.text("role");
    out.attributes = o.attributes();
    return out;
}
FormGroup group_of(Options& o) {
    FormGroup out;
    auto around = [&](std::string_view key, Content& into) {
        o.inside(key, [&](Options& content) { into = content.content(); });
    };
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    for (auto key : {"beforeInput", "beforeInputs"})
        if (o.has(key)) around(key, out.before);
    for (auto key : {"afterInput", "afterInputs"})
        if (o.has(key)) around(key, out.after);
    return out;
}
// What every field has.
template <class Field>
void field(Options& o, Field& out) {
    out.name = o.text("name");
    o.inside("hint", [&](Options& hint) { out.hint = hint_of(hint); });
    o.inside("errorMessage", [&](Options& error) { out.error = error_of(error); });
    o.inside("formGroup", [&](Options& group) { out.group = group_of(group); });
    out.classes = o.text("classes");
    out.attributes = o.attributes();
}
template <class Field>
void labelled_field(Options& o, Field& out) {
    field(o, out);
    out.id = o.text("id");
    o.inside("label", [&](Options& label) { out.label = label_of(label); });
    out.described_by = o.text("describedBy");
    out.disabled = o.is_on("disabled");
}

Markup make_label(Options& o) {
    auto id = o.text("for");
    return label(label_of(o), id);
}
Markup make_hint(Options& o) {
    auto id = o.text("id");
    return hint(hint_of(o), id);
}
Markup make_error_message(Options& o) {
    auto id = o.text("id");
    return error_message(english, error_of(o), id);
}
Markup make_fieldset(Options& o) {
    auto html = Markup{o.text("html")};
    return fieldset(fieldset_of(o), html);
}
Markup make_input(Options& o) {
    Input out;
    labelled_field(o, out);
    auto affix = [&](std::string_view key, Affix& into) {
        o.inside(key, [&](Options& part) {
            into = {.text = part.content(),
                    .classes = part.text("classes"),
                    .attributes = part.attributes()};
        });
    };
    affix("prefix", out.prefix);
    affix("suffix", out.suffix);
    o.inside("inputWrapper", [&](Options& wrapper) {
        out.wrapper_classes = wrapper.text("classes");
        out.wrapper_attributes = wrapper.attributes();
    });
    out.value = o.text("value");
    out.type = o.text_or("type", "text");
    out.inputmode = o.text("inputmode");
    out.autocomplete = o.text("autocomplete");
    out.autocapitalize = o.text("autocapitalize");
    out.pattern = o.text("pattern");
    out.spellcheck = o.truth("spellcheck");
    return input(english, out);
}
void textarea_options(Options& o, Textarea& out) {
    labelled_field(o, out);
    out.value = o.text("value");
    out.rows = o.number_or("rows", 5);
    out.autocomplete = o.text("autocomplete");
    out.spellcheck = o.truth("spellcheck");
}
Markup make_textarea(Options& o) {
    Textarea out;
    textarea_options(o, out);
    return textarea(english, out);
}
Markup make_character_count(Options& o) {
    CharacterCount out;
    textarea_options(o, out.textarea);
    out.characters = o.number_or("maxlength", 0);
    out.threshold = o.number_or("threshold", 0);
    if (out.characters == 0) o.refuse("no maxlength");
    return character_count(english, out);
}
Markup make_password_input(Options& o) {
    PasswordInput out;
    labelled_field(o, out);
    out.autocomplete = o.text_or("autocomplete", "current-password");
    return password_input(english, out);
}
Markup make_file_upload(Options& o) {
    FileUpload out;
    labelled_field(o, out);
    out.multiple = o.is_on("multiple");
    out.drop_zone = o.is_on("javascript");
    out.wrapper_classes = o.text("wrapperClasses");
    out.wrapper_attributes = o.attributes("wrapperAttributes");
    return file_upload(english, out);
}
Markup make_select(Options& o) {
    Select out;
    labelled_field(o, out);
    out.value = o.text("value");
    o.each("items", [&](Options& item) {
        Option option;
        if (item.has("value")) option.value = item.text("value");
        option.text = item.text("text");
        option.selected = item.truth("selected");
        option.disabled = item.is_on("disabled");
        option.attributes = item.attributes();
        out.options.push_back(option);
    });
    return select(english, out);
}
Choice choice_of(Options& o) {
    Choice out;
    out.value = o.text("value");
    out.text = o.content();
    o.inside("hint", [&](Options& hint) { out.hint = hint_of(hint); });
    out.checked = o.truth("checked");
    out.disabled = o.is_on("disabled");
    out.divider = o.text("divider");
    o.inside("conditional", [&](Options& part) { out.conditional = Markup{part.text("html")}; });
    out.id = o.text("id");
    out.name = o.text("name");
    out.behaviour = o.text("behaviour");
    o.inside("label", [&](Options& label) {
        out.label_classes = label.text("classes");
        out.label_attributes = label.attributes();
    });
    out.attributes = o.attributes();
    return out;
}
template <class Choices>
void choices_options(Options& o, Choices& out) {
    field(o, out);
    out.id_prefix = o.text("idPrefix");
    o.inside("fieldset", [&](Options& fieldset) { out.fieldset = fieldset_of(fieldset); });
    o.each("items", [&](Options& item) { out.choices.push_back(choice_of(item)); });
}
Markup make_radios(Options& o) {
    Radios out;
    choices_options(o, out);
    out.value = o.text("value");
    return radios(english, out);
}
Markup make_checkboxes(Options& o) {
    Checkboxes out;
    choices_options(o, out);
    out.described_by = o.text("describedBy");
    auto values = o.take("values");
    if (values.is_array())
        for (const auto& value : values.get_array())
            out.values.emplace_back(value.is_string() ? std::string(value.get_string())
                                                      : json::text(value));
    return checkboxes(english, out);
}
DateItem date_item_of(Options& o, std::string_view name = "") {
    DateItem out;
    out.name = o.text_or("name", name);
    out.label = o.text("label");
    if (out.label.empty() && out.name != "day" && out.name != "month" && out.name != "year")
        o.refuse("no label");
    if (!name.empty() && out.name != name) o.refuse("a name of its own");
    out.value = o.text("value");
    out.id = o.text("id");
    out.inputmode = o.text_or("inputmode", "numeric");
    out.autocomplete = o.text("autocomplete");
    out.pattern = o.text("pattern");
    out.has_error = o.truth("error");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return out;
}
Markup make_date_input(Options& o) {
    DateInput out;
    out.id = o.text("id");
    out.name_prefix = o.text("namePrefix");
    o.inside("fieldset", [&](Options& fieldset) { out.fieldset = fieldset_of(fieldset); });
    o.inside("hint", [&](Options& hint) { out.hint = hint_of(hint); });
    o.inside("errorMessage", [&](Options& error) { out.error = error_of(error); });
    o.inside("formGroup", [&](Options& group) { out.group = group_of(group); });
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    std::vector<DateItem> items;
    o.each("items", [&](Options& item) { items.push_back(date_item_of(item)); });
    if (!items.empty() && (o.has("day") || o.has("month") || o.has("year"))) o.refuse("both");
    for (auto& item : out.items)
        o.inside(item.name, [&](Options& options) { item = date_item_of(options, item.name); });
    if (!items.empty()) out.items = items;
    o.inside("values", [&](Options& values) {
        for (auto& item : out.items) {
            auto prefix = out.name_prefix.empty() ? std::string() : out.name_prefix + "-";
            for (const auto& key : {item.name, prefix + item.name})
                if (auto value = values.text(key); item.value.empty()) item.value = value;
        }
    });
    return date_input(english, out);
}

constexpr Component all[] = {
    {"character-count", make_character_count},
    {"checkboxes", make_checkboxes},
    {"date-input", make_date_input},
    {"error-message", make_error_message},
    {"fieldset", make_fieldset},
    {"file-upload", make_file_upload},
    {"hint", make_hint},
    {"input", make_input},
    {"label", make_label},
    {"password-input", make_password_input},
    {"radios", make_radios},
    {"select", make_select},
    {"textarea", make_textarea},
};

} // namespace fields

std::span<const Component> field_components() { return fields::all; }

} // namespace vienreiz::html_fixture
