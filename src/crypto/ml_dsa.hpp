// ML-DSA-44 (FIPS 204), pure, with an empty context: signatures that a quantum computer cannot forge. A public key has
// 1312 bytes, a signature 2420; a private key is kept as the 32-byte seed it grows from.
//
// Apart from the keys of keys.hpp because another library does it (docs/decisions): OpenSSL 3.0 has none.
#pragma once

#include "base/text.hpp"

#include <array>
#include <memory>

namespace vienreiz::crypto::ml_dsa {

inline constexpr std::size_t seed_bytes = 32, public_key_bytes = 1312, signature_bytes = 2420;

class PublicKey {
public:
    static Result<PublicKey> from_bytes(ByteView raw); // FIPS 204, algorithm 22
    [[nodiscard]] const Bytes& bytes() const;
    [[nodiscard]] bool verifies(ByteView message, ByteView signature) const;

    struct Impl;
    explicit PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

private:
    std::shared_ptr<const Impl> impl_;
};

class PrivateKey {
public:
    static PrivateKey generate();
    static Result<PrivateKey> from_seed(ByteView seed);
    static Result<PrivateKey>
    from_pem(std::string_view pem); // RFC 9881: PKCS#8 with the seed alone
    [[nodiscard]] std::string pem() const;
    [[nodiscard]] const PublicKey& public_key() const;
    [[nodiscard]] Bytes sign(ByteView message) const; // hedged: two signatures differ, both hold

    struct Impl;
    explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

private:
    std::shared_ptr<const Impl> impl_;
};

} // namespace vienreiz::crypto::ml_dsa
