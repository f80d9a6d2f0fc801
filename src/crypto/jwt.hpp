// JSON Web Signatures in compact form (RFC 7515) and the claims of a JWT (RFC 7519).
#pragma once

#include "crypto/keys.hpp"

namespace vienreiz::crypto {

struct Jwt {
    json::Object header; // of the signed token: alg, kid, typ
    json::Object claims;
};

// Reads without believing: to find out whose key to verify with. At most limits::jwt bytes.
// What is no JWT, has the algorithm "none" or asks for an extension (crit) fails as Kind::invalid.
Result<Jwt> unverified_jwt(std::string_view compact);
// The algorithm is the key's; a header that says another is refused (RFC 8725 §3.1). That, and a
// signature that does not hold, fails as Kind::unauthenticated. The claims (exp, aud, typ) are the
// caller's to judge.
Result<Jwt> verify_jwt(std::string_view compact, const PublicKey& key);

// The header is alg, kid and typ "JWT".
std::string sign_jwt(const json::Object& claims, const PrivateKey& key, std::string_view key_id);
// With a header of the caller's, for types of their own ("dpop+jwt"); alg is set to the key's.
std::string sign_jwt(json::Object header, const json::Object& claims, const PrivateKey& key);

} // namespace vienreiz::crypto
