// The ciphers of c2sp.org/age, below its header: for age.cpp, not for other folders.
#pragma once

#include "base/limits.hpp"
#include "crypto/hash.hpp"
#include "crypto/openssl.hpp"

#include <openssl/evp.h>

#include <array>
#include <optional>

namespace vienreiz::crypto::age {

inline constexpr std::size_t file_key_bytes = 16, payload_nonce_bytes = 16, tag_bytes = 16;
inline constexpr std::size_t chunk_bytes = 64 * limits::KiB;

// HKDF-SHA-256 (RFC 5869) of 32 bytes: what is expanded is one block.
Hash hkdf(ByteView input, ByteView salt, std::string_view info);

// ChaCha20-Poly1305 (RFC 8439) without associated data. A key never meets a nonce twice: that is the caller's.
class ChaChaPoly {
public:
    using Nonce = std::array<std::uint8_t, 12>;
    explicit ChaChaPoly(const Hash& key);
    void seal(Bytes& out, const Nonce& nonce, ByteView plain);  // appends ciphertext || tag
    bool open(Bytes& out, const Nonce& nonce, ByteView sealed); // appends; false: it was changed

private:
    openssl::Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context_;
    Hash key_;
};

// The payload: a nonce, and the text in chunks of 64 KiB, each sealed under its number and whether it is the last.
void append_payload(Bytes& out, ByteView file_key, ByteView plain);
Result<Bytes> open_payload(ByteView payload, ByteView file_key);

} // namespace vienreiz::crypto::age
