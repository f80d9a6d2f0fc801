#include "crypto/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::crypto::hash_test {

std::string hexed(const Hash& hash) { return hex(hash); }

TEST(Hash, GivesTheKnownAnswersOfFips180) {
    EXPECT_EQ(hexed(sha256({})),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hexed(sha256(bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hexed(sha256(bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// RFC 4231 test cases 1, 2, 3 and 6 (a key longer than a block).
TEST(Hash, GivesTheKnownAnswersOfRfc4231) {
    Bytes key1(20, 0x0b), key3(20, 0xaa), data3(50, 0xdd), key6(131, 0xaa);
    EXPECT_EQ(hexed(hmac_sha256(key1, bytes("Hi There"))),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hexed(hmac_sha256(bytes("Jefe"), bytes("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hexed(hmac_sha256(key3, data3)),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    auto text6 = bytes("Test Using Larger Than Block-Size Key - Hash Key First");
    EXPECT_EQ(hexed(hmac_sha256(key6, text6)),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

RC_GTEST_PROP(Hash, PrefixedFormsEqualTheHashOfTheJoinedBytes,
              (std::uint8_t prefix, const Bytes& data, const Bytes& other)) {
    Bytes joined{prefix};
    joined.insert(joined.end(), data.begin(), data.end());
    RC_ASSERT(sha256(prefix, data) == sha256(joined));

    auto left = sha256(data), right = sha256(other);
    Bytes node{prefix};
    node.insert(node.end(), left.begin(), left.end());
    node.insert(node.end(), right.begin(), right.end());
    RC_ASSERT(sha256(prefix, left, right) == sha256(node));
}

RC_GTEST_PROP(Hash, PiecesMakeTheWhole, (const std::vector<Bytes>& pieces)) {
    Hasher hasher;
    Bytes whole;
    for (const auto& piece : pieces) {
        hasher.update(piece);
        whole.insert(whole.end(), piece.begin(), piece.end());
    }
    RC_ASSERT(hasher.finish() == sha256(whole));
    RC_ASSERT(hasher.finish() == sha256({}));
}

TEST(Hash, TwoHashersDoNotDisturbEachOther) {
    Hasher a, b;
    a.update(bytes("ab"));
    b.update(bytes("x"));
    (void)sha256(bytes("between"));
    a.update(bytes("c"));
    Hasher moved = std::move(a);
    EXPECT_EQ(moved.finish(), sha256(bytes("abc")));
    EXPECT_EQ(b.finish(), sha256(bytes("x")));
}

TEST(Hash, TagsDependOnTheKeyAndTheText) {
    Tagger one(sha256(bytes("1"))), two(sha256(bytes("2")));
    EXPECT_EQ(one.tag("010190-12345"), one.tag("010190-12345"));
    EXPECT_NE(one.tag("010190-12345"), two.tag("010190-12345"));
    EXPECT_NE(one.tag("010190-12345"), one.tag("010190-12346"));
}

TEST(Hash, ComparesInConstantTimeOnlyWhatIsAsLong) {
    EXPECT_TRUE(equal_in_constant_time(bytes("abc"), bytes("abc")));
    EXPECT_TRUE(equal_in_constant_time({}, {}));
    EXPECT_FALSE(equal_in_constant_time(bytes("abc"), bytes("abd")));
    EXPECT_FALSE(equal_in_constant_time(bytes("abc"), bytes("ab")));
    EXPECT_FALSE(equal_in_constant_time({}, bytes("a")));
}

} // namespace vienreiz::crypto::hash_test
