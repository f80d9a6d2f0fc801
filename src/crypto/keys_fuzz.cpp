// Whatever is taken as a key is written and taken again, and can be asked anything.
#include "base/fuzz_seeds.hpp"
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

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    std::vector<std::string> seeds;
    for (auto algorithm :
         {crypto::Algorithm::Ed25519, crypto::Algorithm::ES256, crypto::Algorithm::RS256}) {
        auto key = crypto::PrivateKey::generate(algorithm);
        seeds.push_back(json::text(key.public_key().jwk()));
        seeds.push_back(key.public_key().pem());
        // What stands between the lines of a PEM is the DER that from_spki takes.
        for (auto pem : {key.public_key().pem(), key.pem()}) {
            std::string inner;
            for (auto line : split(pem, '\n'))
                if (!line.starts_with("-----")) inner += line;
            seeds.emplace_back(text(*from_base64(inner)));
        }
    }
    return fuzz::plant(*count, *arguments, seeds);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView noise(data, size);
    if (auto key = crypto::PublicKey::from_spki(noise)) ask(*key, noise);
    auto jwk = json::parse(text(noise));
    if (jwk)
        if (auto key = crypto::PublicKey::from_jwk(*jwk)) ask(*key, noise);
    if (auto key = crypto::PublicKey::from_pem(text(noise))) ask(*key, noise);
    auto pem = "-----BEGIN PRIVATE KEY-----\n" + base64(noise) + "\n-----END PRIVATE KEY-----\n";
    if (auto key = crypto::PrivateKey::from_pem(pem)) ask(key->public_key(), noise);
    return 0;
}
