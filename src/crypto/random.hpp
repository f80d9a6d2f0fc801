// Randomness from the operating system, for ids, nonces, salts and keys.
#pragma once

#include "base/text.hpp"
#include "base/time.hpp"

namespace vienreiz::crypto {

Bytes random_bytes(std::size_t count);
// 26 characters of Crockford base32 (lower case): 48 bits of time, 80 of randomness; sorts by time.
std::string random_id(Instant at);
// 43 characters of base64url: 256 bits, for tokens and session names.
std::string random_token();

} // namespace vienreiz::crypto
