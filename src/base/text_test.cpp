#include "base/text.hpp"
#include "base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::text_test {

TEST(Text, FindsTheFirstByteThatIsNotUtf8) {
    EXPECT_EQ(invalid_utf8_at("Rīga €𝄞"), std::nullopt);
    EXPECT_EQ(invalid_utf8_at("ab\xE2\x82"), 2u);       // cut off
    EXPECT_EQ(invalid_utf8_at("a\xC0\x80"), 1u);        // overlong
    EXPECT_EQ(invalid_utf8_at("\xED\xA0\x80"), 0u);     // surrogate
    EXPECT_EQ(invalid_utf8_at("\xF4\x90\x80\x80"), 0u); // past U+10FFFF
    EXPECT_EQ(invalid_utf8_at("R\xEEga"), 1u);          // Windows-1257
}

TEST(Text, ShowsWhatCannotBeSeen) {
    EXPECT_EQ(escaped("Rīga €𝄞 \"\\"), "Rīga €𝄞 \"\\");
    EXPECT_EQ(escaped("a\x1b[31m\r\n\t\x7f"), "a\\x1b[31m\\r\\n\\t\\x7f");
    EXPECT_EQ(escaped(std::string_view("\0", 1)), "\\x00");
    EXPECT_EQ(escaped("R\xEEga \xC4"), "R\\xeega \\xc4");
    EXPECT_EQ(escaped("a\u202Eb\u0085\u2067\u200F"), "a\\u202eb\\u0085\\u2067\\u200f");
    EXPECT_EQ(escaped("“quoted” \u00A0"), "“quoted” \u00A0");
}

RC_GTEST_PROP(Text, DecodesWhatItEncoded, (const Bytes& in)) {
    RC_ASSERT(*from_base64(base64(in)) == in);
    RC_ASSERT(*from_base64url(base64url(in)) == in);
    RC_ASSERT(*from_hex(hex(in)) == in);
    RC_ASSERT(*percent_decode(percent_encode(text(in))) == text(in));
}

TEST(Text, RefusesEncodingsThatAreNotCanonical) {
    for (std::string_view s : {"QQ", "QR==", "QQ=", "Q===", "QQ==\n", "Q Q="})
        EXPECT_FALSE(from_base64(s)) << s;
    for (std::string_view s : {"QQ==", "Q", "QR", "+/"}) EXPECT_FALSE(from_base64url(s)) << s;
    EXPECT_FALSE(percent_decode("%4"));
    EXPECT_FALSE(percent_decode("%zz"));
    EXPECT_EQ(*percent_decode("a+b%20c", true), "a b c");
}

TEST(Text, ReadsWholeNumbersOnly) {
    EXPECT_EQ(number<int>("42"), 42);
    for (std::string_view s : {"", " 1", "1 ", "+1", "0x1", "99999999999"})
        EXPECT_FALSE(number<int>(s)) << s;
}

TEST(Text, GroupsDigits) {
    EXPECT_EQ(grouped(7), "7");
    EXPECT_EQ(grouped(480000), "480 000");
    EXPECT_EQ(grouped(1234567), "1 234 567");
}

TEST(Time, WritesAndReadsInstants) {
    auto at = *instant_from("2026-11-22T01:29:49.123456Z");
    EXPECT_EQ(rfc3339(at), "2026-11-22T01:29:49.123456Z");
    EXPECT_EQ(*instant_from("2026-11-22T03:29:49.123456+02:00"), at);
    EXPECT_EQ(http_date(at), "Sun, 22 Nov 2026 01:29:49 GMT");
    EXPECT_EQ(*instant_from_http_date(http_date(at)), std::chrono::floor<std::chrono::seconds>(at));
    for (std::string_view s :
         {"", "2026-11-22", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T01:29:49",
          "2026-11-22T01:29:49.Z", "2026-11-22T01:29:49+2:00", "2026-11-22T01:29:49+-0:00"})
        EXPECT_FALSE(instant_from(s)) << s;
}

TEST(Time, KeepsToTheYearsOfFourDigits) {
    EXPECT_TRUE(instant_from("9999-12-31T23:59:59.999999Z"));
    EXPECT_FALSE(instant_from("9999-12-31T23:59:59-00:01")) << "it would be written as the year 0";
    EXPECT_TRUE(instant_from("0000-01-01T00:01:00+00:01"));
    EXPECT_FALSE(instant_from("0000-01-01T00:00:00+00:01"));
}

TEST(Time, RefusesDaysThatDoNotExist) {
    EXPECT_TRUE(day_from("2024-02-29"));
    for (std::string_view s : {"2023-02-29", "2024-13-01", "24-01-01", "2024-1-01", ""})
        EXPECT_FALSE(day_from(s)) << s;
}

TEST(Text, FindsControlCharactersWhereverTheyStand) {
    EXPECT_FALSE(has_control(""));
    EXPECT_FALSE(has_control("a\ttab is none, nor is Ā\x80\xff or a \x7f"));
    for (std::size_t size = 1; size < 20; ++size)
        for (std::size_t at = 0; at < size; ++at)
            for (char control : {'\0', '\n', '\r', '\x1f'}) {
                std::string text(size, '\t');
                text[at] = control;
                EXPECT_TRUE(has_control(text)) << size << " " << at;
            }
}

} // namespace vienreiz::text_test
