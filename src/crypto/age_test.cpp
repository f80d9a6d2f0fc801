#include "base/limits.hpp"
#include "crypto/age.hpp"
#include "crypto/age_payload.hpp"
#include "crypto/bech32.hpp"
#include "crypto/random.hpp"
#include "crypto/test_openssl.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace vienreiz::crypto::age {

namespace age_test {

// c2sp.org/age, §The X25519 recipient type.
constexpr std::string_view identity_text =
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
constexpr std::string_view recipient_text =
    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

const Identity& identity() {
    static const Identity out = *Identity::from_text(identity_text);
    return out;
}
Bytes sealed(ByteView plain) {
    auto recipient = identity().recipient();
    return encrypt(plain, {&recipient, 1});
}
Result<Bytes> opened(ByteView file) { return decrypt(file, {&identity(), 1}); }

} // namespace age_test

TEST(Bech32, HasTheVectorsOfBip173) {
    for (const auto* text :
         {"A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
          "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5t"
          "g"
          "s",
          "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"}) {
        auto read = from_bech32(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(to_bech32(read->prefix, read->data), lower(text));
    }
    for (const auto* text : {"A12UEL5l", "a12uel5m", "1nwldj5", "pzry9x0s0muk", "x1b4n0q5v",
                             "li1dgmt3", "A1G7SGD8", "10a06t8", "1qzzfhee", "", "a", "1"})
        EXPECT_FALSE(from_bech32(text)) << text;
}

RC_GTEST_PROP(Bech32, GivesBackWhatItWasGiven, (const Bytes& data)) {
    auto read = from_bech32(to_bech32("age", data));
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->data == data);
}

