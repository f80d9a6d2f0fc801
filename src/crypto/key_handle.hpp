// What the files of this folder that take keys apart share: an EVP_PKEY that has been looked over.
#pragma once

#include "crypto/keys.hpp"
#include "crypto/openssl.hpp"
#include "crypto/p256.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace vienreiz::crypto {

namespace openssl {
using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Number = Handle<BIGNUM, BN_clear_free>;
using Memory = Handle<BIO, BIO_free_all>;

// The named part of a key, as many bytes wide as asked (0: as few as it takes), big-endian.
Bytes number_of(const EVP_PKEY* key, const char* name, std::size_t width = 0);
std::string text_of(BIO* memory);

struct PemBlock {
    std::string label; // what stands after BEGIN
    Bytes der;
};
// The one block of a PEM text (RFC 7468).
Result<PemBlock> pem_block(std::string_view pem);
} // namespace openssl

// An EVP_PKEY is never changed after it was adopted, so threads may share it.
struct PublicKey::Impl {
    openssl::Key key;
    Algorithm algorithm;
    Bytes ed25519{};                          // of such a key: its 32 bytes
    std::optional<p256::VerifyingKey> p256{}; // of an ES256 key
};
struct PrivateKey::Impl {
    openssl::Key key;
    Algorithm algorithm;
    Bytes ed25519{}; // of such a key: seed and public key, 64 bytes
};

// Says which algorithm a key is for, or why it is none that we use: its kind, curve and size are
// checked here, wherever the key came from.
Result<Algorithm> algorithm_of(EVP_PKEY* key);
Result<PublicKey> adopt_public(openssl::Key key);
// Fails for a private key whose numbers do not belong together; an adopted key always signs.
Result<Bytes> signature_of(const PrivateKey::Impl& key, ByteView message);

} // namespace vienreiz::crypto
