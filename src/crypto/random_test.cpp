#include "crypto/random.hpp"

#include <gtest/gtest.h>

#include <set>

namespace vienreiz::crypto::random_test {

Instant at(std::string_view text) { return *instant_from(text); }

TEST(Random, GivesAsManyBytesAsAsked) {
    for (std::size_t count : {0u, 1u, 31u, 4096u}) EXPECT_EQ(random_bytes(count).size(), count);
    EXPECT_NE(random_bytes(32), random_bytes(32));
}

TEST(Random, IdsSortByTime) {
    auto earlier = random_id(at("2026-11-22T01:29:49.123Z"));
    auto later = random_id(at("2026-11-22T01:29:49.124Z"));
    EXPECT_EQ(earlier.size(), 26u);
    EXPECT_LT(earlier, later);
    EXPECT_LT(later, random_id(at("2126-01-01T00:00:00Z")));
}

// The example of the ULID specification's readme: time 1469918176385 is 01ARYZ6S41.
TEST(Random, IdsBeginWithTheMillisecondsInCrockfordBase32) {
    Instant time{std::chrono::milliseconds(1469918176385)};
    EXPECT_EQ(random_id(time).substr(0, 10), "01aryz6s41");
    EXPECT_EQ(random_id(Instant{}).substr(0, 10), "0000000000");
}

TEST(Random, IdsOfOneInstantDifferAndUseTheWholeAlphabet) {
    std::set<std::string> ids;
    std::set<char> letters;
    for (int i = 0; i < 2000; ++i) ids.insert(random_id(Instant{}));
    for (const auto& id : ids) letters.insert(id.begin() + 10, id.end());
    EXPECT_EQ(ids.size(), 2000u);
    EXPECT_EQ(std::string(letters.begin(), letters.end()), "0123456789abcdefghjkmnpqrstvwxyz");
}

TEST(Random, TokensHold256Bits) {
    auto token = random_token();
    EXPECT_EQ(token.size(), 43u);
    EXPECT_EQ(from_base64url(token)->size(), 32u);
    EXPECT_NE(token, random_token());
}

} // namespace vienreiz::crypto::random_test
