// Signing keys: ES256 (RFC 7518 §3.4, raw r||s) and RSA (RS256, PS256) over OpenSSL EVP; Ed25519
// (RFC 8032) over AWS-LC, which is three times as fast at it (ed25519.hpp).
//
// Which Ed25519 signatures hold is not the same everywhere (RFC 8032 leaves it open), and a journal
// must not change its mind. Our rule, and the CCTV vectors pin it: s below the order of the group;
// [s]B - [k]A computed without the cofactor, and its canonical bytes compared with R, so that an R
// written in another way never holds. A of low order is taken. An A written in another way than
// RFC 8032 writes it is no key: it is refused where it comes from, so that programs of other minds
// never have to agree about its signatures.
#pragma once

#include "base/json.hpp"
#include "crypto/hash.hpp"

#include <boost/describe/enum.hpp>

#include <memory>

namespace vienreiz::crypto {

enum class Algorithm { Ed25519, ES256, RS256, PS256 };
BOOST_DESCRIBE_ENUM(Algorithm, Ed25519, ES256, RS256, PS256)

// What JOSE calls it (RFC 7518 §3.1, RFC 8037 §3.1): "EdDSA", "ES256", "RS256", "PS256".
std::string_view jose_name(Algorithm algorithm);
// True for that name, and for the one RFC 9864 gives Ed25519.
bool is_jose_name(std::string_view name, Algorithm algorithm);

class PublicKey {
public:
    static Result<PublicKey> from_pem(std::string_view pem); // SubjectPublicKeyInfo
    static Result<PublicKey> from_spki(ByteView der);
    static Result<PublicKey>
    from_jwk(const json::Value& jwk);                    // RFC 7517; RSA from 2048 to 4096 bits
    static Result<PublicKey> from_ed25519(ByteView raw); // 32 bytes
    [[nodiscard]] Algorithm algorithm() const;
    [[nodiscard]] json::Value jwk() const;        // public members only
    [[nodiscard]] std::string thumbprint() const; // RFC 7638, base64url
    [[nodiscard]] Bytes ed25519() const;          // 32 raw bytes; checks the algorithm
    [[nodiscard]] std::string pem() const;
    [[nodiscard]] bool verifies(ByteView message, ByteView signature) const;

    struct Impl;
    explicit PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

private:
    [[nodiscard]] json::Object required_members() const;
    std::shared_ptr<const Impl> impl_;
};

class PrivateKey {
public:
    static PrivateKey generate(Algorithm algorithm);
    static Result<PrivateKey> from_pem(std::string_view pem);   // PKCS#8, not encrypted
    static Result<PrivateKey> from_ed25519_seed(ByteView seed); // 32 bytes
    [[nodiscard]] Algorithm algorithm() const;
    [[nodiscard]] std::string pem() const;
    [[nodiscard]] PublicKey public_key() const;
    [[nodiscard]] Bytes sign(ByteView message) const;

    struct Impl;
    explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

private:
    std::shared_ptr<const Impl> impl_;
};

} // namespace vienreiz::crypto
