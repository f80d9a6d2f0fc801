#include "crypto/hash.hpp"
#include "crypto/ml_dsa.hpp"

#include <gtest/gtest.h>

namespace vienreiz::ml_dsa_test {
using namespace crypto;

Bytes seed() {
    Bytes out;
    for (std::uint8_t byte = 0x40; byte < 0x60; ++byte) out.push_back(byte);
    return out;
}
const ml_dsa::PrivateKey& key() {
    static const auto made = *ml_dsa::PrivateKey::from_seed(seed());
    return made;
}

// As python cryptography over OpenSSL 4 makes it of the same seed.
TEST(MlDsa, ASeedMakesTheKeyItMakesElsewhere) {
    EXPECT_EQ(hex(sha256(key().public_key().bytes())),
              "6c1c65071979225a139b3ec84688e2688ec30fabe8cc510cb688bc435f2d3cb9");
}

TEST(MlDsa, ASignatureHoldsForItsMessageAlone) {
    auto signature = key().sign(bytes("message"));
    EXPECT_EQ(signature.size(), ml_dsa::signature_bytes);
    const auto& whose = key().public_key();
    EXPECT_TRUE(whose.verifies(bytes("message"), signature));
    EXPECT_FALSE(whose.verifies(bytes("massage"), signature));
    EXPECT_FALSE(ml_dsa::PrivateKey::generate().public_key().verifies(bytes("message"), signature));
    EXPECT_FALSE(whose.verifies(bytes("message"), ByteView(signature).first(2419)));
    EXPECT_FALSE(whose.verifies(bytes("message"), {}));
    for (std::size_t at = 0; at < signature.size(); at += 97) {
        signature[at] ^= 1;
        EXPECT_FALSE(whose.verifies(bytes("message"), signature)) << at;
        signature[at] ^= 1;
    }
    signature.push_back(0);
    EXPECT_FALSE(whose.verifies(bytes("message"), signature));
}

TEST(MlDsa, SignaturesAreHedged) {
    EXPECT_NE(key().sign(bytes("message")), key().sign(bytes("message")));
    auto nothing = key().sign({});
    EXPECT_TRUE(key().public_key().verifies({}, nothing));
}

TEST(MlDsa, KeysAreReadAsTheyAreWritten) {
    auto again = ml_dsa::PrivateKey::from_pem(key().pem());
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(again->public_key().bytes(), key().public_key().bytes());
    auto public_key = ml_dsa::PublicKey::from_bytes(key().public_key().bytes());
    ASSERT_TRUE(public_key);
    EXPECT_TRUE(public_key->verifies(bytes("message"), again->sign(bytes("message"))));
}

// RFC 9881 §6 and appendix C: OneAsymmetricKey, version 0, the algorithm without parameters, the seed as [0].
TEST(MlDsa, ThePrivateKeyIsItsSeedInPkcs8) {
    std::string base64;
    auto pem = key().pem();
    for (auto line : split(pem, '\n'))
        if (!line.starts_with("--")) base64 += line;
    auto der = from_base64(base64).value();
    EXPECT_EQ(hex(der), "3034020100300b060960864801650304031104228020" + hex(seed()));
}

TEST(MlDsa, RefusesWhatIsNoKey) {
    EXPECT_FALSE(ml_dsa::PrivateKey::from_seed(Bytes(31)));
    EXPECT_FALSE(ml_dsa::PrivateKey::from_seed(Bytes(33)));
    EXPECT_FALSE(ml_dsa::PublicKey::from_bytes(Bytes(1311)));
    EXPECT_FALSE(ml_dsa::PublicKey::from_bytes(Bytes(1313)));
    EXPECT_FALSE(ml_dsa::PublicKey::from_bytes({}));
    EXPECT_FALSE(ml_dsa::PrivateKey::from_pem(""));
    EXPECT_FALSE(ml_dsa::PrivateKey::from_pem(
        "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"));
    EXPECT_EQ(ml_dsa::PrivateKey::from_pem(std::string(10'000, 'x')).error().kind, Kind::too_large);
    // An Ed25519 key
    EXPECT_FALSE(ml_dsa::PrivateKey::from_pem(
        "-----BEGIN PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
        "-----END PRIVATE KEY-----\n"));
}

} // namespace vienreiz::ml_dsa_test
