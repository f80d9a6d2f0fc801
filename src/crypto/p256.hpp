// ECDSA over P-256 with SHA-256, verified by AWS-LC: faster than OpenSSL 3.0, which looks its algorithms up anew for
// every signature. For keys.hpp; not for other folders.
#pragma once

#include "crypto/hash.hpp"

#include <memory>

namespace vienreiz::crypto::p256 {

inline constexpr std::size_t coordinate_bytes = 32, signature_bytes = 64;

class VerifyingKey {
public:
    // A point that is known to lie on the curve.
    VerifyingKey(ByteView x, ByteView y);
    // `signature`: r || s (RFC 7518 §3.4). Any thread.
    [[nodiscard]] bool verifies(const Hash& digest, ByteView signature) const;

private:
    struct Key;
    std::shared_ptr<const Key> key_;
};

} // namespace vienreiz::crypto::p256
