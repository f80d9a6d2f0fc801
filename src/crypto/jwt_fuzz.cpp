// Whatever is read as a token can be signed by us and verified, and no token of the input's
// own making verifies with a key made just now.
#include "base/fuzz_seeds.hpp"
#include "base/limits.hpp"
#include "crypto/jwt.hpp"

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    using namespace vienreiz;
    return fuzz::plant(
        *count, *arguments,
        {crypto::sign_jwt({{"iss", "a"}, {"exp", 1}},
                          crypto::PrivateKey::generate(crypto::Algorithm::ES256), "k"),
         "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJFZERTQSJ9.e30.AA"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vienreiz;
    static const auto key = crypto::PrivateKey::generate(crypto::Algorithm::Ed25519);
    static const auto verifier = key.public_key();
    auto token = text(ByteView(data, size));
    check(!crypto::verify_jwt(token, verifier), "nobody guesses a signature");
    auto read = crypto::unverified_jwt(token);
    if (!read) return 0;
    auto signed_by_us = crypto::sign_jwt(read->header, read->claims, key);
    if (signed_by_us.size() > limits::jwt) return 0;
    auto verified = crypto::verify_jwt(signed_by_us, verifier);
    check(verified && verified->claims.size() == read->claims.size(), "claims survive signing");
    return 0;
}
