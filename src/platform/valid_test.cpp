#include "base/limits.hpp"
#include "platform/valid.hpp"

#include <gtest/gtest.h>

#include <string>

namespace vienreiz::valid_test {
using platform::valid_sentence;
using platform::valid_text;

std::string refusal(const Outcome& outcome) { return outcome ? "" : outcome.error().what; }

TEST(Sentence, HoldsWhatPeopleWrite) {
    for (auto good : {"Nodokļa aprēķins", "Likuma 3. pants, 1. punkts", "emoji 🙂 and Ελληνικά",
                      "no-break\u00A0space", "soft\u00ADhyphen"})
        EXPECT_TRUE(valid_sentence(good, "/purpose")) << good;
}

TEST(Sentence, IsOneLineAndATextMayBeSeveral) {
    EXPECT_EQ(refusal(valid_sentence("first\nsecond", "/name")), "Write this on one line");
    EXPECT_TRUE(valid_text("first\nsecond", "/purpose"));
    EXPECT_FALSE(valid_text("first\rsecond", "/purpose"));
    EXPECT_FALSE(valid_text("first\u2028second", "/purpose"));
}

TEST(Sentence, HoldsNothingThatTurnsRoundOrHidesWhatIsSigned) {
    using namespace std::string_literals;
    for (const auto& bad :
         {"a\0b"s, "a\tb"s, "a\x1b[2Jb"s, "a\x7f"s, "a\u0085b"s, "a\u009Fb"s, "a\u061Cb"s,
          "a\u200Eb"s, "a\u200Fb"s, "a\u202Ab"s, "a\u202Eb"s, "a\u2066b"s, "a\u2069b"s, "a\uFDD0b"s,
          "a\uFFFEb"s, "a\U0001FFFFb"s, "a\U0010FFFEb"s}) {
        EXPECT_FALSE(valid_sentence(bad, "/purpose")) << bad;
        EXPECT_FALSE(valid_text(bad, "/purpose")) << bad;
    }
    EXPECT_EQ(refusal(valid_text("a\u202Eb", "/purpose")),
              "There is a character here that is not seen, U+202E: take it out");
    EXPECT_EQ(valid_text("a\u202Eb", "/purpose").error().where, "/purpose");
}

TEST(Sentence, IsNeitherEmptyNorLongerThanItsLimit) {
    EXPECT_FALSE(valid_sentence(" \n ", "/name"));
    EXPECT_TRUE(valid_sentence(std::string(limits::text_field, 'a'), "/name"));
    EXPECT_FALSE(valid_sentence(std::string(limits::text_field + 1, 'a'), "/name"));
}

} // namespace vienreiz::valid_test
