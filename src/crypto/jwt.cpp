// A compact JWS (RFC 7515 §3.1) is three base64url texts with dots between: the header, a JSON
// object; the payload, which in a JWT is one too; the signature over the first two and their dot.
#include "crypto/jwt.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <array>

namespace vienreiz::crypto {

namespace jwt {

struct Parts {
    std::string_view header, claims, signature;
    [[nodiscard]] std::string_view signed_text() const {
        return {header.data(), header.size() + 1 + claims.size()};
    }
};

Failure refuse(std::string_view sentence) { return {Kind::invalid, std::string(sentence)}; }

Result<Parts> parts(std::string_view compact) {
    if (compact.size() > limits::jwt)
        return Failure{Kind::too_large, fmt::format("A token has at most {} bytes", limits::jwt)};
    auto first = compact.find('.');
    auto second = first == compact.npos ? first : compact.find('.', first + 1);
    if (second == compact.npos || compact.find('.', second + 1) != compact.npos)
        return refuse("A signed token is three parts with dots between");
    return Parts{compact.substr(0, first), compact.substr(first + 1, second - first - 1),
                 compact.substr(second + 1)};
}

Result<json::Object> object(std::string_view part, std::string_view name) {
    auto place = fmt::format("/{}", name);
    auto decoded = from_base64url(part);
    if (!decoded) return within(std::move(decoded).error(), place);
    auto value = json::parse(text(*decoded));
    if (!value) return within(std::move(value).error(), place);
    if (!value->is_object()) return within(json::wrong_type("an object", *value), place);
    return std::move(value->get_object());
}

Result<std::string_view> algorithm(const json::Object& header) {
    const auto* named = header.if_contains("alg");
    if (named == nullptr || !named->is_string())
        return refuse("The header of a token names its algorithm in \"alg\"");
    return std::string_view(named->get_string());
}

Result<Jwt> read(const Parts& parts) {
    auto header = TRY(object(parts.header, "header"));
    if (equal_ignoring_case(TRY(algorithm(header)), "none"))
        return refuse("A token without a signature is not taken"); // RFC 8725 §3.2
    if (header.contains("crit")) // RFC 7515 §4.1.11: who does not know an extension refuses
        return refuse("This token asks for an extension (crit) that is not known here");
    auto claims = TRY(object(parts.claims, "claims"));
    return Jwt{std::move(header), std::move(claims)};
}

Failure distrust(std::string sentence) { return {Kind::unauthenticated, std::move(sentence)}; }

} // namespace jwt

Result<Jwt> unverified_jwt(std::string_view compact) {
    auto parts = TRY(jwt::parts(compact));
    return jwt::read(parts);
}

Result<Jwt> verify_jwt(std::string_view compact, const PublicKey& key) {
    auto parts = TRY(jwt::parts(compact));
    auto read = TRY(jwt::read(parts));
    auto named = TRY(jwt::algorithm(read.header));
    if (!is_jose_name(named, key.algorithm()))
        return jwt::distrust(fmt::format("The token names the algorithm {}, but its key is for {}",
                                         named, jose_name(key.algorithm())));
    auto signature = from_base64url(parts.signature);
    if (!signature) return within(std::move(signature).error(), "/signature");
    if (!key.verifies(bytes(parts.signed_text()), *signature))
        return jwt::distrust("The signature of the token does not hold");
    return read;
}

std::string sign_jwt(json::Object header, const json::Object& claims, const PrivateKey& key) {
    header["alg"] = jose_name(key.algorithm());
    auto encoded = [](const json::Object& part) {
        return base64url(bytes(boost::json::serialize(part)));
    };
    auto out = encoded(header) + '.' + encoded(claims);
    auto signature = base64url(key.sign(bytes(out)));
    out += '.';
    out += signature;
    return out;
}

std::string sign_jwt(const json::Object& claims, const PrivateKey& key, std::string_view key_id) {
    json::Object header{{"alg", jose_name(key.algorithm())}, {"kid", key_id}, {"typ", "JWT"}};
    return sign_jwt(std::move(header), claims, key);
}

} // namespace vienreiz::crypto
