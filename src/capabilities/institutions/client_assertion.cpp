#include "capabilities/institutions/client_assertion.hpp"

#include "base/limits.hpp"
#include "capabilities/institutions/view.hpp"
#include "crypto/jwt.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::institutions {
namespace {

Failure refused_assertion(std::string sentence) {
    return {Kind::unauthenticated, std::move(sentence)};
}

std::string text_claim(const json::Object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

// RFC 7519 §2, NumericDate: a number of seconds, and "non-integer values can be represented".
std::optional<Instant> instant_claim(const json::Object& claims, std::string_view name) {
    constexpr double end_of_9999 = 253'402'300'799;
    const auto* value = claims.if_contains(name);
    if (!value || !value->is_number()) return {};
    auto seconds = value->to_number<double>();
    if (seconds < 0 || seconds > end_of_9999) return {};
    return Instant(std::chrono::floor<Instant::duration>(std::chrono::duration<double>(seconds)));
}

struct Signed {
    crypto::Jwt jwt;
    std::string kid; // by this key
};

// Points 9 and 10: signed, and by a key of the client.
Result<Signed> signed_by(const System& system, std::string_view assertion, std::string_view kid) {
    for (const auto& key : system.keys) {
        if (!kid.empty() && key.kid != kid) continue;
        auto public_key = TRY(crypto::PublicKey::from_jwk(key.jwk));
        if (auto jwt = crypto::verify_jwt(assertion, public_key))
            return Signed{std::move(*jwt), key.kid};
    }
    return refused_assertion("The assertion is not signed by a key of this system");
}

// Point 3: meant for us.
Outcome meant_for(const std::string& url, const json::Object& claims) {
    auto ours = [&](const json::Value& value) {
        if (!value.is_string()) return false;
        std::string_view text = value.get_string();
        return text == url || text == url + "/oauth/token";
    };
    const auto* audience = claims.if_contains("aud");
    if (audience && ours(*audience)) return {};
    if (audience && audience->is_array() && std::ranges::any_of(audience->get_array(), ours))
        return {};
    return refused_assertion(fmt::format("The assertion's aud is {}/oauth/token", url));
}

// Points 4 to 6: in time, and not for long. Gives when it ends.
Result<Instant> in_time(const json::Object& claims, Instant at) {
    auto expires = instant_claim(claims, "exp");
    if (!expires || *expires + limits::clock_leeway <= at)
        return refused_assertion("The assertion has expired, or has no exp");
    if (*expires > at + limits::assertion_lifetime + limits::clock_leeway)
        return refused_assertion("The assertion's exp lies too far ahead; five minutes are enough");
    if (!claims.contains("nbf")) return *expires;
    auto not_before = instant_claim(claims, "nbf");
    if (!not_before || *not_before > at + limits::clock_leeway)
        return refused_assertion("The assertion is not valid yet");
    return *expires;
}

} // namespace

Result<Client> check_assertion(platform::Node& node, std::string_view assertion, Instant at) {
    auto unverified = TRY(crypto::unverified_jwt(assertion));
    // RFC 7523 §3 points 1 and 2: iss and sub are the client.
    auto client = text_claim(unverified.claims, "sub");
    auto system = institutions::system(*node.views->snapshot(), {client});
    if (!system || text_claim(unverified.claims, "iss") != client)
        return refused_assertion("The assertion's iss and sub are the id of a registered system");
    auto [jwt, kid] = TRY(signed_by(*system, assertion, text_claim(unverified.header, "kid")));
    TRY(meant_for(node.options.public_url, jwt.claims));
    auto expires = TRY(in_time(jwt.claims, at));
    // Point 7: once only.
    auto id = text_claim(jwt.claims, "jti");
    if (id.empty())
        return refused_assertion("The assertion has a jti, so that it serves once only");
    if (!TRY(node.replays->first_time(client + "\n" + id, at, expires + limits::clock_leeway)))
        return refused_assertion("This assertion was used before");
    return Client{system->id, std::move(kid)};
}

std::string subject_of(const Client& client) { return client.system.text + " " + client.kid; }

Client client_of(std::string_view subject) {
    auto space = std::min(subject.find(' '), subject.size());
    return {{std::string(subject.substr(0, space))},
            std::string(subject.substr(std::min(space + 1, subject.size())))};
}

} // namespace vienreiz::institutions
