// Passwords and PINs: kept as scrypt hashes (RFC 7914); keys sealed under them with AES-256-GCM.
#pragma once

#include "base/text.hpp"

namespace vienreiz::crypto {

// "scrypt$15$8$1$<salt>$<hash>" with N = 2^15, r = 8, p = 1: about 80 ms and 32 MiB of memory, as
// every function here takes, so call them on the worker pool.
std::string password_hash(std::string_view password);
// False too for a hash that is damaged or asks for more than limits::scrypt_memory.
bool password_matches(std::string_view password, std::string_view hash);

// salt || nonce || ciphertext || tag, base64; at most limits::sealed plain bytes.
std::string seal(std::string_view plain, std::string_view secret);
// Another secret, or a changed byte, fails as Kind::forbidden; what no seal wrote as Kind::corrupt.
Result<std::string> open_sealed(std::string_view sealed, std::string_view secret);

} // namespace vienreiz::crypto
