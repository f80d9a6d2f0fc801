// Signing: the text as people read it, and two ways: under a PIN, or with a key kept elsewhere.
#include "capabilities/agreements/pages.hpp"
#include "capabilities/agreements/signing.hpp"

#include <fmt/format.h>

namespace vienreiz::agreements {
namespace {

using html::Markup;
using html::Words;

Markup with_pin(const Ask& ask, const Words& t, const Form& form, const Agreement& one) {
    auto fields =
        html::markup<"{}{}">(html::password_input(t, {.name = "pin",
                                                      .label = {t("PIN of your signing key")},
                                                      .error = form.error("pin"),
                                                      .autocomplete = "off"}),
                             html::button({.text = t("Sign"), .prevent_double_click = true}));
    return platform::posting(ask, agreement_path(one.id, "signature"), fields);
}

Markup made_elsewhere(const Ask& ask, const Words& t, const Form& form, const Agreement& one) {
    auto text = html::markup<R"(<a class="govuk-link" href="{}" download="agreement.json">{}</a>)">(
        "/api/agreements/" + one.id.text + "/text", t("Download the text to sign (JSON)"));
    Markup content = html::paragraph(text);
    content += html::paragraph(t("Sign it where your key is, and paste what the command writes:"));
    content += platform::command_lines(
        t, "command", "openssl dgst -sha256 -sign key.pem agreement.json | base64 -w 0");
    auto fields = html::markup<"{}{}">(html::textarea(t, {.name = "signature",
                                                          .label = {t("Signature")},
                                                          .error = form.error("signature"),
                                                          .value = form.value("signature"),
                                                          .rows = 3,
                                                          .spellcheck = false}),
                                       html::button({.text = t("Enter this signature"),
                                                     .kind = html::Button::Kind::secondary,
                                                     .prevent_double_click = true}));
    content += platform::posting(ask, agreement_path(one.id, "signature"), fields);
    return html::details({.summary = t("I keep my key myself"),
                          .content = content,
                          .open = !form.value("signature").empty()});
}

bool may_sign(const Ask& ask) {
    auto person = institutions::person(ask.view(), {ask.caller().id});
    return !person || institutions::may_sign(*person);
}

Markup first_choose(const Ask& ask, const Words& t) {
    auto way = html::link(platform::local(ask, "/secrets"), t("Choose your own"));
    return html::inset_text(
        {.content = t.rich("Your password and PIN were given to you. {} before you sign.", way)});
}

Result<html::Page> signing_page(const Ask& ask, const Form& form) {
    auto one = TRY(agreement_of_page(ask));
    if (!one.proposal)
        return Failure{Kind::conflict, "No terms of this agreement are waiting for an answer"};
    Words t{platform::language_of(ask)};
    auto page = TRY(page_below(ask, one, t("Read and sign")));
    auto name = [&](const InstitutionId& id) {
        return institution_name(ask.view(), t.language, id);
    };
    Markup body = html::page_heading(page.title, t("Revision {}", one.proposal->revision));
    body +=
        html::paragraph(t("{} gives {} the data of \"{}\" on these terms:", name(one.provider),
                          name(one.receiver), dataset_title(ask.view(), t.language, one.dataset)));
    body += terms_list(t, ask.view(), one, one.proposal->terms);
    body += html::warning_text(
        t, {.content =
                t("Once both sides have signed, the terms hold and are enforced by themselves.")});
    body += may_sign(ask) ? html::markup<"{}{}">(with_pin(ask, t, form, one),
                                                 made_elsewhere(ask, t, form, one))
                          : first_choose(ask, t);
    page.main = html::narrow(body);
    return page;
}

Result<platform::Written> sign(const Ask& ask, const Form& form, const AgreementId& id) {
    if (auto pasted = form.optional("signature")) {
        auto signature = TRY(pasted_signature(*pasted));
        SignAgreement wish{id, std::move(signature)};
        return ask.node.decide(ask.caller(), platform::decision_on(ask, wish));
    }
    auto pin = form.value("pin");
    if (pin.empty()) return Failure{Kind::invalid, "Enter your PIN", "/pin"};
    return sign_with_pin(ask.node, ask.caller(), id, pin);
}

} // namespace

Result<Found> show_signing(Ask& ask) {
    return platform::shown(ask, TRY(signing_page(ask, Form())));
}

Result<Found> take_signature(Ask& ask) {
    Form form(ask);
    AgreementId id{ask.parameter("agreement")};
    auto written = sign(ask, form, id);
    if (!written) return platform::shown_again(ask, form, written.error(), signing_page);
    return platform::redirect(platform::after(ask, agreement_path(id), "signed"));
}

} // namespace vienreiz::agreements
