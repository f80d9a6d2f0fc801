#include "intake/submitters.hpp"

#include "base/limits.hpp"
#include "crypto/jwt.hpp"

namespace vienreiz::intake {
namespace {

Result<std::string> name_of(const json::Value& jwk, const crypto::PublicKey& key) {
    const auto* kid = jwk.get_object().if_contains("kid");
    if (!kid) return key.thumbprint();
    if (!kid->is_string() || kid->get_string().empty())
        return Failure{Kind::invalid, "A key's name is text, and not empty", "/kid"};
    return std::string(kid->get_string());
}

} // namespace

Result<Submitters> Submitters::parse(std::string_view jwks) {
    auto set = TRY(json::parse(jwks));
    const auto* keys = set.is_object() ? set.get_object().if_contains("keys") : nullptr;
    if (!keys || !keys->is_array() || keys->get_array().empty())
        return Failure{Kind::invalid, "This is no set of keys (RFC 7517), or an empty one",
                       "/keys"};
    if (keys->get_array().size() > limits::submitters)
        return Failure{Kind::too_large,
                       "There are at most " + grouped(limits::submitters) + " submitters", "/keys"};
    Submitters out;
    std::size_t at = 0;
    for (const auto& jwk : keys->get_array()) {
        auto place = "/keys/" + std::to_string(at++);
        auto key = crypto::PublicKey::from_jwk(jwk);
        if (!key) return within(std::move(key).error(), place);
        auto name = name_of(jwk, *key);
        if (!name) return within(std::move(name).error(), place);
        if (!out.keys_.emplace(std::move(*name), std::move(*key)).second)
            return Failure{Kind::conflict, "Two keys have the same name", place};
    }
    return out;
}

Result<std::string> Submitters::verify(std::string_view entry) const {
    auto claimed = TRY(crypto::unverified_jwt(entry));
    const auto* kid = claimed.header.if_contains("kid");
    if (!kid || !kid->is_string())
        return Failure{Kind::invalid, "A signed entry names its key in the header, as kid"};
    std::string name(kid->get_string());
    auto key = keys_.find(name);
    if (key == keys_.end())
        return Failure{Kind::unauthenticated, "No submitter has a key of this name", name};
    TRY(crypto::verify_jwt(entry, key->second));
    return name;
}

} // namespace vienreiz::intake
