// Over AWS-LC, whose headers have the names of OpenSSL's: this file includes none of those, and nothing that does.
#include "crypto/ed25519.hpp"

#include <openssl/curve25519.h>

#include <algorithm>

namespace vienreiz::crypto::ed25519 {

std::array<std::uint8_t, signature_bytes> sign(ByteView private_key, ByteView message) {
    check(private_key.size() == private_key_bytes, "an Ed25519 key is a seed and a public key");
    std::array<std::uint8_t, signature_bytes> out;
    check(ED25519_sign(out.data(), message.data(), message.size(), private_key.data()) == 1,
          "an Ed25519 key signs");
    return out;
}

bool verifies(ByteView public_key, ByteView message, ByteView signature) {
    check(public_key.size() == public_key_bytes, "an Ed25519 public key has 32 bytes");
    return signature.size() == signature_bytes &&
           ED25519_verify(message.data(), message.size(), signature.data(), public_key.data()) == 1;
}

bool is_canonical(ByteView public_key) {
    check(public_key.size() == public_key_bytes, "an Ed25519 public key has 32 bytes");
    // Little-endian; the highest bit is the sign of x. 2^255 - 19 is ed ff .. ff 7f.
    auto top = public_key[31] & 0x7f;
    auto middle = public_key.subspan(1, 30);
    auto all_are = [&](std::uint8_t byte) {
        return std::ranges::all_of(middle, [=](std::uint8_t one) { return one == byte; });
    };
    bool largest = top == 0x7f && all_are(0xff);
    if (largest && public_key[0] >= 0xed) return false;
    // x is zero where y is 1 or -1.
    bool x_is_zero =
        (top == 0 && all_are(0) && public_key[0] == 1) || (largest && public_key[0] == 0xec);
    return !x_is_zero || (public_key[31] & 0x80) == 0;
}

} // namespace vienreiz::crypto::ed25519
