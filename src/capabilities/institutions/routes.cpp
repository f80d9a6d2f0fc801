#include "capabilities/institutions/routes.hpp"

#include "base/limits.hpp"
#include "capabilities/institutions/accounts.hpp"
#include "capabilities/institutions/client_assertion.hpp"
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"
#include "platform/answers.hpp"
#include "platform/node.hpp"
#include "platform/serve.hpp"

#include <fmt/format.h>

namespace vienreiz::institutions {
namespace {

using platform::Access;
using platform::Ask;
using platform::Endpoint;
using platform::Found;
using platform::Role;
using platform::Tenant;
using Owners = std::vector<InstitutionId>;

// ---- whose things are ----------------------------------------------------------------------------

Owners owner_of_system(const store::Snapshot& view, const http::Match& match) {
    auto found = system(view, {match["system"]});
    return found ? Owners{found->institution} : Owners{};
}

Owners institution_in_path(const store::Snapshot&, const http::Match& match) {
    return {{match["institution"]}};
}

// ---- token endpoint (RFC 6749 §4.4 with RFC 7523 §2.2) -------------------------------------------

struct TokenRequest {                  // a form's fields
    std::string grant_type;            // client_credentials
    std::string client_assertion_type; // urn:ietf:params:oauth:client-assertion-type:jwt-bearer
    std::string client_assertion;      // a JWT
};
BOOST_DESCRIBE_STRUCT(TokenRequest, (), (grant_type, client_assertion_type, client_assertion))

struct Token {
    std::string access_token, token_type;
    std::int64_t expires_in;
};
BOOST_DESCRIBE_STRUCT(Token, (), (access_token, token_type, expires_in))

struct TokenError { // RFC 6749 §5.2
    std::string error, error_description;
};
BOOST_DESCRIBE_STRUCT(TokenError, (), (error, error_description))

http::Response uncached_json(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.set("Content-Type", "application/json");
    response.set("Cache-Control", "no-store");
    response.body = std::move(body);
    return response;
}

Result<Found> token(Ask& ask) {
    constexpr std::string_view jwt_bearer =
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    const auto& form = ask.form();
    auto field = [&](const char* name) {
        return form.contains(name) ? std::string_view(form.at(name)) : std::string_view();
    };
    auto refuse = [](int status, std::string error, std::string why) {
        return uncached_json(status, json::text(TokenError{std::move(error), std::move(why)}));
    };

    if (field("grant_type") != "client_credentials")
        return refuse(400, "unsupported_grant_type", "grant_type is client_credentials");
    if (field("client_assertion_type") != jwt_bearer)
        return refuse(400, "invalid_request",
                      fmt::format("client_assertion_type is {}", jwt_bearer));
    auto client = check_assertion(ask.node, field("client_assertion"), ask.at);
    if (!client) return refuse(401, "invalid_client", client.error().what);
    auto access_token = ask.node.tokens->issue(subject_of(*client), ask.at, limits::token_lifetime);
    return uncached_json(200,
                         json::text(Token{std::move(access_token), "Bearer",
                                          std::chrono::seconds(limits::token_lifetime).count()}));
}

// ---- sessions of people --------------------------------------------------------------------------

struct SignIn {
    std::string login, password;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (login, password))

struct SignedIn {
    std::string csrf; // to be sent as X-CSRF-Token with everything that changes something
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (csrf))

Result<Found> sign_in_slowly(Ask& ask) {
    auto wanted = TRY(ask.body<SignIn>());
    auto person = TRY(sign_in(ask.node, {wanted.login, wanted.password, ask.request.peer}));
    auto session = open_session(ask, person.id);
    auto response = uncached_json(200, json::text(SignedIn{session.csrf}));
    response.set("Set-Cookie", session.cookie);
    return response;
}

Result<Found> sign_out(Ask& ask) {
    if (auto cookie = ask.request.cookie(platform::session_cookie))
        TRY(ask.node.sessions->revoke(*cookie));
    http::Response response;
    response.status = 204;
    response.set("Set-Cookie", closing_cookie());
    return response;
}

Result<Found> choose_secrets_slowly(Ask& ask) {
    auto wanted = TRY(ask.body<ChooseSecrets>());
    auto written = TRY(choose_secrets(ask.node, ask.caller(), wanted));
    auto session = open_session(ask, {ask.caller().id}); // her others have ended
    auto response = uncached_json(200, json::text(SignedIn{session.csrf}));
    response.set("Set-Cookie", session.cookie);
    platform::set_receipt(response, ask.node, written);
    return response;
}

// ---- people --------------------------------------------------------------------------------------

Result<Found> register_person_slowly(Ask& ask) {
    auto wanted = TRY(ask.body<RegisterPerson>());
    return platform::confirmation(ask.node, TRY(register_person(ask.node, ask.caller(), wanted)));
}

// ---- reading -------------------------------------------------------------------------------------

Result<Found> list_institutions(Ask& ask) {
    return platform::json_answer(all_institutions(ask.view()));
}

Result<Found> show_institution(Ask& ask) {
    auto found = institution(ask.view(), {ask.parameter("institution")});
    if (!found) return Failure{Kind::missing, "There is no such institution"};
    return platform::json_answer(*found);
}

Result<Found> list_systems(Ask& ask) {
    return platform::json_answer(systems_of(ask.view(), {ask.parameter("institution")}));
}

} // namespace

Session open_session(const Ask& ask, const PersonId& person) {
    auto cookie = ask.node.sessions->issue(person.text, ask.at, limits::session_total);
    return {fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax{}", platform::session_cookie, cookie,
                        ask.request.tls ? "; Secure" : ""),
            platform::csrf_of(cookie)};
}

