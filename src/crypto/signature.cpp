// Signing and verifying, whichever the algorithm.
//
// OpenSSL holds an ECDSA signature as a DER sequence of two integers; JOSE, COSE and we hold it as
// r || s, 32 bytes each (RFC 7518 §3.4). The others are the same bytes on both sides.
#include "crypto/ed25519.hpp"
#include "crypto/key_handle.hpp"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

namespace vienreiz::crypto {

namespace signature {

using Context = openssl::Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using Pair = openssl::Handle<ECDSA_SIG, ECDSA_SIG_free>;
constexpr std::size_t half = 32; // bytes of r and of s

// RFC 7518 §3.5: MGF1 with SHA-256, and a salt as long as the hash.
bool set_padding(EVP_PKEY_CTX* context, Algorithm algorithm) {
    if (algorithm == Algorithm::RS256)
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    if (algorithm != Algorithm::PS256) return true;
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, "SHA256", nullptr) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

Bytes raw_from_der(ByteView der) {
    const auto* at = der.data();
    Pair pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    Bytes raw(2 * half);
    openssl::must(pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), raw.data(), half) == half &&
                      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), raw.data() + half, half) == half,
                  "An ECDSA signature is not a pair of numbers");
    return raw;
}

} // namespace signature

bool PublicKey::verifies(ByteView message, ByteView given) const {
    if (impl_->algorithm == Algorithm::Ed25519)
        return ed25519::verifies(impl_->ed25519, message, given);
    if (impl_->algorithm == Algorithm::ES256) return impl_->p256->verifies(sha256(message), given);
    signature::Context context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr;
    openssl::must(context &&
                      EVP_DigestVerifyInit_ex(context.get(), &settings, "SHA256", nullptr, nullptr,
                                              impl_->key.get(), nullptr) == 1 &&
                      signature::set_padding(settings, impl_->algorithm),
                  "Verifying a signature did not start");
    bool good = EVP_DigestVerify(context.get(), given.data(), given.size(), message.data(),
                                 message.size()) == 1;
    if (!good) ERR_clear_error();
    return good;
}

Result<Bytes> signature_of(const PrivateKey::Impl& key, ByteView message) {
    if (key.algorithm == Algorithm::Ed25519) {
        auto signature = ed25519::sign(key.ed25519, message);
        return Bytes(signature.begin(), signature.end());
    }
    signature::Context context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr;
    std::size_t length = 0;
    bool started =
        context &&
        EVP_DigestSignInit_ex(context.get(), &settings, "SHA256", nullptr, nullptr, key.key.get(),
                              nullptr) == 1 &&
        signature::set_padding(settings, key.algorithm) &&
        EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size()) == 1;
    Bytes out(length);
    if (!started ||
        EVP_DigestSign(context.get(), out.data(), &length, message.data(), message.size()) != 1)
        return openssl::failure(Kind::invalid, "This private key does not sign");
    out.resize(length); // the first answer is the most it may be
    return key.algorithm == Algorithm::ES256 ? signature::raw_from_der(out) : out;
}

Bytes PrivateKey::sign(ByteView message) const {
    auto made = signature_of(*impl_, message);
    openssl::must(made.has_value(), "Signing failed");
    return std::move(*made);
}

} // namespace vienreiz::crypto
