#include "html/catalogue.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace vienreiz::catalogue_test {
using namespace vienreiz::html;

std::string header() {
    auto forms = std::string(latvian_plural_forms);
    forms.resize(forms.size() - 1);
    return "msgid \"\"\nmsgstr \"\"\n\"" + forms + "\\n\"\n\n";
}
std::string why_not(const std::string& entries) {
    auto read = Catalogue::parse(header() + entries);
    return read ? "" : read.error().where + ": " + read.error().what;
}

TEST(Catalogue, ReadsSentencesPluralsAndContinuedStrings) {
    auto read = Catalogue::parse(header() + R"(# a comment
msgid "Save "
"and \"continue\""
msgstr "Saglabāt un \"turpināt\"\n"

msgid "{} row"
msgid_plural "{} rows"
msgstr[0] "{} rindu"
msgstr[1] "{} rinda"
msgstr[2] "{} rindas"
)");
    ASSERT_TRUE(read) << read.error().where << read.error().what;
    ASSERT_NE(read->find("Save and \"continue\""), nullptr);
    EXPECT_EQ(read->find("Save and \"continue\"")->forms[0], "Saglabāt un \"turpināt\"\n");
    ASSERT_NE(read->find("{} row"), nullptr);
    EXPECT_EQ(read->find("{} row")->plural, "{} rows");
    EXPECT_EQ(read->find("{} row")->forms.size(), 3U);
    EXPECT_EQ(read->find("{} rows"), nullptr);
    EXPECT_EQ(read->entries().size(), 2U);
}

TEST(Catalogue, SaysWhatIsWrongAndWhere) {
    EXPECT_EQ(why_not("msgid \"a\"\nmsgstr \"\"\n"), "line 5: “a” is not translated");
    EXPECT_EQ(why_not("msgid \"a\"\n"), "line 5: A msgid has no msgstr");
    EXPECT_EQ(why_not("msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"\n"),
              "line 8: “a” stands twice");
    EXPECT_EQ(why_not("#, fuzzy\nmsgid \"a\"\nmsgstr \"b\"\n"),
              "line 5: A fuzzy translation has not been checked yet");
    EXPECT_EQ(why_not("msgid \"a\nmsgstr \"b\"\n"), "line 5: A string stands in double quotes");
    EXPECT_EQ(why_not("msgid \"a\\q\"\n"),
              "line 5: A backslash stands before n, t, a quote or a backslash");
    EXPECT_EQ(why_not("msgstr \"a\"\n"), "line 5: msgstr is out of place");
    EXPECT_EQ(why_not("\"a\"\n"), "line 5: A string belongs to no keyword");
    EXPECT_EQ(why_not("msgid \"\"\nmsgstr \"b\"\n"),
              "line 5: The header, whose msgid is empty, stands first and once");
    EXPECT_EQ(
        why_not("msgid \"{} row\"\nmsgid_plural \"{} rows\"\nmsgstr[0] \"{}\"\nmsgstr[1] \"{}\"\n"),
        "line 5: “{} row” needs 3 forms");
}

TEST(Catalogue, RefusesATranslationThatShowsOtherValues) {
    EXPECT_EQ(why_not("msgid \"{} of {}\"\nmsgstr \"{1} no {0}\"\n"), "");
    EXPECT_NE(why_not("msgid \"{} of {}\"\nmsgstr \"{} no\"\n"), "");
    EXPECT_NE(why_not("msgid \"{} of {}\"\nmsgstr \"{0} no {0}\"\n"), "");
    EXPECT_NE(why_not("msgid \"a\"\nmsgstr \"{}\"\n"), "");
    EXPECT_NE(why_not("msgid \"{}\"\nmsgstr \"{x}\"\n"), "");
    EXPECT_NE(why_not("msgid \"{}\"\nmsgstr \"{\"\n"), "");
}

TEST(Catalogue, NeedsTheHeaderOfItsLanguage) {
    EXPECT_FALSE(Catalogue::parse("msgid \"a\"\nmsgstr \"b\"\n"));
    EXPECT_FALSE(
        Catalogue::parse("msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=n != 1;\\n\"\n"));
    EXPECT_FALSE(Catalogue::parse(header() + "msgid \"\xff\"\nmsgstr \"b\"\n"));
}

TEST(Catalogue, CountsInLatvianAsCldrDoes) {
    for (auto n : {0U, 10U, 11U, 19U, 20U, 100U, 111U, 1000U})
        EXPECT_EQ(latvian_plural(n), Plural::zero) << n;
    for (auto n : {1U, 21U, 101U, 121U}) EXPECT_EQ(latvian_plural(n), Plural::one) << n;
    for (auto n : {2U, 9U, 22U, 102U}) EXPECT_EQ(latvian_plural(n), Plural::other) << n;
}

TEST(Catalogue, FillsValuesInByOrderOrByNumber) {
    const std::string values[]{"a", "{}"};
    EXPECT_EQ(filled_in("{} and {}", values, 2), "a and {}");
    EXPECT_EQ(filled_in("{1}, {0}", values, 2), "{}, a");
    EXPECT_EQ(filled_in("{} {} {}", values, 2), "a {} {}");
    EXPECT_EQ(filled_in("none {", values, 2), "none {");
}

TEST(Catalogue, FindsTheValuesInASentenceThatWasFilledIn) {
    using Values = std::vector<std::string>;
    EXPECT_EQ(values_in("A PIN has at least 6 characters", "A PIN has at least {} characters"),
              Values{"6"});
    EXPECT_EQ(values_in("a is not in b: c, d", "{} is not in {}: {}"), (Values{"a", "b", "c, d"}));
    EXPECT_EQ(values_in("as it stands", "as it stands"), Values{});
    EXPECT_EQ(values_in("A PIN has at least", "A PIN has at least {} characters"), std::nullopt);
    EXPECT_EQ(values_in("as it stands now", "as it stands"), std::nullopt);
    EXPECT_EQ(values_in("aa", "a{}aa"), std::nullopt);
}

} // namespace vienreiz::catalogue_test
