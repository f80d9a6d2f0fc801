#include "platform/sessions.hpp"

#include <gtest/gtest.h>

namespace vienreiz::sessions_test {
using namespace platform;
using namespace std::chrono_literals;

const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 12h;

// Whatever is made of one of these finds what the one before kept, as after a restart.
struct Kept {
    std::unique_ptr<KeptHashes> hashes = hashes_in(store::memory_store());
    [[nodiscard]] std::unique_ptr<Tokens> tokens(std::string shelf = "session/") const {
        return *Tokens::open(*hashes, std::move(shelf));
    }
    [[nodiscard]] std::unique_ptr<Replays> replays() const { return *Replays::open(*hashes); }
    [[nodiscard]] std::string everything() const {
        std::string out;
        KeptHashes::Mark heard = 0;
        EXPECT_TRUE(hashes->hear("", heard, [&](std::string_view key, auto value) {
            out.append(key).append(" ").append(*value).append("\n");
        }));
        return out;
    }
};

TEST(Tokens, OutliveARestart) {
    Kept kept;
    auto token = kept.tokens()->issue("anna", noon, 12h);
    auto found = kept.tokens()->use(token, noon + 1min, 30min);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->subject, "anna");
    EXPECT_EQ(found->expires, noon + 12h);
    EXPECT_FALSE(kept.tokens("token/")->find(token, noon)) << "a session is no access token";
}

TEST(Tokens, ThatAreRevokedStayRevoked) {
    Kept kept;
    auto before = kept.tokens();
    auto token = before->issue("anna", noon, 12h);
    EXPECT_TRUE(before->revoke(token));
    EXPECT_FALSE(before->find(token, noon));
    EXPECT_TRUE(before->sweep(noon + 1min));
    EXPECT_FALSE(kept.tokens()->find(token, noon));
    EXPECT_EQ(kept.everything(), "");
}

TEST(Tokens, OfOnePersonEndAllAtOnce) {
    Kept kept;
    auto tokens = kept.tokens();
    auto first = tokens->issue("anna", noon, 12h), second = tokens->issue("anna", noon, 12h),
         other = tokens->issue("ilze", noon, 12h);
    EXPECT_TRUE(tokens->revoke_all("anna"));
    EXPECT_FALSE(tokens->find(first, noon));
    EXPECT_FALSE(tokens->find(second, noon));
    EXPECT_TRUE(tokens->find(other, noon));
    EXPECT_EQ(kept.tokens()->size(), 1U) << "nor do they come back";
}

TEST(Tokens, AreCountedAsIdleWhileTheNodeStands) {
    Kept kept;
    auto before = kept.tokens();
    auto token = before->issue("anna", noon, 12h);
    EXPECT_TRUE(before->use(token, noon + 20min, 30min));
    EXPECT_TRUE(before->sweep(noon + 21min));
    EXPECT_TRUE(kept.tokens()->use(token, noon + 49min, 30min));
    EXPECT_FALSE(kept.tokens()->use(token, noon + 51min, 30min));
}

TEST(Tokens, AreForgottenOnceExpired) {
    Kept kept;
    auto tokens = kept.tokens("token/");
    auto token = tokens->issue("system", noon, 10min);
    EXPECT_TRUE(tokens->find(token, noon + 10min - 1us));
    EXPECT_FALSE(tokens->find(token, noon + 10min));
    EXPECT_TRUE(tokens->sweep(noon + 10min));
    EXPECT_EQ(tokens->size(), 0U);
    EXPECT_EQ(kept.everything(), "");
}

TEST(Tokens, AreKeptAsHashesAlone) {
    Kept kept;
    auto token = kept.tokens()->issue("anna", noon, 12h);
    EXPECT_TRUE(kept.everything().contains("anna"));
    EXPECT_FALSE(kept.everything().contains(token));
    EXPECT_FALSE(kept.everything().contains(csrf_of(token)));
    EXPECT_NE(csrf_of(token), csrf_of(token + "x"));
}

TEST(Tokens, OfAnotherVersionAreLeftOut) {
    Kept kept;
    ASSERT_TRUE(kept.hashes->write({{"session/zz", "{}"}, {"session/00", "of other days"}}));
    EXPECT_EQ(kept.tokens()->size(), 0U);
}

TEST(Replays, AreStillSeenAfterARestart) {
    Kept kept;
    EXPECT_TRUE(*kept.replays()->first_time("a", noon, noon + 5min));
    EXPECT_FALSE(*kept.replays()->first_time("a", noon + 1min, noon + 6min));
    auto later = kept.replays();
    EXPECT_TRUE(*later->first_time("b", noon + 5min, noon + 9min)) << "and the expired are dropped";
    EXPECT_TRUE(*later->first_time("a", noon + 5min, noon + 10min));
    EXPECT_TRUE(*later->first_time("c", noon + 11min, noon + 15min));
    EXPECT_EQ(std::ranges::count(kept.everything(), '\n'), 1);
}

} // namespace vienreiz::sessions_test
