// One agreement: parties, terms, where it stands, what the reader may do, and how it came about.
#include "capabilities/agreements/pages.hpp"
#include "capabilities/agreements/rules.hpp"

#include <fmt/format.h>

namespace vienreiz::agreements {
namespace {

using html::Button;
using html::Markup;
using html::Words;

Markup parties_list(const Ask& ask, const Words& t, const Agreement& one) {
    auto party_text = [&](const InstitutionId& id) {
        auto found = institutions::institution(ask.view(), id);
        return html::markup<"{}<br>{}">(institution_name(ask.view(), t.language, id),
                                        found ? found->registration_number : std::string());
    };
    html::SummaryList list;
    list.rows = {{.key = t("State"), .value = standing_tag(t, one, riga_day(ask.at))},
                 {.key = t("Dataset"),
                  .value = html::link(platform::local(ask, "/datasets/" + one.dataset.text),
                                      dataset_title(ask.view(), t.language, one.dataset))},
                 {.key = t("Provider"), .value = party_text(one.provider)},
                 {.key = t("Receiver"), .value = party_text(one.receiver)}};
    if (one.ended_because) list.rows.push_back({.key = t("Reason"), .value = *one.ended_because});
    return html::summary_list(list);
}

Markup way(const Ask& ask, const Agreement& one, std::string_view what, std::string text,
           Button::Kind kind = Button::Kind::secondary) {
    return html::button({.text = std::move(text),
                         .kind = kind,
                         .href = platform::local(ask, agreement_path(one.id, what))});
}

Markup accept_button(const Ask& ask, const Words& t, const Agreement& one) {
    auto fields = html::markup<R"(<input type="hidden" name="revision" value="{}">{})">(
        one.proposal->revision,
        html::button({.text = t("Accept these terms"), .prevent_double_click = true}));
    return platform::posting(ask, agreement_path(one.id, "acceptance"), fields);
}

// Exactly what the rules would let the reader do.
Markup open_actions(const Ask& ask, const Words& t, const Agreement& one, Side side) {
    auto turn = turn_of(one, side);
    const auto& other_side = side == Side::provider ? one.receiver : one.provider;
    Markup out;
    if (turn == Turn::theirs)
        out +=
            html::inset_text({.content = t("It is the turn of {}.",
                                           institution_name(ask.view(), t.language, other_side))});
    if (turn == Turn::ours && !one.proposal->accepted) out += accept_button(ask, t, one);
    std::vector<Markup> ways;
    if (turn == Turn::ours && one.proposal->accepted &&
        !has_signed(*one.proposal, {ask.caller().id}))
        ways.push_back(way(ask, one, "signature", t("Read and sign"), Button::Kind::primary));
    if (one.proposal->signatures.empty())
        ways.push_back(way(ask, one, "terms", t("Offer other terms")));
    ways.push_back(way(ask, one, "refusal", t("Refuse")));
    return html::markup<"{}{}">(out, html::button_group(ways));
}

Markup actions(const Ask& ask, const Words& t, const Agreement& one) {
    auto side = side_of(ask.caller(), one);
    if (!side || !ask.caller().roles.has(platform::Role::signatory)) return {};
    Markup out;
    if (one.proposal) out += open_actions(ask, t, one, *side);
    auto state = state_on(one, riga_day(ask.at));
    std::vector<Markup> ways;
    if (!one.proposal && one.in_force && !is_closed(one))
        ways.push_back(
            way(ask, one, "terms",
                state == State::expired ? t("Renew by an amendment") : t("Propose an amendment")));
    if (state == State::active)
        ways.push_back(way(ask, one, "end", t("End the agreement"), Button::Kind::warning));
    if (ways.empty()) return out;
    return html::markup<"{}{}">(out, html::button_group(ways));
}

Markup signatures(const Ask& ask, const Words& t, const Proposal& proposal) {
    if (proposal.signatures.empty()) return {};
    html::SummaryList list;
    for (const auto& one : proposal.signatures)
        list.rows.push_back({.key = one.side == Side::provider ? t("Signed for the provider")
                                                               : t("Signed for the receiver"),
                             .value = html::markup<"{}<br>{}<br>{}">(
                                 institutions::name_of(ask.node, one.person),
                                 platform::shown_time(t, one.at), html::code(one.value))});
    return html::summary_list(list);
}

Markup terms_section(const Ask& ask, const Words& t, const Agreement& one, const Proposal& proposal,
                     std::string title) {
    return html::markup<"{}{}{}">(html::heading(2, {{"class", "govuk-heading-m"}}, title),
                                  terms_list(t, ask.view(), one, proposal.terms),
                                  signatures(ask, t, proposal));
}

void add_notice(const Ask& ask, const Words& t, html::Page& page) {
    auto said = [&](std::string_view what, std::string sentence) {
        if (platform::just_done(ask, what))
            page.notice = platform::done_notice(std::move(sentence));
    };
    said("requested", t("The request is sent."));
    said("offered", t("The offer is sent."));
    said("accepted", t("The terms are accepted. What is left is to sign."));
    said("refused", t("The terms are refused."));
    said("signed", t("Your signature is entered."));
    said("ended", t("The agreement is ended. From now on nothing is given out under it."));
}

Result<html::Page> agreement_page(const Ask& ask, const Form&) {
    auto one = TRY(agreement_of_page(ask));
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Agreement on {}", dataset_title(ask.view(), t.language, one.dataset));
    page.breadcrumbs = {{.text = t("Agreements"), .href = platform::local(ask, "/agreements")},
                        {.text = page.title}};
    add_notice(ask, t, page);
    page.main = html::page_heading(page.title, html::code(one.id.text));
    Markup body = parties_list(ask, t, one);
    body += actions(ask, t, one);
    if (one.proposal)
        body += terms_section(ask, t, one, *one.proposal,
                              t("Terms offered, revision {}", one.proposal->revision));
    if (one.in_force) {
        auto revision = one.in_force->revision;
        body += terms_section(ask, t, one, *one.in_force,
                              is_over(one, riga_day(ask.at))
                                  ? t("Terms that were in force, revision {}", revision)
                                  : t("Terms in force, revision {}", revision));
    }
    if (shown_proposal(one))
        body += html::paragraph(
            html::link("/api/agreements/" + one.id.text + "/text",
                       t("The text to sign, as JSON: exactly the bytes both sign")));
    page.main += html::narrow(body);
    page.main += history_table(t, ask, one.id);
    return page;
}

} // namespace

Result<Found> show_agreement(Ask& ask) {
    return platform::shown(ask, TRY(agreement_page(ask, Form())));
}

Result<Wish> take_acceptance(Ask& ask) {
    Form form(ask);
    AgreementId id{ask.parameter("agreement")};
    auto revision = number<std::uint32_t>(form.value("revision"));
    auto decide =
        revision ? Result<platform::Decide>(platform::decision_on(ask, AcceptTerms{id, *revision}))
                 : Result<platform::Decide>(
                       Failure{Kind::invalid, "Say which revision of the terms you accept"});
    return platform::form_wish(
        ask, form, std::move(decide), agreement_page,
        [&ask, id](const auto&) { return platform::after(ask, agreement_path(id), "accepted"); });
}

} // namespace vienreiz::agreements