std::string closing_cookie() {
    return fmt::format("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", platform::session_cookie);
}

namespace {

http::Header session_header() {
    return {.name = "Set-Cookie", .description = "The session, or its end"};
}

std::vector<Endpoint> signing_in() {
    using enum http::Method;
    auto open = Access::open_to_anyone();
    return {
        {.method = post,
         .path = "/oauth/token",
         .summary = "An access token for a registered system (RFC 6749 §4.4, RFC 7523)",
         .access = open,
         .work = platform::Read(token),
         .takes = {{"application/x-www-form-urlencoded", json::schema<TokenRequest>()}},
         .gives = json::schema<Token>()},
        {.method = post,
         .path = "/api/session",
         .summary = "Sign in as a person",
         .access = open,
         .work = platform::Slow{sign_in_slowly, platform::Slow::Queue::secrets},
         .takes = json::schema<SignIn>(),
         .gives = json::schema<SignedIn>(),
         .sends = {session_header()}},
        {.method = delete_,
         .path = "/api/session",
         .summary = "Sign out",
         .access = open,
         .work = platform::Read(sign_out),
         .sends = {session_header()},
         .success = 204},

        {.method = put,
         .path = "/api/session/secrets",
         .summary = "Change one's own password and PIN; all other sessions of hers end",
         .access = Access::people(everybody, Tenant::any),
         .work = platform::Slow{choose_secrets_slowly, platform::Slow::Queue::secrets},
         .takes = json::schema<ChooseSecrets>(),
         .gives = json::schema<SignedIn>(),
         .sends = {session_header(), platform::receipt_header(), platform::finality_header()}},
    };
}

constexpr auto by_rule = [](const auto& moment, const auto& caller, const auto& view,
                            const auto& wish) { return decide(moment, caller, view, wish); };

std::vector<Endpoint> institutions_and_people() {
    using enum http::Method;
    auto operators = Access::people({Role::operator_}, Tenant::any);
    return {
        {.method = get,
         .path = "/api/institutions",
         .summary = "All institutions",
         .access = Access::open_to_anyone(),
         .work = platform::Read(list_institutions),
         .gives = json::schema<std::vector<Institution>>()},
        {.method = get,
         .path = "/api/institutions/{institution}",
         .summary = "One institution",
         .access = Access::open_to_anyone(),
         .work = platform::Read(show_institution),
         .gives = json::schema<Institution>()},
        platform::command<RegisterInstitution>(post, "/api/institutions", "Register an institution",
                                               operators, {}, by_rule),
        {.method = post,
         .path = "/api/people",
         .summary = "Register a person and her roles",
         .access = operators,
         .work = platform::Slow{register_person_slowly, platform::Slow::Queue::secrets},
         .takes = json::schema<RegisterPerson>(),
         .gives = json::schema<platform::Confirmation>(),
         .sends = {platform::receipt_header(), platform::finality_header()}},
        platform::command<ChangeRoles>(put, "/api/people/{person}/roles",
                                       "Change a person's institution and roles", operators, {},
                                       by_rule),
    };
}

std::vector<Endpoint> systems_and_keys() {
    using enum http::Method;
    auto developers = Access::people({Role::developer, Role::operator_}, Tenant::own);
    return {
        {.method = get,
         .path = "/api/institutions/{institution}/systems",
         .summary = "The systems of an institution, with their public keys",
         .access = Access::people({Role::developer, Role::auditor, Role::operator_}, Tenant::own),
         .work = platform::Read(list_systems),
         .owners = institution_in_path,
         .gives = json::schema<std::vector<System>>()},
        platform::command<RegisterSystem>(post, "/api/institutions/{institution}/systems",
                                          "Register a system with its first key", developers,
                                          institution_in_path, by_rule),
        platform::command<AddKey>(
            post, "/api/systems/{system}/keys",
            "Add a key to a system (rotate: add the new one, then revoke the old)", developers,
            owner_of_system, by_rule),
        platform::command<RevokeKey>(delete_, "/api/systems/{system}/keys/{kid}",
                                     "Revoke a key of a system", developers, owner_of_system,
                                     by_rule),
        platform::command<RevokeSystem>(delete_, "/api/systems/{system}",
                                        "Revoke a system and all its keys", developers,
                                        owner_of_system, by_rule),
    };
}

} // namespace

std::vector<Endpoint> routes() {
    std::vector<Endpoint> out;
    for (const auto& some : {signing_in(), institutions_and_people(), systems_and_keys()})
        out.insert(out.end(), some.begin(), some.end());
    return out;
}

} // namespace vienreiz::institutions
