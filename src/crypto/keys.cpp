#include "crypto/keys.hpp"

#include "base/limits.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/key_handle.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/x509.h>

namespace vienreiz::crypto {

namespace {

constexpr std::size_t ed25519_bytes = ed25519::public_key_bytes; // and of a seed

Failure refuse_key(std::string_view sentence) { return {Kind::invalid, std::string(sentence)}; }

// SP 800-56B asks for an odd e above 2^16; older keys in the field have e = 3, which is sound with
// the paddings that we verify. An e of more than 64 bits only serves to make us work.
Outcome check_rsa(const EVP_PKEY* key) {
    auto bits = static_cast<std::size_t>(EVP_PKEY_get_bits(key));
    if (bits < limits::rsa_bits_least || bits > limits::rsa_bits_most)
        return refuse_key(fmt::format("An RSA key has from {} to {} bits; this one has {}",
                                      limits::rsa_bits_least, limits::rsa_bits_most, bits));
    auto modulus = openssl::number_of(key, OSSL_PKEY_PARAM_RSA_N);
    auto exponent = openssl::number_of(key, OSSL_PKEY_PARAM_RSA_E);
    bool sound = modulus.back() % 2 == 1 && !exponent.empty() && exponent.size() <= 8 &&
                 exponent.back() % 2 == 1 && exponent != Bytes{1};
    if (!sound) return refuse_key("The numbers of this RSA key cannot be those of a sound key");
    return {};
}

// A key for RSASSA-PSS may be bound to parameters other than ours (RFC 4055 §3.1).
Outcome check_pss(EVP_PKEY* key) {
    openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    bool ours = context && EVP_PKEY_verify_init(context.get()) == 1 &&
                EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1 &&
                EVP_PKEY_CTX_set_rsa_mgf1_md_name(context.get(), "SHA256", nullptr) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1;
    if (ours) return {};
    return openssl::failure(Kind::invalid, "This RSASSA-PSS key is not for PS256 signatures");
}

Outcome check_p256(EVP_PKEY* key) {
    std::array<char, 32> group{};
    std::size_t length = 0;
    int written_out = 0;
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) != 1 ||
        std::string_view(group.data(), length) != SN_X9_62_prime256v1)
        return openssl::failure(Kind::invalid, "Elliptic-curve keys are taken on P-256 only");
    EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &written_out);
    if (written_out != 0) return refuse_key("An elliptic-curve key names its curve");
    openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    if (!context || EVP_PKEY_public_check_quick(context.get()) != 1)
        return openssl::failure(Kind::invalid, "The point of this key does not lie on P-256");
    return {};
}

// `raw_half`: OpenSSL's function for the one half of an Ed25519 key or the other.
Bytes ed25519_half(const EVP_PKEY* key, decltype(&EVP_PKEY_get_raw_public_key) raw_half) {
    Bytes raw(ed25519_bytes);
    auto length = raw.size();
    openssl::must(raw_half(key, raw.data(), &length) == 1 && length == ed25519_bytes,
                  "An Ed25519 key does not give its bytes");
    return raw;
}

Bytes ed25519_raw(const EVP_PKEY* key) { return ed25519_half(key, EVP_PKEY_get_raw_public_key); }

Bytes ed25519_private(const EVP_PKEY* key) {
    auto out = ed25519_half(key, EVP_PKEY_get_raw_private_key), public_half = ed25519_raw(key);
    out.insert(out.end(), public_half.begin(), public_half.end());
    return out;
}

PublicKey::Impl looked_over_public(openssl::Key key, Algorithm algorithm) {
    PublicKey::Impl out{nullptr, algorithm};
    if (algorithm == Algorithm::Ed25519) out.ed25519 = ed25519_raw(key.get());
    if (algorithm == Algorithm::ES256)
        out.p256.emplace(
            openssl::number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, p256::coordinate_bytes),
            openssl::number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, p256::coordinate_bytes));
    out.key = std::move(key);
    return out;
}
PrivateKey::Impl looked_over_private(openssl::Key key, Algorithm algorithm) {
    auto raw = algorithm == Algorithm::Ed25519 ? ed25519_private(key.get()) : Bytes();
    return {std::move(key), algorithm, std::move(raw)};
}

// A file may hold the halves of two keys, or numbers that make none: signing with it would fail
// later and elsewhere.
Result<PrivateKey> adopt_private(openssl::Key key) {
    auto algorithm = TRY(algorithm_of(key.get()));
    auto impl = std::make_shared<PrivateKey::Impl>(looked_over_private(std::move(key), algorithm));
    PrivateKey adopted(impl);
    auto trial = bytes("trial");
    auto signature = TRY(signature_of(*impl, trial));
    if (!adopted.public_key().verifies(trial, signature))
        return refuse_key("The public half of this private key does not belong to it");
    return adopted;
}

} // namespace

std::string_view jose_name(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::Ed25519:
        return "EdDSA";
    case Algorithm::ES256:
        return "ES256";
    case Algorithm::RS256:
        return "RS256";
    case Algorithm::PS256:
        return "PS256";
    }
    check(false, "every algorithm has a name");
    return {};
}

bool is_jose_name(std::string_view name, Algorithm algorithm) {
    return name == jose_name(algorithm) || (algorithm == Algorithm::Ed25519 && name == "Ed25519");
}

