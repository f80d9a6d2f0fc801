// JSON Web Signatures in compact form (RFC 7515) and the claims of a JWT (RFC 7519).
#pragma once

#include "crypto/keys.hpp"

#include <functional>

namespace vienreiz::crypto {

struct Jwt {
    json::Object header; // of the signed token: alg, kid, typ
    json::Object claims;
};

// Reads without believing: to find out whose key to verify with.
Result<Jwt> unverified_jwt(std::string_view compact);
// The algorithm is the key's; a header that says another is refused (RFC 8725 §3.1).
Result<Jwt> verify_jwt(std::string_view compact, const PublicKey& key);
std::string sign_jwt(const json::Object& claims, const PrivateKey& key, std::string_view key_id);

} // namespace vienreiz::crypto
