#include "capabilities/institutions/developer_pages.hpp"

#include "base/limits.hpp"
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"
#include "crypto/keys.hpp"
#include "platform/node.hpp"
#include "platform/page_parts.hpp"

#include <fmt/format.h>

namespace vienreiz::institutions {
namespace {

using html::Markup;
using html::Words;
using platform::Ask;
using platform::Decide;
using platform::Form;
using platform::Found;
using platform::Wish;

constexpr std::string_view developer = "/developer";

std::string system_path(const SystemId& id, std::string_view what) {
    return fmt::format("{}/systems/{}/{}", developer, id.text, what);
}

Result<System> system_of_page(const Ask& ask) {
    if (auto found = system(ask.view(), {ask.parameter("system")})) return std::move(*found);
    return Failure{Kind::missing, "There is no such system, or it is revoked"};
}

std::vector<InstitutionId> institution_of_system(const store::Snapshot& view,
                                                 const http::Match& match) {
    auto found = system(view, {match["system"]});
    return found ? std::vector{found->institution} : std::vector<InstitutionId>{};
}

Result<html::Page> developer_frame(const Ask& ask, html::Sentence<0> title) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t(title);
    page.breadcrumbs = {{.text = t("For developers"), .href = platform::local(ask, developer)},
                        {.text = page.title}};
    return page;
}

// ---- the overview -------------------------------------------------------------------------------

Markup keys_of(const Ask& ask, const Words& t, const System& one) {
    Markup out;
    for (const auto& key : one.keys) {
        auto path = system_path(one.id, fmt::format("keys/{}/revocation", percent_encode(key.kid)));
        out += html::markup<"<div>{}<br>{}</div>{}">(
            html::code(key.kid), t.rich("since {}", platform::shown_time(t, key.since)),
            platform::one_button(
                ask, path, {.text = t("Revoke this key"), .kind = html::Button::Kind::secondary}));
    }
    return out;
}

Markup system_card(const Ask& ask, const Words& t, const System& one) {
    html::SummaryList list{
        .card = html::SummaryCard{
            .title = one.name,
            .actions = {
                {.href = platform::local(ask, system_path(one.id, "keys")), .text = t("Add a key")},
                {.href = platform::local(ask, system_path(one.id, "revocation")),
                 .text = t("Revoke")}}}};
    list.rows = {{.key = t("Id"), .value = html::code(one.id.text)},
                 {.key = t("Keys"), .value = keys_of(ask, t, one)}};
    return html::summary_list(list);
}

// RFC 7523 §3: what the assertion says, with what this node expects.
Markup how_to_get_a_token(const Ask& ask, const Words& t, const std::vector<System>& systems) {
    const auto& url = ask.node.options.public_url;
    std::string id = systems.empty() ? "SYSTEM" : systems.front().id.text;
    std::string kid =
        systems.empty() || systems.front().keys.empty() ? "KID" : systems.front().keys.front().kid;
    auto lines = fmt::format(
        "header  {{\"alg\":\"ES256\",\"kid\":\"{1}\"}}\n"
        "claims  {{\"iss\":\"{0}\",\"sub\":\"{0}\",\"aud\":\"{2}/oauth/token\",\n"
        "         \"exp\":<{3}>,\"jti\":\"<{4}>\"}}\n\n"
        "curl {2}/oauth/token \\\n  -d grant_type=client_credentials \\\n"
        "  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\\n"
        "  -d client_assertion=$JWT",
        id, kid, url, t("now and up to five minutes"), t("new each time"));
    Markup out = html::heading(2, {{"class", "govuk-heading-m"}}, t("How a system gets its token"));
    out += html::paragraph(
        t("It signs a JWT with one of its keys (RFC 7523) and changes it for an access token that "
          "holds for {} minutes.",
          std::chrono::duration_cast<std::chrono::minutes>(limits::token_lifetime).count()));
    out += platform::command_lines(t, "token", lines);
    return out;
}

Result<html::Page> overview_page(const Ask& ask, const Form&) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("For developers");
    if (platform::just_done(ask, "saved")) page.notice = platform::done_notice(t("It is saved."));
    auto systems = systems_of(ask.view(), ask.caller().institution);
    Markup body = html::page_heading(page.title);
    body += html::paragraph(
        html::link(platform::local(ask, "/developer/data"), t("Data your systems may ask for")));
    body += html::heading(2, {{"class", "govuk-heading-m"}}, t("Our systems"));
    if (systems.empty()) body += html::paragraph(t("Your institution has no systems yet."));
    for (const auto& one : systems) body += system_card(ask, t, one);
    body += html::button(
        {.text = t("Register a system"), .href = platform::local(ask, "/developer/systems/new")});
    body += how_to_get_a_token(ask, t, systems);
    page.main = html::narrow(body);
    return page;
}

// ---- forms --------------------------------------------------------------------------------------

Markup key_field(const Words& t, const Form& form) {
    return html::textarea(
        t, {.name = "jwk",
            .label = {t("Public key")},
            .hint = {t("A JWK or PEM; ES256, or RSA from 2048 bits. Never paste the private key.")},
            .error = form.error("jwk"),
            .value = form.value("jwk"),
            .rows = 6,
            .spellcheck = false});
}

