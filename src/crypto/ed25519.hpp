// Ed25519 (RFC 8032) on bare bytes, by AWS-LC: three times as fast as OpenSSL 3.0's, and of the same mind about which
// signatures of canonical keys hold (tests/vectors pins it). For keys.hpp; not for other folders.
#pragma once

#include "base/text.hpp"

#include <array>

namespace vienreiz::crypto::ed25519 {

inline constexpr std::size_t public_key_bytes = 32, private_key_bytes = 64, signature_bytes = 64;

// `private_key`: the seed and the public key behind it.
std::array<std::uint8_t, signature_bytes> sign(ByteView private_key, ByteView message);
bool verifies(ByteView public_key, ByteView message, ByteView signature);
// RFC 8032 §5.1.3: y below 2^255 - 19, and a sign only where x is not zero.
bool is_canonical(ByteView public_key);

} // namespace vienreiz::crypto::ed25519
