#include "capabilities/catalogue/pages_description.hpp"

#include "base/failures.hpp"
#include "capabilities/catalogue/pages_spelling.hpp"
#include "capabilities/catalogue/pages_words.hpp"
#include "capabilities/catalogue/rules.hpp"

#include <fmt/format.h>

namespace vienreiz::catalogue {
namespace {

using html::Markup;
using html::Words;
using platform::Form;

class Asking {
public:
    Asking(const Words& t, const Form& form) : t_(t), form_(form) {}

    Markup line(std::string name, std::string label, std::string hint = {},
                html::Attributes attributes = {}) const {
        return html::input(t_, {.name = name,
                                .label = {std::move(label)},
                                .hint = {std::move(hint)},
                                .error = form_.error(name),
                                .value = form_.value(name),
                                .attributes = std::move(attributes)});
    }
    Markup text(std::string name, std::string label, std::string language) const {
        return html::textarea(t_, {.name = name,
                                   .label = {std::move(label)},
                                   .error = form_.error(name),
                                   .value = form_.value(name),
                                   .rows = 3,
                                   .attributes = {{"lang", language}}});
    }
    template <class Enum>
    Markup one_of_few(std::string name, std::string legend, std::string hint = {}) const {
        return html::radios(t_, {.name = name,
                                 .fieldset = html::Fieldset{.legend = {std::move(legend)}},
                                 .hint = {std::move(hint)},
                                 .error = form_.error(name),
                                 .choices = choices_of<Enum>(t_),
                                 .value = form_.value(name),
                                 .classes = "govuk-radios--small"});
    }
    template <class Enum>
    Markup one_of_many(std::string name, std::string label) const {
        return select(std::move(name), std::move(label), options_of<Enum>(t_));
    }
    Markup select(std::string name, std::string label, std::vector<html::Option> options,
                  std::string hint = {}) const {
        return html::select(t_, {.name = name,
                                 .label = {std::move(label)},
                                 .hint = {std::move(hint)},
                                 .error = form_.error(name),
                                 .options = std::move(options),
                                 .value = form_.value(name)});
    }
    Markup box(std::string name, std::string text) const {
        return html::checkboxes(t_, {.name = name,
                                     .choices = {{.value = "yes",
                                                  .text = std::move(text),
                                                  .checked = form_.value(name) == "yes"}},
                                     .classes = "govuk-checkboxes--small"});
    }

private:
    const Words& t_;
    const Form& form_;
};

// Side by side where there is room, one under the other on a telephone.
Markup pair(const Markup& left, const Markup& right) {
    return html::markup<
        R"(<div class="govuk-grid-row"><div class="govuk-grid-column-one-half">{}</div>)"
        R"(<div class="govuk-grid-column-one-half">{}</div></div>)">(left, right);
}

std::vector<html::Option> key_choices(const Words& t, const Form& form, const Dataset& dataset) {
    std::vector<html::Option> out;
    // A browser sends the first choice when nobody chose: it must not be a column by accident.
    if (form.value("dataset-key").empty())
        out.push_back({.value = "", .text = t("Choose the key")});
    for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
        bool is_added = dataset.fields[i].name.empty();
        if (dataset.fields[i].generated || is_added) continue;
        // A renamed field is chosen by its new name once the form comes back.
        auto name = form.value(at_field(i, "name"));
        out.push_back({.value = dataset.fields[i].name,
                       .text = name.empty() ? dataset.fields[i].name : name});
    }
    out.push_back(
        {.value = std::string(row_number_choice), .text = t("Number of the row in the file")});
    return out;
}

Markup about_dataset(const Words& t, const Form& form, const DescriptionForm& about) {
    Asking ask(t, form);
    Markup out = pair(ask.line("dataset-title-lv", t("Title in Latvian"), {}, {{"lang", "lv"}}),
                      ask.line("dataset-title-en", t("Title in English"), {}, {{"lang", "en"}}));
    out += pair(ask.text("dataset-description-lv", t("What is in it, in Latvian"), "lv"),
                ask.text("dataset-description-en", t("What is in it, in English"), "en"));
    out += html::narrow(ask.line("dataset-legal_basis", t("Legal basis"),
                                 t("The law and the section under which this data is kept")));
    out += pair(ask.one_of_many<Frequency>("dataset-frequency", t("How often it is updated")),
                about.fixed == Fixed::key_as_well
                    ? Markup{}
                    : ask.select("dataset-key", t("Key"), key_choices(t, form, about.dataset),
                                 t("The field a row is found by; no value twice")));
    out += ask.one_of_few<DatasetAccess>("dataset-access", t("Who may have this data"));
    return out;
}

// Seldom needed, so folded away; open when something is wrong or set there.
Markup about_bounds(const Words& t, const Form& form, std::size_t index) {
    Asking ask(t, form);
    auto id = [&](std::string_view member) { return at_field(index, member); };
    Markup fields = pair(ask.line(id("least"), t("Least value")),
                         ask.line(id("greatest"), t("Greatest value")));
    fields += pair(ask.line(id("longest"), t("Most characters")), Markup{});
    fields += pair(ask.line(id("reference-dataset"), t("Refers to the dataset"),
                            t("Its id, if this value names a row there")),
                   ask.line(id("reference-field"), t("Refers to the field")));
    bool open = false;
    for (auto member : {"least", "greatest", "longest", "reference-dataset", "reference-field"})
        open |= !form.value(id(member)).empty() || !form.error(id(member)).text.empty();
    return html::details({.summary = t("Bounds and reference"), .content = fields, .open = open});
}

Markup about_field(const Words& t, const Form& form, const DescriptionForm& about,
                   std::size_t index) {
    Asking ask(t, form);
    const auto& field = about.dataset.fields[index];
    bool added = index >= about.known;
    bool named = about.fixed != Fixed::nothing && !added;
    Markup fields;
    if (added)
        fields += html::narrow(ask.line(at_field(index, "source"), t("Column of the file"),
                                        t("As its heading is written. Leave it and the name empty "
                                          "to add no field.")));
    if (!named)
        fields += pair(ask.line(at_field(index, "name"), t("Name in addresses"), {},
                                html::Attributes{{"spellcheck", "false"}}),
                       field.generated
                           ? Markup{}
                           : ask.select(at_field(index, "type"), t("Type"), spelling_options(t)));
    fields += pair(ask.line(at_field(index, "label-lv"), t("Label in Latvian")),
                   ask.line(at_field(index, "label-en"), t("Label in English")));
    fields += pair(ask.one_of_many<Personal>(at_field(index, "personal"), t("Personal data")),
                   ask.one_of_many<FieldAccess>(at_field(index, "access"), t("Access")));
    if (!field.generated)
        fields +=
            html::markup<"{}{}">(ask.box(at_field(index, "required"), t("Every row has a value")),
                                 about_bounds(t, form, index));
    Markup why;
    if (field.generated)
        why = html::markup<R"(<p class="govuk-hint">{}</p>)">(
            t("Made while a file is read: 1 for its first row, 2 for the next. A new file may "
              "number its rows otherwise."));
    if (index < about.reasons.size() && !about.reasons[index].sentence.empty())
        why = html::markup<R"(<p class="govuk-hint">{}: {}</p>)">(t("As read from the file"),
                                                                  told(t, about.reasons[index]));
    auto legend = fmt::format("{}. {}", index + 1,
                              added             ? t("New field")
                              : named           ? field.name
                              : field.generated ? t("Number of the row in the file")
                                                : field.source);
    return html::fieldset({.legend = {legend, "govuk-fieldset__legend--m"}},
                          html::markup<"{}{}">(why, fields));
}

} // namespace

