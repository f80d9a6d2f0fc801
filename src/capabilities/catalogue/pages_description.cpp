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

std::string at_field(std::size_t index, std::string_view member) {
    return fmt::format("dataset-fields-{}-{}", index, member);
}

// ---- from the form
// -------------------------------------------------------------------------------

Failure none_of_ours(std::string_view field) {
    return {Kind::invalid, "Choose one of the choices", "/" + replace_all(field, "-", "/")};
}

template <class Enum>
Outcome choose(const Form& form, const std::string& field, Enum& out) {
    if (boost::describe::enum_from_string(form.value(field).c_str(), out)) return {};
    return none_of_ours(field);
}

void take_title(const Form& form, const std::string& field, Title& out) {
    out = {form.value(field + "-lv"), form.value(field + "-en")};
}

Outcome take_field(const Form& form, std::size_t index, bool revision, Field& out) {
    take_title(form, at_field(index, "label"), out.label);
    Failures unread;
    unread.add(choose(form, at_field(index, "personal"), out.personal));
    unread.add(choose(form, at_field(index, "access"), out.access));
    out.required = form.value(at_field(index, "required")) == "yes";
    if (revision) {
        if (out.type != table::Type::decimal) out.decimal_mark.reset(); // as once was allowed
        if (out.type != table::Type::date) out.date_order.reset();
        return unread.told();
    }
    out.name = form.value(at_field(index, "name"));
    auto type = at_field(index, "type");
    if (!take_spelling(form.value(type), out)) unread.add(none_of_ours(type));
    return unread.told();
}

// ---- to the form
// ---------------------------------------------------------------------------------

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

std::vector<html::Option> key_choices(const Form& form, const Dataset& dataset) {
    std::vector<html::Option> out;
    for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
        // A renamed field is chosen by its new name once the form comes back.
        auto name = form.value(at_field(i, "name"));
        out.push_back({.value = dataset.fields[i].name, .text = name});
    }
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
    out +=
        pair(ask.one_of_many<Frequency>("dataset-frequency", t("How often it is updated")),
             about.revision ? Markup{}
                            : ask.select("dataset-key", t("Key"), key_choices(form, about.dataset),
                                         t("The field a row is found by; no value twice")));
    out += ask.one_of_few<DatasetAccess>("dataset-access", t("Who may have this data"));
    return out;
}

Markup about_field(const Words& t, const Form& form, const DescriptionForm& about,
                   std::size_t index) {
    Asking ask(t, form);
    const auto& field = about.dataset.fields[index];
    Markup fields;
    if (!about.revision)
        fields += pair(ask.line(at_field(index, "name"), t("Name in addresses"), {},
                                html::Attributes{{"spellcheck", "false"}}),
                       ask.select(at_field(index, "type"), t("Type"), spelling_options(t)));
    fields += pair(ask.line(at_field(index, "label-lv"), t("Label in Latvian")),
                   ask.line(at_field(index, "label-en"), t("Label in English")));
    fields += pair(ask.one_of_many<Personal>(at_field(index, "personal"), t("Personal data")),
                   ask.one_of_many<FieldAccess>(at_field(index, "access"), t("Access")));
    fields += ask.box(at_field(index, "required"), t("Every row has a value"));
    Markup why;
    if (index < about.reasons.size() && !about.reasons[index].sentence.empty())
        why = html::markup<R"(<p class="govuk-hint">{}: {}</p>)">(t("As read from the file"),
                                                                  told(t, about.reasons[index]));
    auto legend = about.revision ? fmt::format("{}. {}", index + 1, field.name)
                                 : fmt::format("{}. {}", index + 1, field.source);
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
    form.set("dataset-key", dataset.key);
    for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
        const auto& field = dataset.fields[i];
        form.set(at_field(i, "name"), field.name);
        title(at_field(i, "label"), field.label);
        form.set(at_field(i, "type"), spelling_of(field));
        form.set(at_field(i, "required"), field.required ? "yes" : "");
        form.set(at_field(i, "personal"), name_of(field.personal));
        form.set(at_field(i, "access"), name_of(field.access));
    }
    return form;
}

Markup description_fields(const Words& t, const Form& form, const DescriptionForm& about) {
    Markup out = about_dataset(t, form, about);
    out += html::heading(2, {{"class", "govuk-heading-m"}}, t("Fields"));
    for (std::size_t i = 0; i < about.dataset.fields.size(); ++i)
        out += about_field(t, form, about, i);
    return out;
}

Result<Dataset> dataset_from(const Form& form, Dataset known, bool revision) {
    take_title(form, "dataset-title", known.title);
    take_title(form, "dataset-description", known.description);
    known.legal_basis = form.value("dataset-legal_basis");
    Failures unread;
    unread.add(choose(form, "dataset-frequency", known.frequency));
    unread.add(choose(form, "dataset-access", known.access));
    auto key = revision ? position(known, known.key) : position(known, form.value("dataset-key"));
    for (std::size_t i = 0; i < known.fields.size(); ++i)
        unread.add(take_field(form, i, revision, known.fields[i]));
    if (key)
        known.key = known.fields[*key].name;
    else
        unread.add({Kind::invalid, "Choose the field a row is found by", "/dataset/key"});
    if (unread.any()) return unread.after(valid(known)).error();
    return known;
}

} // namespace vienreiz::catalogue
