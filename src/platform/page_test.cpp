#include "platform/page.hpp"
#include "table/types.hpp"

#include <gtest/gtest.h>

namespace vienreiz::platform {
namespace {

constexpr html::Words latvian{html::Language::lv}, english{html::Language::en};

Instant at(std::string_view text) {
    auto parsed = instant_from(text);
    check(parsed.has_value(), "the test writes instants as they are written");
    return *parsed;
}

TEST(LocalAddress, IsOneOfThisSite) {
    for (auto good :
         {"/", "/lv", "/en/datasets?q=a%20b&page=2", "/lv/agreements/new?dataset=x#terms"})
        EXPECT_TRUE(is_local(good)) << good;
}

TEST(LocalAddress, IsNeverOneABrowserWouldTakeForAnotherSite) {
    for (auto bad : {"", "lv", "https://evil.example/", "//evil.example", "/\\evil.example",
                     "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", " /lv",
                     "javascript:alert(1)"})
        EXPECT_FALSE(is_local(bad)) << bad;
}

TEST(Form, LinksAFailureToTheFieldItsPointerNames) {
    Form form;
    form.refuse(english, {Kind::invalid, "This is not a day", "/terms/ends"});
    ASSERT_EQ(form.errors().size(), 1U);
    EXPECT_EQ(form.errors().front().field, "terms-ends");
    EXPECT_EQ(form.error("terms-ends").text.html(), "This is not a day");
    EXPECT_TRUE(form.error("terms").text.empty());
}

TEST(Form, HasNoFieldForAFailureElsewhere) {
    EXPECT_EQ(field_of("row 12, column x"), "");
    EXPECT_EQ(field_of(""), "");
}

TEST(Form, TellsAnEmptyFieldFromAFilledOne) {
    Form form;
    form.set("name", "  Anna ").set("empty", "   ").set("roles", "steward\r\nsignatory");
    EXPECT_EQ(form.optional("name"), "Anna");
    EXPECT_EQ(form.optional("empty"), std::nullopt);
    EXPECT_EQ(form.optional("absent"), std::nullopt);
    EXPECT_EQ(form.values("roles"), (std::vector<std::string>{"steward", "signatory"}));
}

TEST(Form, EndsEveryLineAlikeWhoeverPostsIt) {
    Form form({{"browser", "a\r\nb\r\n\r\nc"}, {"other", "a\r\r\nb\rc\nd"}});
    EXPECT_EQ(form.value("browser"), "a\nb\n\nc");
    EXPECT_EQ(form.value("other"), "a\n\nb\nc\nd");
    EXPECT_EQ(form.values("other"), (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST(FailureOnAPage, IsToldInTheLanguageOfThePage) {
    Failure failure{Kind::unauthenticated, "Sign in first"};
    EXPECT_EQ(told(english, failure), "Sign in first");
    EXPECT_EQ(told(latvian, failure), "Vispirms piesakieties");
    EXPECT_EQ(told(latvian, {Kind::invalid, "A PIN has at least 6 characters"}),
              "PIN ir vismaz 6 rakstzīmes");
    EXPECT_EQ(told(latvian, {Kind::invalid, "Nobody translated this"}), "Nobody translated this");
}

TEST(TimeOnAPage, IsLatvianTime) {
    EXPECT_TRUE(
        shown_time(english, at("2026-11-22T01:29:49Z")).text.contains(">22 November 2026, 03:29<"));
    EXPECT_TRUE(
        shown_time(latvian, at("2026-07-01T21:05:00Z")).text.contains(">02.07.2026. plkst. 0.05<"));
    EXPECT_TRUE(shown_time(english, at("2026-11-22T01:29:49Z"))
                    .text.contains(R"(datetime="2026-11-22T01:29:49.000000Z")"));
}

TEST(TimeOnAPage, ChangesOnTheLastSundaysOfMarchAndOctober) {
    EXPECT_TRUE(shown_time(english, at("2026-03-29T00:59:59Z")).text.contains(", 02:59<"));
    EXPECT_TRUE(shown_time(english, at("2026-03-29T01:00:00Z")).text.contains(", 04:00<"));
    EXPECT_TRUE(shown_time(english, at("2026-10-25T00:59:59Z")).text.contains(", 03:59<"));
    EXPECT_TRUE(shown_time(english, at("2026-10-25T01:00:00Z")).text.contains(", 03:00<"));
}

TEST(ShownDecimal, HasACommaInLatvian) {
    EXPECT_EQ(shown_decimal(latvian, 12.34), "12,3");
    EXPECT_EQ(shown_decimal(english, 12.34), "12.3");
    EXPECT_EQ(shown_decimal(latvian, 0), "0,0");
}

TEST(Told, WhatReadersOfFilesRefuseIsSaidInLatvian) {
    using enum table::Type;
    struct Wrong {
        table::Type type;
        std::string_view cell, begin;
    };
    for (const auto& [type, cell, begin] : std::initializer_list<Wrong>{
             {integer, "abc", "„abc” nav vesels skaitlis"},
             {integer, "007", "„007” sākas ar nullēm"},
             {integer, "+7", "„+7” sākas ar plusa zīmi"},
             {integer, "9223372036854775808", "„9223372036854775808” ir pārāk liels"},
             {integer, "3.5", "„3.5” nav vesels"},
             {decimal, "abc", "„abc” nav skaitlis, piemēram"},
             {decimal, "3,5", "„3,5” ir otra decimālzīme"},
             {decimal, "1 000.5", "„1 000.5” ir atdalīti tūkstoši"},
             {decimal, "1.1234567890123456789", "„1.1234567890123456789” ir vairāk par 18"},
             {boolean, "maybe", "„maybe” nav ne „jā”, ne „nē”"},
             {date, "22.11.2026", "„22.11.2026” nav datums, piemēram"},
             {date, "2026-02-30", "„2026-02-30” nav datums: tādas"},
             {instant, "noon", "„noon” nav datums un laiks"},
             {instant, "2026-11-22T08:30:00", "„2026-11-22T08:30:00” nav laika joslas"},
         }) {
        std::string canonical;
        auto spelt = table::append_canonical(canonical, cell, {type});
        ASSERT_FALSE(spelt) << cell;
        auto told = platform::told(html::Words{html::Language::lv}, spelt.error());
        EXPECT_TRUE(told.starts_with(begin)) << told;
    }
}

} // namespace
} // namespace vienreiz::platform
