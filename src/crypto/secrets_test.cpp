#include "base/limits.hpp"
#include "crypto/secrets.hpp"

#include <gtest/gtest.h>

namespace vienreiz::crypto::secrets_test {

TEST(Secrets, APasswordMatchesItsHashOnly) {
    auto hash = password_hash("pareizā parole");
    EXPECT_EQ(hash.substr(0, 14), "scrypt$15$8$1$");
    EXPECT_TRUE(password_matches("pareizā parole", hash));
    EXPECT_FALSE(password_matches("pareiza parole", hash));
    EXPECT_FALSE(password_matches("", hash));
    EXPECT_NE(hash, password_hash("pareizā parole"));
}

// RFC 7914 §12: the third vector, its first 32 bytes; and at another cost than ours.
TEST(Secrets, TakesTheKnownAnswerOfRfc7914) {
    auto wanted = *from_hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
    auto hash = "scrypt$14$8$1$" + base64url(bytes("SodiumChloride")) + "$" + base64url(wanted);
    EXPECT_TRUE(password_matches("pleaseletmein", hash));
    EXPECT_FALSE(password_matches("pleaseletmeIn", hash));
}

TEST(Secrets, RefusesHashesThatAreDamagedOrAskTooMuch) {
    auto good = "$" + base64url(Bytes(16)) + "$" + base64url(Bytes(32));
    for (std::string cost : {"scrypt$64$8$1", "scrypt$20$8$1", "scrypt$17$8$1", "scrypt$15$0$1",
                             "scrypt$15$8$99", "scrypt$0$8$1", "scrypt$-1$8$1", "bcrypt$15$8$1"})
        EXPECT_FALSE(password_matches("x", cost + good)) << cost;
    for (std::string_view hash : {"", "x", "scrypt$15$8$1", "scrypt$15$8$1$$", "$$$$$",
                                  "scrypt$15$8$1$AAAA$AAAA", "scrypt$15$8$1$*$*"})
        EXPECT_FALSE(password_matches("x", hash)) << hash;
}

TEST(Secrets, OpensWhatItSealed) {
    for (std::string plain : {std::string(), std::string("-----BEGIN PRIVATE KEY-----\n"),
                              std::string(limits::sealed, '\xff')}) {
        auto sealed = seal(plain, "1234");
        auto opened = open_sealed(sealed, "1234");
        ASSERT_TRUE(opened) << opened.error().what;
        EXPECT_EQ(*opened, plain);
    }
    EXPECT_NE(seal("x", "1234"), seal("x", "1234"));
}

// Sealed by Python's hashlib and `cryptography`.
TEST(Secrets, OpensWhatAnotherProgramSealed) {
    auto opened = open_sealed(
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaG+lid1dwscIjs45iWA3YwExsYKVW/Iq2c8AB", "1234");
    ASSERT_TRUE(opened) << opened.error().what;
    EXPECT_EQ(*opened, "plain text");
}

TEST(Secrets, AnotherSecretOrAChangedByteOpensNothing) {
    auto raw = *from_base64(seal("plain", "1234"));
    EXPECT_EQ(open_sealed(base64(raw), "1235").error().kind, Kind::forbidden);
    for (std::size_t at : {0u, 16u, 28u, 32u, 33u, 48u}) { // salt, nonce, ciphertext, tag
        auto changed = raw;
        changed[at] ^= 1;
        EXPECT_EQ(open_sealed(base64(changed), "1234").error().kind, Kind::forbidden) << at;
    }
    EXPECT_EQ(open_sealed(base64(ByteView(raw).first(raw.size() - 1)), "1234").error().kind,
              Kind::forbidden);
}

TEST(Secrets, WhatNoSealWroteIsDamaged) {
    for (std::string_view text : {"", "AAAA", "not base64", "===="})
        EXPECT_EQ(open_sealed(text, "1234").error().kind, Kind::corrupt) << text;
    EXPECT_EQ(open_sealed(base64(Bytes(43)), "1234").error().kind, Kind::corrupt);
    EXPECT_EQ(open_sealed(base64(Bytes(44)), "1234").error().kind, Kind::forbidden);
    EXPECT_EQ(open_sealed(base64(Bytes(limits::sealed + 47)), "1").error().kind, Kind::corrupt);
}

} // namespace vienreiz::crypto::secrets_test
