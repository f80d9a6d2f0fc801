#include "capabilities/institutions/pages.hpp"

#include "capabilities/institutions/accounts.hpp"
#include "capabilities/institutions/routes.hpp"
#include "platform/page.hpp"
#include "platform/serve.hpp"

namespace vienreiz::institutions {
namespace {

using platform::Access;
using platform::Ask;
using platform::Endpoint;
using platform::Form;
using platform::Found;

Result<html::Page> sign_in_page(const Ask& ask, const Form& form) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Sign in");
    page.sign_in.clear(); // one is there
    auto next = form.value("next");
    auto fields = html::markup<R"({}{}<input type="hidden" name="next" value="{}">)">(
        html::input(t, {.name = "login",
                        .label = {.text = t("Sign-in name")},
                        .error = form.error("login"),
                        .value = form.value("login"),
                        .autocomplete = "username",
                        .autocapitalize = "none",
                        .spellcheck = false,
                        .classes = "govuk-input--width-20"}),
        html::password_input(t, {.name = "password",
                                 .label = {.text = t("Password")},
                                 .error = form.error("password")}),
        next);
    page.main =
        html::narrow(html::markup<R"({}{}<form method="post" action="{}" novalidate>{}{}</form>)">(
            html::page_heading(page.title),
            html::paragraph(t("For people who work with data here, and for everyone who wants to "
                              "see who looked at their own data.")),
            html::address(page.language, "/sign-in"), fields,
            html::button({.text = t("Sign in")})));
    return page;
}

std::string wanted_address(const Ask& ask, const std::string& next, platform::Roles roles) {
    return platform::is_local(next) ? next : platform::desk_of(ask, roles);
}

Result<Found> show_sign_in(Ask& ask) {
    auto next = ask.request.parameter("next").value_or("");
    if (ask.caller().is_person())
        return platform::redirect(wanted_address(ask, next, ask.caller().roles));
    Form form;
    if (platform::is_local(next)) form.set("next", next);
    return platform::shown(ask, TRY(sign_in_page(ask, form)));
}

// A page elsewhere must not sign somebody in under another's name: nobody's form carries a token yet, so the browser
// is asked where the form came from.
bool from_elsewhere(const http::Request& request) {
    auto site = request.header("Sec-Fetch-Site");
    return !site.empty() && site != "same-origin" && site != "none";
}

Result<Found> sign_in_from_page(Ask& ask) {
    if (from_elsewhere(ask.request))
        return Failure{Kind::forbidden, "This request came from another site"};
    Form form(ask);
    html::Words t{platform::language_of(ask)};
    // Untrimmed: a password may begin or end with a space.
    auto password = ask.form().contains("password") ? ask.form().at("password") : std::string();
    if (form.value("login").empty()) form.refuse("login", t("Enter your sign-in name"));
    if (password.empty()) form.refuse("password", t("Enter your password"));
    if (form.refused()) return platform::shown_again(ask, form, sign_in_page);

    auto person = sign_in(ask.node, {form.value("login"), password, ask.request.peer});
    if (!person) {
        if (person.error().kind == Kind::too_many) return std::move(person).error();
        form.refuse("login", platform::told(t, person.error()));
        return platform::shown_again(ask, form, sign_in_page);
    }
    platform::Roles roles;
    for (auto role : person->roles) roles.add(role);
    auto response = platform::redirect(person->first_secrets.value_or(false)
                                           ? platform::local(ask, "/secrets")
                                           : wanted_address(ask, form.value("next"), roles));
    response.set("Set-Cookie", open_session(ask, person->id).cookie);
    return response;
}

Result<Found> sign_out_from_page(Ask& ask) {
    if (auto cookie = ask.request.cookie(platform::session_cookie))
        TRY(ask.node.sessions->revoke(*cookie));
    auto response = platform::redirect(platform::after_in_session(ask, "", "", "signed-out"));
    response.set("Set-Cookie", closing_cookie());
    return response;
}

} // namespace

std::vector<Endpoint> sign_in_pages() {
    using enum http::Method;
    using platform::Shows;
    auto open = Access::open_to_anyone();
    return {
        {get, "/{language}/sign-in", "The sign-in page", open, platform::Read(show_sign_in),
         Shows::page},
        {post, "/{language}/sign-in", "Sign in from the page", open,
         platform::Slow{sign_in_from_page, platform::Slow::Queue::secrets}, Shows::page},
        {post, "/{language}/sign-out", "Sign out from any page", open,
         platform::Read(sign_out_from_page), Shows::page},
    };
}

} // namespace vienreiz::institutions
