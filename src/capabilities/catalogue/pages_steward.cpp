#include "capabilities/catalogue/pages_steward.hpp"

#include "capabilities/catalogue/drafting.hpp"
#include "capabilities/catalogue/pages_description.hpp"
#include "capabilities/catalogue/pages_words.hpp"
#include "capabilities/catalogue/rules.hpp"
#include "capabilities/catalogue/view.hpp"
#include "platform/node.hpp"
#include "platform/page_parts.hpp"

#include <fmt/format.h>

namespace vienreiz::catalogue {
namespace {

using platform::Ask;
using platform::Form;
using platform::Found;
using platform::Wish;

constexpr std::string_view desk = "/desk/steward";

Result<Dataset> dataset_of_page(const Ask& ask) {
    if (auto found = dataset(ask.view(), {ask.parameter("dataset")})) return std::move(*found);
    return Failure{Kind::missing, "There is no such dataset"};
}

Result<html::Page> desk_page(const Ask& ask, html::Sentence<0> title) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t(title);
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, desk)},
                        {.text = page.title}};
    return page;
}

std::string path_of(const Dataset& dataset, std::string_view what) {
    return fmt::format("{}/datasets/{}/{}", desk, dataset.id.text, what);
}

// ---- revise -------------------------------------------------------------------------------------

Fixed fixed_of(const Ask& ask, const Dataset& known) {
    return key_may_change(ask.view(), known.id) ? Fixed::names_and_types : Fixed::key_as_well;
}

// The form with one more field: a browser would choose what stands first, and open data is not to
// be chosen by accident.
Form with_one_more(Form form, const Dataset& known) {
    auto fields = with_added_fields(form, known).fields.size();
    form.set("fields", std::to_string(fields + 1));
    form.set(at_field(fields, "access"), name_of(FieldAccess::restricted));
    return form;
}

// A column that a publication found unused: /description?column=krasa
void begin_field(Form& form, std::size_t index, const std::string& column) {
    form.set(at_field(index, "source"), column);
    form.set(at_field(index, "name"), field_name_from(column));
    form.set(at_field(index, "label-lv"), column).set(at_field(index, "label-en"), column);
}

std::string what_stays(const html::Words& t, Fixed fixed) {
    if (fixed == Fixed::key_as_well)
        return t("Names, types and the key stay as they are: agreements were signed on them. "
                 "What you change here holds from the next publication and look-up.");
    return t(
        "Names and types stay as they are: agreements are signed on them. The key may still be "
        "another one, since nothing is published yet.");
}

Result<html::Page> revision_page(const Ask& ask, const Form& form) {
    auto known = TRY(dataset_of_page(ask));
    auto page = TRY(desk_page(ask, html::sentence("Edit the description")));
    auto t = page.words();
    page.main = html::narrow(
        html::markup<"{}{}">(html::page_heading(page.title, in(t.language, known.title)),
                             html::paragraph(what_stays(t, fixed_of(ask, known)))));
    auto asked = with_added_fields(form, known);
    auto fields =
        description_fields(t, form, {asked, {}, fixed_of(ask, known), known.fields.size()});
    // Enter in a field presses the first button of a form: it must not be the one that adds.
    fields += html::button_group({html::button({.text = t("Save"), .prevent_double_click = true}),
                                  html::button({.text = t("Add a field"),
                                                .kind = html::Button::Kind::secondary,
                                                .name = "add",
                                                .value = "field"})});
    page.main += platform::posting(ask, path_of(known, "description"), fields);
    return page;
}

Result<Found> show_revision(Ask& ask) {
    auto known = TRY(dataset_of_page(ask));
    auto form = form_of(known);
    if (auto column = ask.request.parameter("column"); column && !column->empty()) {
        form = with_one_more(std::move(form), known);
        begin_field(form, known.fields.size(), *column);
    }
    return platform::shown(ask, TRY(revision_page(ask, form)));
}

Outcome revise_by(const Ask& ask, const Form& form, const Dataset& known) {
    auto wanted = TRY(dataset_from(form, known, fixed_of(ask, known)));
    TRY(ask.node.decide(ask.caller(), platform::decision_on(ask, ReviseDataset{wanted})));
    return {};
}

Result<Found> revise(Ask& ask) {
    Form form(ask);
    auto known = TRY(dataset_of_page(ask));
    if (!form.value("add").empty())
        return platform::shown(ask, TRY(revision_page(ask, with_one_more(form, known))));
    if (auto revised = revise_by(ask, form, known); !revised)
        return platform::shown_again(ask, std::move(form), revised.error(), revision_page);
    return platform::redirect(platform::after(ask, desk, "revised"));
}

// ---- withdraw -----------------------------------------------------------------------------------

Result<html::Page> withdrawal_page(const Ask& ask, const Form& form) {
    auto known = TRY(dataset_of_page(ask));
    auto page = TRY(desk_page(ask, html::sentence("Withdraw the dataset")));
    auto t = page.words();
    auto fields = html::textarea(t, {.name = "reason",
                                     .label = {t("Why it is withdrawn")},
                                     .hint = {t("Everybody can read this in the journal")},
                                     .error = form.error("reason"),
                                     .value = form.value("reason"),
                                     .rows = 3});
    fields += html::button(
        {.text = t("Withdraw"), .kind = html::Button::Kind::warning, .prevent_double_click = true});
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, in(t.language, known.title)),
        html::warning_text(t,
                           {.content = t("From then on nobody is answered from this dataset, "
                                         "whatever was agreed. The journal keeps what happened.")}),
        platform::posting(ask, path_of(known, "withdrawal"), fields)));
    return page;
}

Result<Found> show_withdrawal(Ask& ask) {
    return platform::shown(ask, TRY(withdrawal_page(ask, Form())));
}

Result<Wish> withdraw(Ask& ask) {
    Form form(ask);
    WithdrawDataset wish{{ask.parameter("dataset")}, form.value("reason")};
    return platform::form_wish(
        ask, form, platform::decision_on(ask, wish), withdrawal_page,
        [&ask](const auto&) { return platform::after(ask, desk, "withdrawn"); });
}

} // namespace

std::vector<platform::Endpoint> steward_pages() {
    using enum http::Method;
    using platform::Shows;
    auto own = platform::Access::people({platform::Role::steward}, platform::Tenant::own);
    std::string dataset = "/{language}/desk/steward/datasets/{dataset}";
    return {
        {get, dataset + "/description", "Edit a dataset's description", own,
         platform::Read(show_revision), Shows::page, steward_of},
        {post, dataset + "/description", "Revise a dataset from the page", own,
         platform::Slow{revise}, Shows::page, steward_of},
        {get, dataset + "/withdrawal", "Withdraw a dataset: the reason", own,
         platform::Read(show_withdrawal), Shows::page, steward_of},
        {post, dataset + "/withdrawal", "Withdraw a dataset from the page", own,
         platform::Write(withdraw), Shows::page, steward_of},
    };
}

} // namespace vienreiz::catalogue
