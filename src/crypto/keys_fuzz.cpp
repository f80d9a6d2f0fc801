// Whatever is taken as a key is written and taken again, and can be asked anything.
#include "crypto/keys.hpp"

namespace {

using namespace vienreiz;

void ask(const crypto::PublicKey& key, ByteView noise) {
    auto from_pem = crypto::PublicKey::from_pem(key.pem());
    auto from_jwk = crypto::PublicKey::from_jwk(key.jwk());
    check(from_pem && from_pem->thumbprint() == key.thumbprint(), "a key survives its PEM");
    check(from_jwk && from_jwk->thumbprint() == key.thumbprint(), "a key survives its JWK");
    check(!key.verifies(noise, noise), "nobody guesses a signature");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView noise(data, size);
    if (auto key = crypto::PublicKey::from_spki(noise)) ask(*key, noise);
    auto jwk = json::parse(text(noise));
    if (jwk)
        if (auto key = crypto::PublicKey::from_jwk(*jwk)) ask(*key, noise);
    auto pem = "-----BEGIN PRIVATE KEY-----\n" + base64(noise) + "\n-----END PRIVATE KEY-----\n";
    if (auto key = crypto::PrivateKey::from_pem(pem)) ask(key->public_key(), noise);
    return 0;
}
