#include "capabilities/agreements/pages_terms.hpp"

#include "base/limits.hpp"
#include "capabilities/catalogue/api.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::agreements {
namespace {

using html::Markup;
using html::Words;
using platform::Form;

// ---- from the form ------------------------------------------------------------------------------

Result<Day> day_in(const Form& form, const std::string& name) {
    auto year = number<int>(form.value(name + "-year"));
    auto month = number<unsigned>(form.value(name + "-month"));
    auto day = number<unsigned>(form.value(name + "-day"));
    constexpr int first_year = 2000, last_year = 2999;
    if (year && month && day && *year >= first_year && *year <= last_year) {
        std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(*day)};
        if (date.ok()) return Day(date);
    }
    return Failure{Kind::invalid, "Enter a real date: day, month and year",
                   "/" + replace_all(name, "-", "/")};
}

Result<std::uint64_t> count_in(const Form& form, const std::string& name) {
    auto text = form.value(name);
    std::erase_if(text, [](char c) { return c == ' '; });
    if (auto count = number<std::uint64_t>(text)) return *count;
    return Failure{Kind::invalid, "Enter a whole number", "/" + replace_all(name, "-", "/")};
}

// ---- to the form --------------------------------------------------------------------------------

void set_day(Form& form, const std::string& name, Day day) {
    std::chrono::year_month_day date(day);
    form.set(name + "-year", std::to_string(static_cast<int>(date.year())));
    form.set(name + "-month", std::to_string(static_cast<unsigned>(date.month())));
    form.set(name + "-day", std::to_string(static_cast<unsigned>(date.day())));
}

Markup words_field(const Words& t, const Form& form, std::string name, std::string label,
                   std::string hint) {
    return html::textarea(t, {.name = name,
                              .label = {std::move(label)},
                              .hint = {std::move(hint)},
                              .error = form.error(name),
                              .value = form.value(name),
                              .rows = 2});
}

Markup count_field(const Words& t, const Form& form, std::string name, std::string label) {
    return html::input(t, {.name = name,
                           .label = {std::move(label)},
                           .error = form.error(name),
                           .value = form.value(name),
                           .inputmode = "numeric",
                           .classes = "govuk-input--width-10"});
}

Markup day_field(const Words& t, const Form& form, const std::string& name, std::string legend) {
    html::DateInput date{.id = name,
                         .name_prefix = name,
                         .fieldset = html::Fieldset{.legend = {std::move(legend)}},
                         .error = form.error(name)};
    for (auto& item : date.items) item.value = form.value(name + "-" + item.name);
    return html::date_input(t, date);
}

// Closed fields are not offered: no agreement holds them.
Markup field_boxes(const Words& t, const Form& form, const catalogue::Dataset& dataset) {
    html::Checkboxes boxes{
        .name = "terms-fields",
        .fieldset = html::Fieldset{.legend = {t("Fields you need"), "govuk-fieldset__legend--m"}},
        .hint = {t("Ask for no more than the purpose needs")},
        .error = form.error("terms-fields"),
        .values = form.values("terms-fields"),
        .classes = "govuk-checkboxes--small"};
    for (const auto& field : dataset.fields) {
        if (field.access == catalogue::FieldAccess::closed) continue;
        auto hint = field.name;
        if (field.personal != catalogue::Personal::none)
            hint += " – " + t(catalogue::sentence_of(field.personal));
        boxes.choices.push_back(
            {.value = field.name, .text = catalogue::in(t.language, field.label), .hint = {hint}});
    }
    return html::checkboxes(t, boxes);
}

Markup filter_fields(const Words& t, const Form& form, const catalogue::Dataset& dataset) {
    html::Select select{.name = "terms-filter-field",
                        .label = {t("Field")},
                        .error = form.error("terms-filter-field"),
                        .value = form.value("terms-filter-field")};
    select.options.push_back({.value = "", .text = t("All rows")});
    for (const auto& field : dataset.fields)
        select.options.push_back(
            {.value = field.name, .text = catalogue::in(t.language, field.label)});
    auto values = html::textarea(t, {.name = "terms-filter-values",
                                     .label = {t("Its values, one a line")},
                                     .error = form.error("terms-filter-values"),
                                     .value = form.value("terms-filter-values"),
                                     .rows = 3});
    return html::fieldset({.legend = {t("Only some of the rows"), "govuk-fieldset__legend--m"}},
                          html::markup<"{}{}">(html::select(t, select), values));
}

} // namespace

Form form_of(const Terms& terms) {
    Form form;
    form.set("terms-purpose", terms.purpose).set("terms-legal_basis", terms.legal_basis);
    form.set("terms-fields", join(terms.fields, "\n"));
    if (terms.filter)
        form.set("terms-filter-field", terms.filter->field)
            .set("terms-filter-values", join(terms.filter->values, "\n"));
    form.set("terms-limits-answers_per_day", std::to_string(terms.limits.answers_per_day));
    form.set("terms-limits-rows_per_answer", std::to_string(terms.limits.rows_per_answer));
    set_day(form, "terms-starts", terms.starts);
    set_day(form, "terms-ends", terms.ends);
    return form;
}

Markup terms_fields(const Words& t, const Form& form, const catalogue::Dataset& dataset) {
    Markup out = words_field(t, form, "terms-purpose", t("Purpose"),
                             t("What the data is used for; each person concerned will read it"));
    out += words_field(t, form, "terms-legal_basis", t("Legal basis"),
                       t("The law and the section that allow this use"));
    out += field_boxes(t, form, dataset);
    out += filter_fields(t, form, dataset);
    out += count_field(t, form, "terms-limits-answers_per_day", t("Answers a day, at most"));
    out += count_field(t, form, "terms-limits-rows_per_answer", t("Rows in an answer, at most"));
    out += day_field(t, form, "terms-starts", t("First day"));
    out += day_field(t, form, "terms-ends", t("Last day"));
    return out;
}

FilledTerms terms_from(const Form& form) {
    FilledTerms out;
    auto& terms = out.terms;
    auto take = [&](auto& place, const auto& read) {
        if (read) place = *read;
        out.unread.add(read);
    };
    terms.purpose = form.value("terms-purpose");
    terms.legal_basis = form.value("terms-legal_basis");
    terms.fields = form.values("terms-fields");
    auto values = form.values("terms-filter-values");
    if (auto field = form.optional("terms-filter-field"))
        terms.filter = RowFilter{*field, values};
    else if (!values.empty())
        out.unread.add(
            {Kind::invalid, "Choose the field these values are of", "/terms/filter/field"});
    take(terms.limits.answers_per_day, count_in(form, "terms-limits-answers_per_day"));
    take(terms.limits.rows_per_answer, count_in(form, "terms-limits-rows_per_answer"));
    auto ends = day_in(form, "terms-ends");
    if (ends) terms.starts = *ends; // so that the one day is judged though the other is not there
    take(terms.starts, day_in(form, "terms-starts"));
    take(terms.ends, ends);
    return out;
}

Failure at_whole_list(Failure failure) {
    auto slash = failure.where.rfind('/');
    if (slash != std::string::npos &&
        number<std::size_t>(std::string_view(failure.where).substr(slash + 1)))
        failure.where.resize(slash);
    for (auto& one : failure.also) one = at_whole_list(std::move(one));
    return failure;
}

} // namespace vienreiz::agreements
