// Terms on their way: the request, other terms, an amendment.
#include "capabilities/agreements/pages.hpp"
#include "capabilities/agreements/pages_terms.hpp"
#include "capabilities/agreements/rules.hpp"

#include <fmt/format.h>

namespace vienreiz::agreements {
namespace {

using html::Markup;
using html::Words;
using platform::Decide;

// What could not be read and what the rule refuses, at the fields; about one of a list, at the list.
template <class Command>
Decide decision_about(const Ask& ask, Command wish, Failures unread) {
    return Decide([rule = platform::decision_on(ask, std::move(wish), std::move(unread))](
                      const Moment& moment, const store::Snapshot& view) -> Result<Events> {
        auto events = rule(moment, view);
        if (!events) return at_whole_list(events.error());
        return events;
    });
}

// Of which dataset? Those of others; the open ones need no agreement for what is open in them.
Markup dataset_choice(const Ask& ask, const Words& t) {
    Markup items;
    for (const auto& dataset : catalogue::all_datasets(ask.view())) {
        if (dataset.steward == ask.caller().institution) continue;
        items += html::markup<"<li>{}<br>{}</li>">(
            html::link(
                platform::local(ask, "/agreements/new?dataset=" + percent_encode(dataset.id.text)),
                catalogue::in(t.language, dataset.title)),
            institution_name(ask.view(), t.language, dataset.steward));
    }
    return html::markup<R"({}<ul class="govuk-list govuk-list--spaced">{}</ul>)">(
        html::paragraph(t("Choose the dataset you need.")), items);
}

Result<html::Page> request_page(const Ask& ask, const Form& form) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Request an agreement");
    page.breadcrumbs = {{.text = t("Agreements"), .href = platform::local(ask, "/agreements")},
                        {.text = page.title}};
    auto dataset = catalogue::dataset(ask.view(), {form.value("dataset")});
    if (!dataset) {
        page.main = html::narrow(
            html::markup<"{}{}">(html::page_heading(page.title), dataset_choice(ask, t)));
        return page;
    }
    auto fields = html::markup<R"(<input type="hidden" name="dataset" value="{}">{}{})">(
        dataset->id.text, terms_fields(t, form, *dataset),
        html::button({.text = t("Send the request"), .prevent_double_click = true}));
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, catalogue::in(t.language, dataset->title)),
        html::paragraph(t("{} answers the request. Both sides sign what they agree on; from then "
                          "on it is enforced by itself.",
                          institution_name(ask.view(), t.language, dataset->steward))),
        platform::posting(ask, "/agreements/new", fields)));
    return page;
}

Result<html::Page> offer_page(const Ask& ask, const Form& form) {
    auto agreement = TRY(agreement_of_page(ask));
    auto dataset = catalogue::dataset(ask.view(), agreement.dataset);
    if (!dataset) return Failure{Kind::conflict, "The dataset of this agreement was withdrawn"};
    Words t{platform::language_of(ask)};
    bool amends = agreement.state == State::active && !agreement.proposal;
    auto page = TRY(
        page_below(ask, agreement, amends ? t("Propose an amendment") : t("Offer other terms")));
    auto fields = html::markup<"{}{}">(
        terms_fields(t, form, *dataset),
        html::button({.text = t("Send the offer"), .prevent_double_click = true}));
    auto why =
        amends ? t("What is in force stays in force until both sides have signed the new terms.")
               : t("The other side accepts your terms, refuses them, or offers its own.");
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, catalogue::in(t.language, dataset->title)),
        html::paragraph(why),
        platform::posting(ask, agreement_path(agreement.id, "terms"), fields)));
    return page;
}

} // namespace

Result<Found> show_request(Ask& ask) {
    Terms usual;
    usual.starts = riga_day(ask.at);
    usual.ends = usual.starts + std::chrono::days(365);
    auto form = form_of(usual);
    form.set("dataset", ask.request.parameter("dataset").value_or(""));
    return platform::shown(ask, TRY(request_page(ask, form)));
}

Result<Wish> take_request(Ask& ask) {
    Form form(ask);
    auto [terms, unread] = terms_from(form);
    RequestAgreement wanted{{form.value("dataset")}, std::move(terms)};
    return platform::form_wish(ask, form, decision_about(ask, std::move(wanted), std::move(unread)),
                               request_page, [&ask](const platform::Written& written) {
                                   return platform::after(ask, agreement_path({written.subject}),
                                                          "requested");
                               });
}

Result<Found> show_offer(Ask& ask) {
    auto agreement = TRY(agreement_of_page(ask));
    const auto* known = shown_proposal(agreement);
    if (!known) return Failure{Kind::conflict, "This agreement is over; request a new one"};
    return platform::shown(ask, TRY(offer_page(ask, form_of(known->terms))));
}

Result<Wish> take_offer(Ask& ask) {
    Form form(ask);
    AgreementId id{ask.parameter("agreement")};
    auto [terms, unread] = terms_from(form);
    OfferTerms wanted{id, std::move(terms)};
    return platform::form_wish(
        ask, form, decision_about(ask, std::move(wanted), std::move(unread)), offer_page,
        [&ask, id](const auto&) { return platform::after(ask, agreement_path(id), "offered"); });
}

} // namespace vienreiz::agreements
