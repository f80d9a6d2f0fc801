// Passwords and PINs: kept as scrypt hashes; keys sealed under them with AES-256-GCM.
#pragma once

#include "base/text.hpp"

namespace vienreiz::crypto {

// "scrypt$15$8$1$<salt>$<hash>" with N = 2^15, r = 8, p = 1: about 80 ms, so call it on the worker
// pool.
std::string password_hash(std::string_view password);
bool password_matches(std::string_view password, std::string_view hash);

// salt || nonce || ciphertext || tag, base64. Opening with another secret fails as Kind::forbidden.
std::string seal(std::string_view plain, std::string_view secret);
Result<std::string> open_sealed(std::string_view sealed, std::string_view secret);

} // namespace vienreiz::crypto