Result<Algorithm> algorithm_of(EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "ED25519") == 1) return Algorithm::Ed25519;
    if (EVP_PKEY_is_a(key, "EC") == 1) {
        TRY(check_p256(key));
        return Algorithm::ES256;
    }
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        TRY(check_rsa(key));
        return Algorithm::RS256;
    }
    if (EVP_PKEY_is_a(key, "RSA-PSS") == 1) {
        TRY(check_rsa(key));
        TRY(check_pss(key));
        return Algorithm::PS256;
    }
    return refuse_key("Keys are taken for Ed25519, ES256, RS256 and PS256 only");
}

Result<PublicKey> adopt_public(openssl::Key key) {
    auto algorithm = TRY(algorithm_of(key.get()));
    if (algorithm == Algorithm::Ed25519 && !ed25519::is_canonical(ed25519_raw(key.get())))
        return refuse_key("This Ed25519 key is not written as RFC 8032 writes it");
    return PublicKey(
        std::make_shared<PublicKey::Impl>(looked_over_public(std::move(key), algorithm)));
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
    auto block = TRY(openssl::pem_block(pem));
    if (block.label != "PUBLIC KEY")
        return refuse_key(fmt::format("A public key stands between BEGIN PUBLIC KEY and END PUBLIC "
                                      "KEY; this is a {}",
                                      block.label));
    return from_spki(block.der);
}

Result<PublicKey> PublicKey::from_spki(ByteView der) {
    if (der.size() > limits::key_text) return Failure{Kind::too_large, "This key is too long"};
    const auto* at = der.data();
    openssl::Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    if (!key) return openssl::failure(Kind::invalid, "This is not a public key in DER");
    if (at != der.data() + der.size()) return refuse_key("Bytes follow this public key");
    return adopt_public(std::move(key));
}

Result<PublicKey> PublicKey::from_ed25519(ByteView raw) {
    if (raw.size() != ed25519_bytes) return refuse_key("An Ed25519 key has 32 bytes");
    openssl::Key key(
        EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, raw.data(), raw.size()));
    if (!key) return openssl::failure(Kind::invalid, "These bytes are no Ed25519 key");
    return adopt_public(std::move(key));
}

Algorithm PublicKey::algorithm() const { return impl_->algorithm; }

Bytes PublicKey::ed25519() const {
    check(impl_->algorithm == Algorithm::Ed25519, "only an Ed25519 key is 32 raw bytes");
    return impl_->ed25519;
}

std::string PublicKey::pem() const {
    openssl::Memory out(BIO_new(BIO_s_mem()));
    openssl::must(out && PEM_write_bio_PUBKEY(out.get(), impl_->key.get()) == 1,
                  "A public key cannot be written as PEM");
    return openssl::text_of(out.get());
}

PrivateKey PrivateKey::generate(Algorithm algorithm) {
    auto made = [&] {
        switch (algorithm) {
        case Algorithm::Ed25519:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
        case Algorithm::ES256:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
        case Algorithm::RS256:
        case Algorithm::PS256:
            break;
        }
        openssl::KeyContext context(EVP_PKEY_CTX_new_from_name(
            nullptr, algorithm == Algorithm::PS256 ? "RSA-PSS" : "RSA", nullptr));
        EVP_PKEY* key = nullptr;
        openssl::must(context && EVP_PKEY_keygen_init(context.get()) == 1 &&
                          EVP_PKEY_CTX_set_rsa_keygen_bits(
                              context.get(), static_cast<int>(limits::rsa_bits_made)) == 1 &&
                          EVP_PKEY_generate(context.get(), &key) == 1,
                      "An RSA key cannot be made");
        return key;
    };
    openssl::Key key(made());
    openssl::must(key != nullptr, "A key cannot be made");
    return PrivateKey(std::make_shared<Impl>(looked_over_private(std::move(key), algorithm)));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
    auto block = TRY(openssl::pem_block(pem));
    if (block.label != "PRIVATE KEY")
        return refuse_key(fmt::format("A private key is kept as PKCS#8 without a password, between "
                                      "BEGIN PRIVATE KEY and END PRIVATE KEY; this is a {}",
                                      block.label));
    const auto* at = block.der.data();
    openssl::Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(block.der.size())));
    openssl::Key key(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
    if (!key) return openssl::failure(Kind::invalid, "This is not a private key in PKCS#8");
    return adopt_private(std::move(key));
}

Result<PrivateKey> PrivateKey::from_ed25519_seed(ByteView seed) {
    if (seed.size() != ed25519_bytes) return refuse_key("The seed of an Ed25519 key has 32 bytes");
    openssl::Key key(
        EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, seed.data(), seed.size()));
    if (!key) return openssl::failure(Kind::invalid, "These bytes are no Ed25519 seed");
    return adopt_private(std::move(key));
}

Algorithm PrivateKey::algorithm() const { return impl_->algorithm; }

std::string PrivateKey::pem() const {
    openssl::Memory out(BIO_new(BIO_s_secmem()));
    openssl::must(out && PEM_write_bio_PKCS8PrivateKey(out.get(), impl_->key.get(), nullptr,
                                                       nullptr, 0, nullptr, nullptr) == 1,
                  "A private key cannot be written as PEM");
    return openssl::text_of(out.get());
}

// Through its DER form, so that the public key holds no private number.
PublicKey PrivateKey::public_key() const {
    unsigned char* der = nullptr;
    auto length = i2d_PUBKEY(impl_->key.get(), &der);
    openssl::must(length > 0, "A private key does not give its public half");
    Bytes copy(der, der + length);
    OPENSSL_free(der);
    auto key = PublicKey::from_spki(copy);
    check(key.has_value(), "the public half of an adopted key is a key");
    return std::move(*key);
}

} // namespace vienreiz::crypto