Form form_of(const Dataset& dataset) {
    Form form;
    auto title = [&](const std::string& field, const Title& value) {
        form.set(field + "-lv", value.lv).set(field + "-en", value.en);
    };
    title("dataset-title", dataset.title);
    title("dataset-description", dataset.description);
    form.set("dataset-legal_basis", dataset.legal_basis);
    form.set("dataset-frequency", name_of(dataset.frequency));
    form.set("dataset-access", name_of(dataset.access));
    auto key = position(dataset, dataset.key);
    form.set("dataset-key",
             key && dataset.fields[*key].generated ? std::string(row_number_choice) : dataset.key);
    for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
        const auto& field = dataset.fields[i];
        form.set(at_field(i, "name"), field.name);
        title(at_field(i, "label"), field.label);
        form.set(at_field(i, "type"), spelling_of(field));
        form.set(at_field(i, "required"), field.required ? "yes" : "");
        form.set(at_field(i, "personal"), name_of(field.personal));
        form.set(at_field(i, "access"), name_of(field.access));
        form.set(at_field(i, "source"), field.source);
        form.set(at_field(i, "least"), field.least.value_or(""));
        form.set(at_field(i, "greatest"), field.greatest.value_or(""));
        form.set(at_field(i, "longest"), field.longest ? std::to_string(*field.longest) : "");
        if (!field.reference) continue;
        form.set(at_field(i, "reference-dataset"), field.reference->dataset.text);
        form.set(at_field(i, "reference-field"), field.reference->field);
    }
    return form;
}

Markup description_fields(const Words& t, const Form& form, const DescriptionForm& about) {
    Markup out = html::markup<R"(<input type="hidden" name="fields" value="{}">)">(
        about.dataset.fields.size());
    out += about_dataset(t, form, about);
    out += html::heading(2, {{"class", "govuk-heading-m"}}, t("Fields"));
    for (std::size_t i = 0; i < about.dataset.fields.size(); ++i)
        out += about_field(t, form, about, i);
    return out;
}

} // namespace vienreiz::catalogue
