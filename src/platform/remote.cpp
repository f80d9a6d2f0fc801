#include "platform/remote.hpp"

#include "base/failures.hpp"
#include "crypto/jwt.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

constexpr auto assertion_lifetime = std::chrono::minutes(2);

Kind kind_of(int status) {
    switch (status) {
    case 401:
        return Kind::unauthenticated;
    case 403:
        return Kind::forbidden;
    case 404:
        return Kind::missing;
    case 409:
        return Kind::conflict;
    case 413:
        return Kind::too_large;
    case 429:
        return Kind::too_many;
    case 503:
        return Kind::unavailable;
    default:
        return status >= 500 ? Kind::corrupt : Kind::invalid;
    }
}

std::string told_text(const json::Object& told, std::string_view name) {
    const auto* found = told.if_contains(name);
    return found && found->is_string() ? std::string(found->get_string()) : "";
}

// RFC 9457, with the members of http/problem.cpp; or RFC 6749 §5.2.
Failure mistake(Kind kind, const json::Object& told) {
    auto detail = told_text(told, "detail"), pointer = told_text(told, "pointer");
    return {kind, detail.empty() ? told_text(told, "error_description") : detail,
            pointer.empty() ? told_text(told, "place") : pointer};
}

Failures mistakes_in(Kind kind, const json::Object& problem) {
    Failures out;
    auto add = [&](const json::Object& told) {
        if (auto one = mistake(kind, told); !one.what.empty()) out.add(std::move(one));
    };
    if (const auto* errors = problem.if_contains("errors"); errors && errors->is_array())
        for (const auto& one : errors->get_array())
            if (one.is_object()) add(one.get_object());
    if (!out.any()) add(problem);
    return out;
}

} // namespace

Failure failure_of(const http::ClientResponse& response) {
    auto kind = kind_of(response.status);
    auto problem = json::parse(response.body);
    if (problem && problem->is_object())
        if (auto mistakes = mistakes_in(kind, problem->get_object()); mistakes.any())
            return mistakes.told().error();
    return {kind, fmt::format("The node answered with status {}", response.status)};
}

Result<Remote> Remote::to(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    return Remote(std::string(url), TRY(http::Client::to(url)));
}

Outcome Remote::authenticate(std::string_view system, const crypto::PrivateKey& key) {
    auto expires = std::chrono::duration_cast<std::chrono::seconds>(
                       (now() + assertion_lifetime).time_since_epoch())
                       .count();
    json::Object claims{{"iss", system},
                        {"sub", system},
                        {"aud", url_ + "/oauth/token"},
                        {"jti", crypto::random_token()},
                        {"exp", expires}};
    auto assertion = crypto::sign_jwt(claims, key, key.public_key().thumbprint());
    http::ClientRequest request{
        "POST", "/oauth/token", {{"Content-Type", "application/x-www-form-urlencoded"}}, {}};
    request.body = "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%"
                   "3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" +
                   assertion;
    auto response = TRY(client_->send(request));
    if (response.status != 200) return failure_of(response);
    auto body = TRY(json::parse(response.body));
    const auto* token = body.is_object() ? body.get_object().if_contains("access_token") : nullptr;
    if (!token || !token->is_string())
        return Failure{Kind::corrupt, "The answer of /oauth/token holds no access_token"};
    token_ = token->get_string();
    credentials_ = {{"Authorization", "Bearer " + token_}};
    return {};
}

Outcome Remote::sign_in(std::string_view login, std::string_view password) {
    http::ClientRequest request{
        "POST",
        "/api/session",
        {{"Content-Type", "application/json"}},
        json::text(json::Value(json::Object{{"login", login}, {"password", password}}))};
    auto response = TRY(client_->send(request));
    if (response.status != 200) return failure_of(response);
    auto cookie = response.header("Set-Cookie");
    auto body = TRY(json::parse(response.body));
    const auto* csrf = body.is_object() ? body.get_object().if_contains("csrf") : nullptr;
    if (cookie.empty() || !csrf || !csrf->is_string())
        return Failure{Kind::corrupt, "The answer of /api/session holds no session"};
    credentials_ = {{"Cookie", std::string(cookie.substr(0, cookie.find(';')))},
                    {"X-CSRF-Token", std::string(csrf->get_string())}};
    return {};
}

Result<http::ClientResponse> Remote::send(http::ClientRequest request) {
    request.headers.insert(request.headers.end(), credentials_.begin(), credentials_.end());
    return client_->send(request);
}

Result<std::string> Remote::get(std::string target) {
    auto response = TRY(send({"GET", std::move(target), {}, {}}));
    if (response.status / 100 != 2) return failure_of(response);
    return std::move(response.body);
}

Result<std::string> Remote::post(std::string target, std::string json, std::string method) {
    auto response = TRY(send({std::move(method),
                              std::move(target),
                              {{"Content-Type", "application/json"}},
                              std::move(json)}));
    if (response.status / 100 != 2) return failure_of(response);
    return std::move(response.body);
}

} // namespace vienreiz::platform
