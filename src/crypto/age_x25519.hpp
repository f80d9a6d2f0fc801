// X25519 (RFC 7748) on bare bytes, for the files of age; not for other folders.
#pragma once

#include "crypto/age.hpp"

#include <array>
#include <optional>

namespace vienreiz::crypto::age {

using Key = std::array<std::uint8_t, key_bytes>;

Key random_secret();
Key x25519_share(const Key& secret); // X25519(secret, basepoint)
// Nothing where it is all zero, for a share of low order.
std::optional<Key> x25519(const Key& secret, const Key& share);

} // namespace vienreiz::crypto::age