Result<html::Page> system_page(const Ask& ask, const Form& form) {
    auto page = TRY(developer_frame(ask, html::sentence("Register a system")));
    auto t = page.words();
    auto fields = html::input(t, {.name = "name",
                                  .label = {t("Name of the system")},
                                  .error = form.error("name"),
                                  .value = form.value("name")});
    fields += key_field(t, form);
    fields += html::button({.text = t("Register"), .prevent_double_click = true});
    page.main = html::narrow(html::markup<"{}{}">(
        html::page_heading(page.title), platform::posting(ask, "/developer/systems/new", fields)));
    return page;
}

Result<html::Page> key_page(const Ask& ask, const Form& form) {
    auto one = TRY(system_of_page(ask));
    auto page = TRY(developer_frame(ask, html::sentence("Add a key")));
    auto t = page.words();
    auto fields = html::markup<"{}{}">(
        key_field(t, form), html::button({.text = t("Add the key"), .prevent_double_click = true}));
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, one.name),
        html::paragraph(t("To change keys without a pause: add the new one, let the system use it, "
                          "then revoke the old one.")),
        platform::posting(ask, system_path(one.id, "keys"), fields)));
    return page;
}

Result<html::Page> revocation_page(const Ask& ask, const Form&) {
    auto one = TRY(system_of_page(ask));
    auto page = TRY(developer_frame(ask, html::sentence("Revoke the system")));
    auto t = page.words();
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, one.name),
        html::warning_text(t, {.content = t("Its tokens stop working at once. It cannot be taken "
                                            "back; a system can be registered anew.")}),
        platform::one_button(ask, system_path(one.id, "revocation"),
                             {.text = t("Revoke"), .kind = html::Button::Kind::warning})));
    return page;
}

template <Result<html::Page> (*page)(const Ask&, const Form&)>
Result<Found> fresh(Ask& ask) {
    return platform::shown(ask, TRY(page(ask, Form())));
}

// Every form here goes back to the overview.
Wish back_to_overview(const Ask& ask, Form form, Decide decide, platform::FormPage page) {
    return platform::form_wish(
        ask, std::move(form), std::move(decide), std::move(page),
        [&ask](const auto&) { return platform::after(ask, "/developer", "saved"); });
}

Result<Wish> register_system_wish(Ask& ask) {
    Form form(ask);
    auto jwk = pasted_key(form.value("jwk"));
    RegisterSystem wanted{ask.caller().institution, form.value("name"), jwk ? *jwk : json::Value()};
    return back_to_overview(
        ask, form, platform::decision_on(ask, std::move(wanted), Failures().add(jwk)), system_page);
}

Result<Wish> add_key_wish(Ask& ask) {
    Form form(ask);
    auto jwk = pasted_key(form.value("jwk"));
    AddKey wanted{{ask.parameter("system")}, jwk ? *jwk : json::Value()};
    return back_to_overview(
        ask, form, platform::decision_on(ask, std::move(wanted), Failures().add(jwk)), key_page);
}

Result<Wish> revoke_key_wish(Ask& ask) {
    RevokeKey wanted{{ask.parameter("system")}, ask.parameter("kid")};
    return back_to_overview(ask, Form(ask), platform::decision_on(ask, wanted), overview_page);
}

Result<Wish> revoke_system_wish(Ask& ask) {
    RevokeSystem wanted{{ask.parameter("system")}};
    return back_to_overview(ask, Form(ask), platform::decision_on(ask, wanted), revocation_page);
}

} // namespace

Result<json::Value> pasted_key(std::string_view text) {
    text = trim(text);
    if (text.empty()) return Failure{Kind::invalid, "Paste a public key", "/jwk"};
    if (text.starts_with('{')) {
        auto jwk = json::parse(text);
        if (!jwk) return Failure{Kind::invalid, "This JWK is not valid JSON", "/jwk"};
        return std::move(*jwk);
    }
    auto key = crypto::PublicKey::from_pem(text);
    if (!key) return Failure{key.error().kind, key.error().what, "/jwk"};
    return key->jwk();
}

std::vector<platform::Endpoint> developer_pages() {
    using enum http::Method;
    using platform::Access;
    using platform::Read;
    using platform::Shows;
    using platform::Tenant;
    using platform::Write;
    auto developers = Access::people({platform::Role::developer},
                                     Tenant::any); // shows the caller's own institution
    auto own = Access::people({platform::Role::developer}, Tenant::own);
    std::string root = "/{language}/developer", one = root + "/systems/{system}";
    return {
        {get, root, "The institution's systems, and how they get a token", developers,
         Read(fresh<overview_page>), Shows::page},
        {get, root + "/systems/new", "Register a system: the form", developers,
         Read(fresh<system_page>), Shows::page},
        {post, root + "/systems/new", "Register a system from the page", developers,
         Write(register_system_wish), Shows::page},
        {get, one + "/keys", "Add a key: the form", own, Read(fresh<key_page>), Shows::page,
         institution_of_system},
        {post, one + "/keys", "Add a key from the page", own, Write(add_key_wish), Shows::page,
         institution_of_system},
        {post, one + "/keys/{kid}/revocation", "Revoke a key from the page", own,
         Write(revoke_key_wish), Shows::page, institution_of_system},
        {get, one + "/revocation", "Revoke a system: are you sure", own,
         Read(fresh<revocation_page>), Shows::page, institution_of_system},
        {post, one + "/revocation", "Revoke a system from the page", own, Write(revoke_system_wish),
         Shows::page, institution_of_system},
    };
}

} // namespace vienreiz::institutions
