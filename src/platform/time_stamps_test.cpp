#include "crypto/test_authority.hpp"
#include "journal/simulated_disk.hpp"
#include "platform/time_stamps.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace vienreiz::platform::time_stamps_test {

// Noon in Riga, whatever the season, is on the day it says.
Instant noon(std::string_view day) { return instant_from(std::string(day) + "T10:00:00Z").value(); }

struct TimeStamped : testing::Test {
    void SetUp() override {
        if (!authority.works()) GTEST_SKIP() << "There is no openssl program here";
    }
    store::ScratchFolder folder;
    crypto::test::Authority authority{folder.path() / "ours"};
    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(1);
    unsigned asked = 0;
    std::function<Result<std::string>(std::string_view query)> answer =
        [&](std::string_view query) { return authority.answer(query); };
    std::unique_ptr<TimeStamps> opened() {
        return TimeStamps::open({"http://authority", {authority.trust()}},
                                *journal::place_in(disk, "/stamps"),
                                [&](const std::string&, const std::string& query) {
                                    ++asked;
                                    return answer(query);
                                })
            .value();
    }
};

TEST_F(TimeStamped, OnceADay) {
    auto stamps = opened();
    ASSERT_TRUE(stamps->stamp("first", noon("2026-11-22")));
    ASSERT_TRUE(stamps->stamp("second", noon("2026-11-22") + std::chrono::hours(1)));
    EXPECT_EQ(asked, 1U);
    ASSERT_TRUE(stamps->stamp("third", noon("2026-11-23")));
    EXPECT_EQ(asked, 2U);
    EXPECT_EQ(stamps->days(), (std::vector{*day_from("2026-11-23"), *day_from("2026-11-22")}));
    auto kept = stamps->of(*day_from("2026-11-22"));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->checkpoint, "first");
    EXPECT_TRUE(authority.holds(kept->checkpoint, kept->reply)) << "openssl ts -verify";
    EXPECT_EQ(stamps->of(*day_from("2026-11-21")).error().kind, Kind::missing);
}

TEST_F(TimeStamped, AfterAFailureNotAgainForTenMinutes) {
    auto stamps = opened();
    auto at = noon("2026-11-22");
    auto works = std::exchange(answer, [](std::string_view) -> Result<std::string> {
        return Failure{Kind::unavailable, "away"};
    });
    EXPECT_EQ(stamps->stamp("root", at).error().kind, Kind::unavailable);
    answer = works;
    EXPECT_TRUE(stamps->stamp("root", at + std::chrono::minutes(9)));
    EXPECT_EQ(asked, 1U);
    EXPECT_TRUE(stamps->days().empty());
    EXPECT_TRUE(stamps->stamp("root", at + std::chrono::minutes(10)));
    EXPECT_EQ(stamps->days().size(), 1U);
}

TEST_F(TimeStamped, WhatAnotherAuthoritySaysIsNotKept) {
    crypto::test::Authority other(folder.path() / "other");
    auto stamps = opened();
    answer = [&](std::string_view query) { return other.answer(query); };
    auto refused = stamps->stamp("root", noon("2026-11-22"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::corrupt);
    answer = [&](std::string_view) -> Result<std::string> { return "no reply at all"; };
    EXPECT_FALSE(stamps->stamp("root", noon("2026-11-23")));
    // An earlier reply of the right authority answers another question.
    answer = [&, first = std::string()](std::string_view query) mutable -> Result<std::string> {
        if (first.empty()) first = authority.answer(query);
        return first;
    };
    EXPECT_TRUE(stamps->stamp("root", noon("2026-11-24")));
    EXPECT_FALSE(stamps->stamp("root", noon("2026-11-25"))) << "the nonce is another";
    EXPECT_EQ(stamps->days(), (std::vector{*day_from("2026-11-24")}));
}

TEST_F(TimeStamped, ADayIsThereOnceItsReplyIs) {
    auto day = *day_from("2026-11-22");
    {
        auto stamps = opened();
        ASSERT_TRUE(stamps->stamp("kept", noon("2026-11-21")));
        ASSERT_TRUE(disk->replace("/stamps/2026-11-22.checkpoint", bytes("half")));
    }
    auto stamps = opened();
    EXPECT_EQ(stamps->days(), (std::vector{*day_from("2026-11-21")}));
    EXPECT_EQ(stamps->of(day).error().kind, Kind::missing);
    ASSERT_TRUE(stamps->stamp("whole", noon("2026-11-22")));
    EXPECT_EQ(stamps->of(day)->checkpoint, "whole");
    EXPECT_EQ(opened()->of(day)->checkpoint, "whole") << "and it outlives the program";
}

} // namespace vienreiz::platform::time_stamps_test
