#include "capabilities/distribution/quotas.hpp"
#include "capabilities/distribution/record.hpp"
#include "platform/event.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace vienreiz::quotas_test {
using namespace distribution;
using namespace std::chrono_literals;

const Day today = std::chrono::year(2026) / 11 / 22;
const Instant midnight = *instant_from("2026-11-21T22:00:00Z"); // in Latvia, where days are counted

// The record of an answer, as a look-up writes it.
std::string answered(const std::string& agreement, Instant at, std::string_view member = {}) {
    Grant grant;
    if (!member.empty()) grant.record_end = record_end(member);
    grant.dataset.id = {"vehicles"};
    if (!agreement.empty())
        grant.agreement =
            agreements::Compiled{{agreement}, 1, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    grant.record_opening = record_opening({"i1"}, grant);
    return platform::entry_of(record_of(grant, {Asked::key, 1, "{}", {}}), at, "system:s1");
}

class QuotaAtStart : public testing::Test {
protected:
    QuotaAtStart() {
        auto opened = journal::open_files(
            {folder_.path(),
             {"test/access", crypto::PrivateKey::generate(crypto::Algorithm::Ed25519)}});
        check(opened.has_value(), "a journal opens in an empty folder");
        access_ = std::move(*opened);
    }
    void record(const std::string& entry) {
        std::string_view line = entry;
        check(access_->append({&line, 1}).has_value(), "an entry is appended");
    }
    // How many more answers are given today under the agreement, of at most 100.
    static unsigned left(Quotas& quotas, const std::string& agreement) {
        unsigned given = 0;
        while (quotas.of(agreement)->take(today, 100)) ++given;
        return given;
    }
    store::ScratchFolder folder_;
    std::filesystem::path file_ = folder_.path() / "quotas.json";
    std::unique_ptr<journal::Journal> access_;
};

TEST_F(QuotaAtStart, CountsTodaysAnswersOfEachAgreement) {
    for (int i = 0; i < 50; ++i) record(answered("a1", midnight - 2h + i * 1min));
    for (int i = 0; i < 7; ++i) record(answered("a1", midnight + i * 1h));
    record(answered("a2", midnight + 8h));
    record(answered("", midnight + 8h)); // the steward's own
    Quotas quotas(file_);
    ASSERT_TRUE(quotas.count(*access_, today));
    EXPECT_EQ(left(quotas, "a1"), 93U);
    EXPECT_EQ(left(quotas, "a2"), 99U);
    EXPECT_EQ(left(quotas, "a3"), 100U);
}

TEST_F(QuotaAtStart, TakesNoHarmFromRecordsOutOfOrderAtMidnight) {
    record(answered("a1", midnight - 3s));
    record(answered("a1", midnight + 1s));
    record(answered("a1", midnight - 2s));
    record(answered("a1", midnight + 2s));
    Quotas quotas(file_);
    ASSERT_TRUE(quotas.count(*access_, today));
    EXPECT_EQ(left(quotas, "a1"), 98U);
}

TEST_F(QuotaAtStart, GoesOnFromWhatWasKept) {
    for (int i = 0; i < 5; ++i) record(answered("a1", midnight + 1h));
    Quotas before(file_);
    ASSERT_TRUE(before.count(*access_, today));
    before.of("a2")->take(today, 100); // under way: recorded below
    ASSERT_TRUE(before.keep(*access_, today));
    record(answered("a1", midnight + 2h));
    record(answered("a2", midnight + 2h));
    Quotas after(file_);
    ASSERT_TRUE(after.count(*access_, today));
    EXPECT_EQ(left(after, "a1"), 94U);
    EXPECT_EQ(left(after, "a2"), 98U) << "once too often rather than never";
    Quotas tomorrow(file_);
    ASSERT_TRUE(tomorrow.count(*access_, today + std::chrono::days(1)));
    EXPECT_TRUE(tomorrow.of("a1")->take(today + std::chrono::days(1), 1));
}

TEST_F(QuotaAtStart, IsKeptAgainOnlyWhenSomethingWasRecordedOrTheDayIsOver) {
    Quotas quotas(file_);
    auto is_kept_on = [&](Day day) {
        std::filesystem::remove(file_);
        EXPECT_TRUE(quotas.keep(*access_, day));
        return std::filesystem::exists(file_);
    };
    EXPECT_TRUE(is_kept_on(today));
    EXPECT_FALSE(is_kept_on(today));
    record(answered("a1", midnight + 1h));
    EXPECT_TRUE(is_kept_on(today));
    EXPECT_FALSE(is_kept_on(today));
    EXPECT_TRUE(is_kept_on(today + std::chrono::days(1)));
}

TEST_F(QuotaAtStart, IsCountedAnewWhenWhatWasKeptCannotBeOfThisJournal) {
    record(answered("a1", midnight + 1h));
    for (auto kept : {"", "{", R"({"from":17,"day":"2026-11-22","used":[]})"}) {
        std::ofstream(file_) << kept;
        Quotas quotas(file_);
        ASSERT_TRUE(quotas.count(*access_, today));
        EXPECT_EQ(left(quotas, "a1"), 99U) << kept;
    }
}

TEST_F(QuotaAtStart, OfAnEmptyJournalIsWhole) {
    Quotas quotas(file_);
    ASSERT_TRUE(quotas.count(*access_, today));
    EXPECT_EQ(left(quotas, "a1"), 100U);
    EXPECT_TRUE(quotas.of("a1")->take(today + std::chrono::days(1), 1)) << "and anew tomorrow";
}

TEST_F(QuotaAtStart, CountsWhatOtherMembersOfAClusterAnswered) {
    auto at = midnight + 1h;
    record(answered("a1", at, "a"));
    record(answered("a1", at, "b"));
    Quotas quotas(file_, Quotas::Answers::a_cluster);
    ASSERT_TRUE(quotas.count(*access_, today));
    ASSERT_TRUE(quotas.of("a1")->take(today, 100)); // and is recorded:
    record(answered("a1", at, "a"));
    record(answered("a1", at, "b"));
    record(answered("a1", at, "bb"));
    ASSERT_TRUE(quotas.follow(*access_, today, "a"));
    ASSERT_TRUE(quotas.follow(*access_, today, "a"));
    EXPECT_EQ(quotas.of("a1")->used(today), 5U);
    record(answered("a1", at, "b"));
    ASSERT_TRUE(quotas.keep(*access_, today)) << "before it has followed";
    Quotas again(file_, Quotas::Answers::a_cluster);
    ASSERT_TRUE(again.count(*access_, today));
    EXPECT_EQ(again.of("a1")->used(today), 6U);
}

} // namespace vienreiz::quotas_test