// RFC 5869, appendix A.1 and A.3: the first 32 bytes of each OKM.
TEST(Hkdf, HasTheVectorsOfTheRfc) {
    Bytes input(22, 0x0b), salt = *from_hex("000102030405060708090a0b0c");
    EXPECT_EQ(hex(hkdf(input, salt, text(*from_hex("f0f1f2f3f4f5f6f7f8f9")))),
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    EXPECT_EQ(hex(hkdf(input, {}, "")),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(AgeKeys, AreWrittenAsTheFormatWritesThem) {
    const auto& identity = age_test::identity();
    EXPECT_EQ(identity.text(), age_test::identity_text);
    EXPECT_EQ(to_text(identity.recipient()), age_test::recipient_text);
    EXPECT_EQ(*recipient_from(age_test::recipient_text), identity.recipient());
}

TEST(AgeKeys, OfAnotherSortAreRefused) {
    for (auto text : {std::string(age_test::identity_text), std::string("age1"), std::string(),
                      std::string(age_test::recipient_text) + "q", to_bech32("age", Bytes(31, 7)),
                      to_bech32("agf", Bytes(32, 7)),
                      to_bech32("age", Bytes(32, 0))}) { // the last: of low order
        auto read = recipient_from(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().kind, Kind::invalid);
    }
    EXPECT_FALSE(Identity::from_text(lower(age_test::identity_text)));
    EXPECT_FALSE(Identity::from_text(age_test::recipient_text));
}

TEST(AgeKeys, AreReadFromAFileWithComments) {
    auto file = "# created: 2026-11-22T03:00:00Z\n# public key: age1…\n\n" +
                std::string(age_test::identity_text) + "\r\n" + Identity::generate().text();
    auto read = identities_in(file);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->size(), 2U);
    EXPECT_EQ(read->front().text(), age_test::identity_text);
    auto mistyped = identities_in("# a comment\nAGE-SECRET-KEY-1QQ\n");
    ASSERT_FALSE(mistyped);
    EXPECT_TRUE(mistyped.error().where.starts_with("line 2")) << mistyped.error().where;
    EXPECT_FALSE(identities_in("# nothing\n"));
}

RC_GTEST_PROP(Age, GivesBackWhatItWasGiven, (const Bytes& plain)) {
    auto back = age_test::opened(age_test::sealed(plain));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == plain);
}

TEST(Age, GivesBackTextsThatEndAtAChunk) {
    for (auto size : {std::size_t{0}, chunk_bytes - 1, chunk_bytes, chunk_bytes + 1,
                      2 * chunk_bytes, 3 * chunk_bytes + 5}) {
        auto plain = random_bytes(size);
        auto back = age_test::opened(age_test::sealed(plain));
        ASSERT_TRUE(back) << size << ": " << back.error().what;
        EXPECT_EQ(*back, plain) << size;
    }
}

TEST(Age, OpensForEachOfItsRecipientsAndForNobodyElse) {
    auto first = Identity::generate(), second = Identity::generate(), other = Identity::generate();
    std::array recipients{first.recipient(), second.recipient()};
    auto file = encrypt(bytes("once"), recipients);
    for (const auto& one : {first, second}) {
        auto back = decrypt(file, {&one, 1});
        ASSERT_TRUE(back) << back.error().what;
        EXPECT_EQ(text(*back), "once");
    }
    auto refused = decrypt(file, {&other, 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::forbidden);
    EXPECT_TRUE(refused.error().what.contains("another recipient")) << refused.error().what;
    std::array among{other, second};
    EXPECT_TRUE(decrypt(file, among));
}

TEST(Age, IsNeverTheSameTwice) {
    EXPECT_NE(age_test::sealed(bytes("once")), age_test::sealed(bytes("once")));
}

TEST(Age, ThatWasCutShortIsRefused) {
    auto file = age_test::sealed(random_bytes(2 * chunk_bytes + 100));
    for (std::size_t size = 0; size < file.size(); size += size < 400 ? 1 : 997)
        EXPECT_FALSE(age_test::opened(ByteView(file).first(size))) << size;
    // Exactly between two chunks: only the mark of the last one is missing.
    auto header =
        file.size() - payload_nonce_bytes - 2 * (chunk_bytes + tag_bytes) - 100 - tag_bytes;
    auto cut = age_test::opened(
        ByteView(file).first(header + payload_nonce_bytes + 2 * (chunk_bytes + tag_bytes)));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().kind, Kind::corrupt);
    EXPECT_EQ(cut.error().where, "chunk 1");
    auto more = file;
    more.push_back(0);
    EXPECT_FALSE(age_test::opened(more));
}

RC_GTEST_PROP(Age, ThatWasChangedAnywhereIsRefused, (std::uint64_t place)) {
    static const auto file = age_test::sealed(Bytes(100, 7));
    auto changed = file;
    changed[place / 8 % file.size()] ^= static_cast<std::uint8_t>(1U << place % 8);
    RC_ASSERT(!age_test::opened(changed).has_value());
}

TEST(Age, SaysWhatItCannotRead) {
    auto says = [](std::string_view file, Kind kind, std::string_view sentence) {
        auto read = age_test::opened(bytes(file));
        ASSERT_FALSE(read) << sentence;
        EXPECT_EQ(read.error().kind, kind) << read.error().what;
        EXPECT_TRUE(read.error().what.contains(sentence)) << read.error().what;
    };
    says("%PDF-1.7", Kind::invalid, "no age file");
    says("age-encryption.org/v2\n", Kind::invalid, "later version");
    says("-----BEGIN AGE ENCRYPTED FILE-----\n", Kind::invalid, "armour");
    says("age-encryption.org/v1\n--- x\n", Kind::invalid, "for nobody");
    says("age-encryption.org/v1\n-> X25519 a", Kind::invalid, "cut short");
    auto endless = "age-encryption.org/v1\n-> x " + std::string(limits::age_header, 'x') + "\n";
    says(endless, Kind::too_large, "too long");
}

// The program `age` of Debian, unmodified.
struct AgeProgram : testing::Test {
    test::OpensslFolder folder{std::filesystem::temp_directory_path() / ("age-" + random_token())};
    void SetUp() override {
        if (!folder.run("age --version && age-keygen --version"))
            GTEST_SKIP() << "There is no program age";
    }
    void TearDown() override { std::filesystem::remove_all(folder.path()); }
};

TEST_F(AgeProgram, ReadsWhatIsWrittenHere) {
    ASSERT_TRUE(folder.run("age-keygen -o key.txt && age-keygen -y -o recipient key.txt"));
    auto identities = identities_in(folder.read("key.txt"));
    ASSERT_TRUE(identities) << identities.error().what;
    EXPECT_EQ(to_text(identities->front().recipient()), trim(folder.read("recipient")));
    std::array recipients{*recipient_from(trim(folder.read("recipient"))),
                          Identity::generate().recipient()};
    for (auto size : {std::size_t{0}, std::size_t{5}, chunk_bytes, 3 * chunk_bytes + 1}) {
        auto plain = random_bytes(size);
        folder.write("file.age", text(encrypt(plain, recipients)));
        ASSERT_TRUE(folder.run("age -d -i key.txt -o plain file.age")) << size;
        EXPECT_EQ(folder.read("plain"), text(plain)) << size;
    }
}

TEST_F(AgeProgram, WritesWhatIsReadHere) {
    folder.write("key.txt", Identity::generate().text() + "\n");
    ASSERT_TRUE(folder.run("age-keygen -y -o recipients key.txt"));
    auto identities = identities_in(folder.read("key.txt"));
    for (auto size : {std::size_t{0}, std::size_t{5}, chunk_bytes, 3 * chunk_bytes + 1}) {
        auto plain = random_bytes(size);
        folder.write("plain", text(plain));
        ASSERT_TRUE(folder.run("age -e -R recipients -o file.age plain"));
        auto back = decrypt(bytes(folder.read("file.age")), *identities);
        ASSERT_TRUE(back) << back.error().what;
        EXPECT_EQ(*back, plain);
    }
    folder.write("plain", "once");
    ASSERT_TRUE(folder.run("age -e -a -R recipients -o armoured.age plain"));
    EXPECT_EQ(decrypt(bytes(folder.read("armoured.age")), *identities).error().kind, Kind::invalid);
}

} // namespace vienreiz::crypto::age
