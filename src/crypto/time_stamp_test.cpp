#include "crypto/test_authority.hpp"
#include "crypto/time_stamp.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace vienreiz::crypto::time_stamp_test {

struct TimeStamps : testing::Test {
    std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) / ("time-stamps-" + std::to_string(getpid()));
    std::unique_ptr<test::Authority> authority;
    Hash of = sha256(bytes("the root"));
    TimeStampQuery query = time_stamp_query(of);

    void SetUp() override {
        authority = std::make_unique<test::Authority>(folder);
        if (!authority->works()) GTEST_SKIP() << "There is no openssl program here";
    }
    void TearDown() override { std::filesystem::remove_all(folder); }
    TimeStampTrust trust() const { return {authority->trust()}; }
    std::string answer() const { return authority->answer(text(query.der)); }
    Result<TimeStamp> verified(std::string_view reply) const {
        return verify_time_stamp(bytes(reply), of, query.nonce, trust());
    }
};

TEST_F(TimeStamps, SayWhenAndByWhom) {
    auto before = now() - std::chrono::seconds(2);
    auto stamp = verified(answer());
    ASSERT_TRUE(stamp) << stamp.error().what;
    EXPECT_GE(stamp->at, before);
    EXPECT_LE(stamp->at, now() + std::chrono::seconds(2));
    EXPECT_TRUE(stamp->authority.contains("Test authority")) << stamp->authority;
    EXPECT_TRUE(authority->holds("the root", answer()));
}

TEST_F(TimeStamps, AreOfNothingElse) {
    auto reply = answer();
    EXPECT_EQ(verify_time_stamp(bytes(reply), sha256(bytes("another")), query.nonce, trust())
                  .error()
                  .kind,
              Kind::corrupt);
    EXPECT_EQ(verify_time_stamp(bytes(reply), of, time_stamp_query(of).nonce, trust()).error().kind,
              Kind::corrupt)
        << "the reply to another question";
    EXPECT_TRUE(verify_time_stamp(bytes(reply), of, {}, trust())) << "one that was kept";
}

TEST_F(TimeStamps, HoldOnlyWhenTheyLeadToWhomWeTrust) {
    auto reply = answer();
    test::Authority other(folder / "other");
    EXPECT_EQ(verify_time_stamp(bytes(reply), of, query.nonce, {other.trust()}).error().kind,
              Kind::corrupt);
    EXPECT_EQ(verify_time_stamp(bytes(reply), of, query.nonce, {"no certificate"}).error().kind,
              Kind::invalid);
    EXPECT_FALSE(check_trust({""}));
    EXPECT_TRUE(check_trust(trust()));
}

TEST_F(TimeStamps, RefuseWhatWasChanged) {
    auto reply = answer();
    std::size_t held = 0;
    for (std::size_t at = 0; at < reply.size(); at += 7) {
        auto changed = reply;
        changed[at] = static_cast<char>(changed[at] ^ 0x10);
        held += verified(changed).has_value();
    }
    // The certificates that come along are not signed by the stamp; another one that leads nowhere does not matter.
    EXPECT_LT(held, reply.size() / 7 / 2);
    for (std::size_t length : {std::size_t{0}, std::size_t{1}, reply.size() / 2, reply.size() - 1})
        EXPECT_EQ(verified(reply.substr(0, length)).error().kind, Kind::corrupt) << length;
    EXPECT_FALSE(verified(reply + "x"));
}

TEST_F(TimeStamps, ThatWereRefusedAreNone) {
    auto refused = authority->answer("no query");
    EXPECT_EQ(verified(refused).error().kind, refused.empty() ? Kind::corrupt : Kind::unavailable);
}

TEST_F(TimeStamps, QueriesAreEachTheirOwn) {
    EXPECT_NE(time_stamp_query(of).nonce, query.nonce);
    EXPECT_EQ(query.nonce.size(), 8U);
}

} // namespace vienreiz::crypto::time_stamp_test
