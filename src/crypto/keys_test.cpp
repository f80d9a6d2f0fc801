#include "base/limits.hpp"
#include "crypto/keys.hpp"
#include "crypto/test_keys.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace vienreiz::crypto::keys_test {

constexpr std::array every_algorithm{Algorithm::Ed25519, Algorithm::ES256, Algorithm::RS256,
                                     Algorithm::PS256};

std::string failure_of(const Result<PublicKey>& key) { return key ? "none" : key.error().what; }

TEST(Keys, VerifyWhatTheySigned) {
    for (auto algorithm : every_algorithm) {
        const auto& key = test_key(algorithm);
        auto signature = key.sign(bytes("Vienreiz"));
        EXPECT_EQ(key.algorithm(), algorithm);
        EXPECT_EQ(key.public_key().algorithm(), algorithm);
        EXPECT_TRUE(key.public_key().verifies(bytes("Vienreiz"), signature));
        EXPECT_FALSE(key.public_key().verifies(bytes("vienreiz"), signature));
        EXPECT_FALSE(key.public_key().verifies({}, signature));
        EXPECT_TRUE(key.public_key().verifies({}, key.sign({})));
    }
}

TEST(Keys, RefuseEverySignatureWithOneBitFlipped) {
    for (auto algorithm : every_algorithm) {
        auto signature = test_key(algorithm).sign(bytes("text"));
        auto verifier = test_key(algorithm).public_key();
        for (std::size_t bit = 0; bit < signature.size() * 8; bit += 7) {
            signature[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            EXPECT_FALSE(verifier.verifies(bytes("text"), signature)) << bit;
            signature[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
        }
        EXPECT_TRUE(verifier.verifies(bytes("text"), signature));
    }
}

TEST(Keys, RefuseSignaturesOfAnotherLength) {
    for (auto algorithm : every_algorithm) {
        auto signature = test_key(algorithm).sign(bytes("text"));
        auto verifier = test_key(algorithm).public_key();
        auto shorter = signature, longer = signature;
        shorter.pop_back();
        longer.push_back(0);
        EXPECT_FALSE(verifier.verifies(bytes("text"), shorter));
        EXPECT_FALSE(verifier.verifies(bytes("text"), longer));
        EXPECT_FALSE(verifier.verifies(bytes("text"), {}));
        EXPECT_FALSE(verifier.verifies(bytes("text"), Bytes(signature.size())));
        EXPECT_FALSE(verifier.verifies(bytes("text"), Bytes(1'000'000, 0x30)));
    }
}

TEST(Keys, RefuseTheSignatureOfAnotherKey) {
    for (auto algorithm : {Algorithm::Ed25519, Algorithm::ES256}) {
        auto signature = PrivateKey::generate(algorithm).sign(bytes("text"));
        EXPECT_FALSE(test_key(algorithm).public_key().verifies(bytes("text"), signature));
    }
    auto signature = test_key(Algorithm::PS256).sign(bytes("text"));
    EXPECT_FALSE(test_key(Algorithm::RS256).public_key().verifies(bytes("text"), signature));
}

TEST(Keys, EcdsaSignaturesAreRawPairs) {
    for (int i = 0; i < 300; ++i) // one in 128 has a zero byte in front of r or s
        EXPECT_EQ(test_key(Algorithm::ES256).sign(bytes("text")).size(), 64u);
}

TEST(Keys, ComeBackFromPem) {
    for (auto algorithm : every_algorithm) {
        const auto& key = test_key(algorithm);
        auto private_again = PrivateKey::from_pem(key.pem());
        auto public_again = PublicKey::from_pem(key.public_key().pem());
        ASSERT_TRUE(private_again) << private_again.error().what;
        ASSERT_TRUE(public_again) << public_again.error().what;
        EXPECT_EQ(private_again->algorithm(), algorithm);
        EXPECT_EQ(public_again->algorithm(), algorithm);
        EXPECT_TRUE(public_again->verifies(bytes("x"), private_again->sign(bytes("x"))));
        EXPECT_EQ(public_again->thumbprint(), key.public_key().thumbprint());
    }
}

TEST(Keys, ComeBackFromJwk) {
    for (auto algorithm : every_algorithm) {
        auto key = test_key(algorithm).public_key();
        auto again = PublicKey::from_jwk(key.jwk());
        ASSERT_TRUE(again) << again.error().what;
        EXPECT_EQ(again->algorithm(), algorithm);
        EXPECT_EQ(again->pem(), key.pem());
    }
}

// RFC 8032 §7.1, tests 1 to 3.
TEST(Keys, Ed25519GivesTheKnownAnswersOfRfc8032) {
    struct Case {
        std::string_view seed, key, message, signature;
    };
    constexpr std::array cases{
        Case{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3"
             "9701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
        Case{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
             "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
             "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3"
             "613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
        Case{
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7"
            "60984dc6594a7c15e9716ed28dc027beceea1ec40a"}};
    for (const auto& known : cases) {
        auto key = PrivateKey::from_ed25519_seed(*from_hex(known.seed));
        ASSERT_TRUE(key) << key.error().what;
        EXPECT_EQ(hex(key->public_key().ed25519()), known.key);
        EXPECT_EQ(hex(key->sign(*from_hex(known.message))), known.signature);
        auto raw = PublicKey::from_ed25519(*from_hex(known.key));
        ASSERT_TRUE(raw);
        EXPECT_TRUE(raw->verifies(*from_hex(known.message), *from_hex(known.signature)));
    }
}

// RFC 8032 §5.1.7 step 1: s + L would be a second signature for the same text.
TEST(Keys, Ed25519SignaturesHaveOneFormOnly) {
    const auto& key = test_key(Algorithm::Ed25519);
    auto signature = key.sign(bytes("text"));
    auto order = *from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    unsigned carry = 0;
    for (std::size_t i = 0; i < order.size(); ++i) { // little-endian
        carry += 0u + signature[32 + i] + order[i];
        signature[32 + i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
    EXPECT_EQ(carry, 0u);
    EXPECT_FALSE(key.public_key().verifies(bytes("text"), signature));
}

TEST(Keys, Ed25519KeysAreWrittenInOneWayOnly) {
    auto taken = [](std::uint8_t first, std::uint8_t middle, std::uint8_t last) {
        Bytes key(32, middle);
        key.front() = first;
        key.back() = last;
        return PublicKey::from_ed25519(key).has_value();
    };
    // y is 1: x is zero, which has no sign. 2^255 - 18 is 1 written in another way; 2^255 - 20 is -1.
    EXPECT_TRUE(taken(1, 0, 0));
    EXPECT_FALSE(taken(1, 0, 0x80));
    EXPECT_FALSE(taken(0xee, 0xff, 0x7f));
    EXPECT_FALSE(taken(0xed, 0xff, 0x7f));
    EXPECT_TRUE(taken(0xec, 0xff, 0x7f));
    EXPECT_FALSE(taken(0xec, 0xff, 0xff));
}

TEST(Keys, Ed25519KeysHave32Bytes) {
    for (std::size_t length : {0u, 31u, 33u}) {
        EXPECT_FALSE(PublicKey::from_ed25519(Bytes(length)));
        EXPECT_FALSE(PrivateKey::from_ed25519_seed(Bytes(length)));
    }
}

TEST(Keys, RefusePemThatIsNoKeyOfOurs) {
    auto pem = test_key(Algorithm::ES256).public_key().pem();
    EXPECT_EQ(failure_of(PublicKey::from_pem("")), "This is not a key in PEM");
    EXPECT_FALSE(PublicKey::from_pem(pem.substr(0, pem.size() / 2)));
    EXPECT_EQ(PublicKey::from_pem(std::string(limits::key_text + 1, '-')).error().kind,
              Kind::too_large);
    EXPECT_EQ(failure_of(PublicKey::from_pem(test_key(Algorithm::ES256).pem())),
              "A public key stands between BEGIN PUBLIC KEY and END PUBLIC KEY; this is a PRIVATE "
              "KEY");
    EXPECT_FALSE(PrivateKey::from_pem(pem));
}

// PKCS#8 of P-256 holds both halves: here the private one of one key, the public one of another.
TEST(Keys, RefuseAPrivateKeyWithAnotherPublicHalf) {
    auto der_of = [](const PrivateKey& key) {
        auto pem = key.pem();
        return *from_base64(replace_all(pem.substr(28, pem.find("-----END") - 28), "\n", ""));
    };
    auto pem_of = [](const Bytes& der) {
        return "-----BEGIN PRIVATE KEY-----\n" + base64(der) + "\n-----END PRIVATE KEY-----\n";
    };
    auto one = der_of(PrivateKey::generate(Algorithm::ES256));
    auto other = der_of(PrivateKey::generate(Algorithm::ES256));
    EXPECT_TRUE(PrivateKey::from_pem(pem_of(one)));
    std::ranges::copy(ByteView(other).last(64), one.end() - 64); // x || y
    EXPECT_EQ(PrivateKey::from_pem(pem_of(one)).error().what,
              "The public half of this private key does not belong to it");

    auto rsa = der_of(test_key(Algorithm::RS256));
    rsa[100] ^= 1; // in its modulus
    EXPECT_FALSE(PrivateKey::from_pem(pem_of(rsa)));
}

TEST(Keys, RefuseBytesAfterAKey) {
    auto pem = test_key(Algorithm::Ed25519).public_key().pem();
    auto body = replace_all(pem.substr(27, pem.find("-----END") - 27), "\n", "");
    auto der = from_base64(body);
    ASSERT_TRUE(der);
    EXPECT_TRUE(PublicKey::from_spki(*der));
    der->push_back(0);
    EXPECT_EQ(failure_of(PublicKey::from_spki(*der)), "Bytes follow this public key");
    der->resize(der->size() - 2);
    EXPECT_FALSE(PublicKey::from_spki(*der));
}

RC_GTEST_PROP(Keys, NoBytesMakeThemFail, (const Bytes& noise)) {
    RC_ASSERT(!PublicKey::from_spki(noise));
    RC_ASSERT(!PublicKey::from_pem(text(noise)));
    RC_ASSERT(!test_key(Algorithm::ES256).public_key().verifies(noise, noise));
}

} // namespace vienreiz::crypto::keys_test
