// Public keys as JSON (RFC 7517): elliptic curves and RSA as RFC 7518 §6 writes them, Ed25519 as
// RFC 8037 §2 does. Numbers are base64url of big-endian bytes.
#include "base/limits.hpp"
#include "crypto/key_handle.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>

namespace vienreiz::crypto {

namespace jwk {

constexpr std::size_t coordinate = 32; // bytes of a P-256 coordinate

Failure refuse(std::string sentence, std::string_view member = "") {
    return {Kind::invalid, std::move(sentence), member.empty() ? "" : json::pointer_step(member)};
}

Result<std::string_view> text_member(const json::Object& key, std::string_view name) {
    const auto* found = key.if_contains(name);
    if (found == nullptr) return json::absent_member(name);
    if (!found->is_string())
        return within(json::wrong_type("text", *found), json::pointer_step(name));
    return std::string_view(found->get_string());
}

Result<Bytes> bytes_member(const json::Object& key, std::string_view name) {
    auto text = TRY(text_member(key, name));
    if (text.size() > limits::key_text)
        return Failure{Kind::too_large, "This number of a key is too long",
                       json::pointer_step(name)};
    auto value = from_base64url(text);
    if (!value) return within(std::move(value).error(), json::pointer_step(name));
    return value;
}

Result<Bytes> bytes_member(const json::Object& key, std::string_view name, std::size_t length) {
    auto value = TRY(bytes_member(key, name));
    if (value.size() != length)
        return refuse(fmt::format("\"{}\" has {} bytes here", name, length), name);
    return value;
}

// RFC 7518 §2, Base64urlUInt: no zero bytes in front.
Result<openssl::Number> number_member(const json::Object& key, std::string_view name) {
    auto value = TRY(bytes_member(key, name));
    if (value.empty() || value.front() == 0)
        return refuse(fmt::format("\"{}\" is a number without zero bytes in front", name), name);
    openssl::Number number(BN_bin2bn(value.data(), static_cast<int>(value.size()), nullptr));
    openssl::must(number != nullptr, "A number cannot be made");
    return number;
}

// Whoever sends a private key has lost it: better to say so than to use it.
Outcome check_public(const json::Object& key) {
    for (std::string_view name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
        if (key.contains(name))
            return refuse(fmt::format("This is a private or secret key (it has \"{}\"): make a new "
                                      "one, and give only its public members",
                                      name),
                          name);
    return {};
}

// RFC 7517 §4.2 and §4.3: a key says what it may be used for.
Outcome check_purpose(const json::Object& key) {
    if (key.contains("use") && TRY(text_member(key, "use")) != "sig")
        return refuse("This key is not for signatures: its \"use\" is not \"sig\"", "use");
    const auto* operations = key.if_contains("key_ops");
    if (operations == nullptr) return {};
    if (!operations->is_array()) return within(json::wrong_type("a list", *operations), "/key_ops");
    const auto& named = operations->get_array();
    if (std::ranges::find(named, json::Value("verify")) == named.end())
        return refuse("This key is not for verifying: \"key_ops\" lacks \"verify\"", "key_ops");
    return {};
}

using Parameters = openssl::Handle<OSSL_PARAM, OSSL_PARAM_free>;
using Builder = openssl::Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;

Result<PublicKey> made_of(const char* type, OSSL_PARAM_BLD* builder) {
    Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    openssl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    openssl::must(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1,
                  "A key cannot be made");
    EVP_PKEY* made = nullptr;
    int done = EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get());
    openssl::Key key(made);
    if (done != 1) return openssl::failure(Kind::invalid, "The members of this JWK make no key");
    return adopt_public(std::move(key));
}

Result<PublicKey> elliptic(const json::Object& key) {
    if (TRY(text_member(key, "crv")) != "P-256")
        return refuse("Elliptic-curve keys are taken on P-256 only", "crv");
    auto x = TRY(bytes_member(key, "x", coordinate));
    auto y = TRY(bytes_member(key, "y", coordinate));
    Bytes point{POINT_CONVERSION_UNCOMPRESSED}; // SEC 1 §2.3.3: 04 || x || y
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());
    Builder builder(OSSL_PARAM_BLD_new());
    openssl::must(builder &&
                      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                                      "P-256", 0) == 1 &&
                      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                                       point.data(), point.size()) == 1,
                  "A key cannot be made");
    return made_of("EC", builder.get());
}

// An RSA key that does not say "alg" is taken for RS256, as most issuers mean it.
Result<PublicKey> rsa(const json::Object& key) {
    auto modulus = TRY(number_member(key, "n"));
    auto exponent = TRY(number_member(key, "e"));
    bool pss = key.contains("alg") && TRY(text_member(key, "alg")) == "PS256";
    Builder builder(OSSL_PARAM_BLD_new());
    openssl::must(
        builder &&
            OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
            OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1,
        "A key cannot be made");
    return made_of(pss ? "RSA-PSS" : "RSA", builder.get());
}

Result<PublicKey> octets(const json::Object& key) {
    if (TRY(text_member(key, "crv")) != "Ed25519")
        return refuse("Keys of kind OKP are taken for Ed25519 only", "crv");
    return PublicKey::from_ed25519(TRY(bytes_member(key, "x")));
}

Result<PublicKey> any_kind(const json::Object& key) {
    auto kind = TRY(text_member(key, "kty"));
    if (kind == "EC") return elliptic(key);
    if (kind == "RSA") return rsa(key);
    if (kind == "OKP") return octets(key);
    return refuse("A key for signatures is of kind EC, RSA or OKP", "kty");
}

} // namespace jwk

Result<PublicKey> PublicKey::from_jwk(const json::Value& value) {
    if (!value.is_object()) return json::wrong_type("a key (a JSON object)", value);
    const auto& key = value.get_object();
    TRY(jwk::check_public(key));
    TRY(jwk::check_purpose(key));
    auto out = TRY(jwk::any_kind(key));
    if (key.contains("alg")) {
        auto named = TRY(jwk::text_member(key, "alg"));
        if (!is_jose_name(named, out.algorithm()))
            return jwk::refuse(fmt::format("This key is for {}, but its \"alg\" says {}",
                                           jose_name(out.algorithm()), named),
                               "alg");
    }
    return out;
}

// The members that make the key, in the order of RFC 7638 §3.3: by name.
json::Object PublicKey::required_members() const {
    const auto* key = impl_->key.get();
    auto number = [&](const char* name, std::size_t width) {
        return base64url(openssl::number_of(key, name, width));
    };
    switch (impl_->algorithm) {
    case Algorithm::Ed25519:
        return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", base64url(ed25519())}};
    case Algorithm::ES256:
        return {{"crv", "P-256"},
                {"kty", "EC"},
                {"x", number(OSSL_PKEY_PARAM_EC_PUB_X, jwk::coordinate)},
                {"y", number(OSSL_PKEY_PARAM_EC_PUB_Y, jwk::coordinate)}};
    case Algorithm::RS256:
    case Algorithm::PS256:
        break;
    }
    return {{"e", number(OSSL_PKEY_PARAM_RSA_E, 0)},
            {"kty", "RSA"},
            {"n", number(OSSL_PKEY_PARAM_RSA_N, 0)}};
}

json::Value PublicKey::jwk() const {
    auto out = required_members();
    out["alg"] = jose_name(impl_->algorithm);
    return out;
}

std::string PublicKey::thumbprint() const {
    return base64url(sha256(bytes(json::text(json::Value(required_members())))));
}

} // namespace vienreiz::crypto
