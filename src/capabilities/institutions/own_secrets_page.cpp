#include "capabilities/institutions/own_secrets_page.hpp"

#include "base/limits.hpp"
#include "capabilities/institutions/accounts.hpp"
#include "capabilities/institutions/routes.hpp"
#include "capabilities/institutions/view.hpp"
#include "platform/page_parts.hpp"

namespace vienreiz::institutions {
namespace own_secrets {

using html::Markup;
using html::Words;
using platform::Ask;
using platform::Form;
using platform::Found;

Markup secret_field(const Words& t, const Form& form, std::string name, std::string label,
                    std::string hint, std::string autocomplete) {
    auto error = form.error(name);
    return html::password_input(t, {.name = std::move(name),
                                    .label = {std::move(label)},
                                    .hint = {std::move(hint)},
                                    .error = std::move(error),
                                    .autocomplete = std::move(autocomplete)});
}

Markup introduction(const Words& t, bool first) {
    if (first)
        return html::inset_text(
            {.content = t("Your password and PIN were given to you by somebody else. Choose your "
                          "own: until then nothing can be signed in your name.")});
    return html::paragraph(t("Leave empty what you do not want to change."));
}

Markup pin_fields(const Words& t, const Form& form) {
    return html::markup<"{}{}{}">(
        html::heading(2, {{"class", "govuk-heading-m"}}, t("PIN of your signing key")),
        secret_field(t, form, "pin", t("PIN now"), {}, "off"),
        secret_field(t, form, "new_pin", t("New PIN"),
                     t("At least {} characters. A new signing key is made for it; what you signed "
                       "before stays signed.",
                       limits::pin_least),
                     "off"));
}

Result<html::Page> page_of_secrets(const Ask& ask, const Form& form) {
    PersonId id{ask.caller().id};
    auto known = person(ask.view(), id);
    if (!known) return Failure{Kind::missing, "There is no such person"};
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Password and PIN");
    if (platform::just_done(ask, "chosen"))
        page.notice = platform::done_notice(
            t("They are changed. Wherever else you were signed in, you no longer are."));
    auto fields = secret_field(t, form, "password", t("Password now"), {}, "current-password");
    fields += secret_field(t, form, "new_password", t("New password"),
                           t("At least {} characters", limits::password_least), "new-password");
    if (has_pin(ask.node, id)) fields += pin_fields(t, form);
    fields += html::button({.text = t("Change"), .prevent_double_click = true});
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title), introduction(t, known->first_secrets.value_or(false)),
        platform::posting(ask, "/secrets", fields)));
    return page;
}

// Untrimmed: a password may begin or end with a space.
std::optional<std::string> typed(const Ask& ask, const std::string& name) {
    auto found = ask.form().find(name);
    if (found == ask.form().end() || found->second.empty()) return {};
    return found->second;
}

Result<Found> show(Ask& ask) { return platform::shown(ask, TRY(page_of_secrets(ask, Form()))); }

Result<Found> take(Ask& ask) {
    ChooseSecrets wish{typed(ask, "password").value_or(""), typed(ask, "new_password"),
                       typed(ask, "pin"), typed(ask, "new_pin")};
    if (auto done = choose_secrets(ask.node, ask.caller(), wish); !done)
        return platform::shown_again(ask, Form(), done.error(), page_of_secrets);
    auto session = open_session(ask, {ask.caller().id}); // her others have ended
    auto response =
        platform::redirect(platform::after_in_session(ask, session.csrf, "/secrets", "chosen"));
    response.set("Set-Cookie", session.cookie);
    return response;
}

} // namespace own_secrets

std::vector<platform::Endpoint> own_secrets_pages() {
    using enum http::Method;
    using platform::Shows;
    auto anybody_signed_in = platform::Access::people(everybody, platform::Tenant::any);
    return {
        {get, "/{language}/secrets", "Change one's own password and PIN: the form",
         anybody_signed_in, platform::Slow{own_secrets::show}, Shows::page},
        {post, "/{language}/secrets", "Change one's own password and PIN from the page",
         anybody_signed_in, platform::Slow{own_secrets::take, platform::Slow::Queue::secrets},
         Shows::page},
    };
}

} // namespace vienreiz::institutions
