// For tests: one key of each kind for the whole program. Making an RSA key takes a good part of a
// second.
#pragma once

#include "crypto/keys.hpp"

#include <array>

namespace vienreiz::crypto {

inline const PrivateKey& test_key(Algorithm algorithm) {
    static const std::array keys{
        PrivateKey::generate(Algorithm::Ed25519), PrivateKey::generate(Algorithm::ES256),
        PrivateKey::generate(Algorithm::RS256), PrivateKey::generate(Algorithm::PS256)};
    return keys[static_cast<std::size_t>(algorithm)];
}

} // namespace vienreiz::crypto
