#include "html/assets.hpp"
#include "html/catalogue.hpp"
#include "html/words.hpp"

#include <gtest/gtest.h>

namespace vienreiz::words_test {
using namespace vienreiz::html;

TEST(Words, SpeakLatvianAndEnglish) {
    EXPECT_EQ(Words{Language::lv}("Back"), "Atpakaļ");
    EXPECT_EQ(Words{Language::en}("Back"), "Back");
    EXPECT_EQ(t(Language::lv, "Page {}", 3), "3. lapa");
    EXPECT_EQ(t(Language::en, "Page {}", std::string("3")), "Page 3");
    constexpr auto kept = sentence("Warning");
    EXPECT_EQ(Words{Language::lv}(kept), "Brīdinājums");
}

TEST(Words, FallBackToEnglish) {
    EXPECT_EQ(Words{Language::lv}("{} is nowhere in the catalogue", 7),
              "7 is nowhere in the catalogue");
}

TEST(Words, CountInBothLanguages) {
    auto left = [](Language language, std::uint64_t n) {
        return Words{language}.plural(n, "You have {} character remaining",
                                      "You have {} characters remaining");
    };
    EXPECT_EQ(left(Language::lv, 0), "Atlicis 0 rakstzīmju");
    EXPECT_EQ(left(Language::lv, 1), "Atlikusi 1 rakstzīme");
    EXPECT_EQ(left(Language::lv, 2), "Atlikušas 2 rakstzīmes");
    EXPECT_EQ(left(Language::lv, 11), "Atlicis 11 rakstzīmju");
    EXPECT_EQ(left(Language::lv, 21), "Atlikusi 21 rakstzīme");
    EXPECT_EQ(left(Language::lv, 100), "Atlicis 100 rakstzīmju");
    EXPECT_EQ(left(Language::en, 1), "You have 1 character remaining");
    EXPECT_EQ(left(Language::en, 21), "You have 21 characters remaining");
    EXPECT_EQ(left(Language::en, 48213), "You have " + grouped(48213) + " characters remaining");
}

TEST(Words, KnowAFailureByTheSentenceItFits) {
    auto told = [](std::string_view english) { return speak::retold(Language::lv, english); };
    EXPECT_EQ(told("The last day is past"), "Pēdējā diena jau ir pagājusi");
    EXPECT_EQ(told("`12 000` has its thousands set apart: write 42"),
              "„12 000” ir atdalīti tūkstoši; rakstiet 42");
    EXPECT_EQ(told("Line 3: A record has more than 10 000 cells: is the delimiter right?"),
              "3. rinda. Ierakstā ir vairāk par 10 000 šūnām; vai atdalītājs ir pareizs?");
    EXPECT_EQ(
        told("Line 7: The byte at 120 is not windows-1257: choose the encoding the file is "
             "written in"),
        "7. rinda. Baits Nr. 120 neatbilst kodējumam windows-1257; izvēlieties kodējumu, kādā "
        "datne ir rakstīta");
    EXPECT_EQ(told("The name of column 2 cannot be read: text stands behind its closing quote; "
                   "double the quotes inside a quoted cell"),
              "Ailes Nr. 2 nosaukumu nevar nolasīt: aiz aizverošajām pēdiņām ir teksts; pēdiņas "
              "šūnas iekšpusē jāraksta divreiz");
    EXPECT_EQ(told("The field \"Name\" stands here twice"), "Lauks „Name” šeit ir divreiz")
        << "a value is not translated, though it is a word of ours";
    EXPECT_EQ(told("Nobody knows this sentence"), "Nobody knows this sentence");
    EXPECT_EQ(speak::retold(Language::en, "The last day is past"), "The last day is past");
}

TEST(Words, EscapeTheSentenceAndTextAroundMarkup) {
    Words t{Language::en};
    EXPECT_EQ(t.rich("Terms & {} by {}", markup<"<b>conditions</b>">(), "A<B").text,
              "Terms &amp; <b>conditions</b> by A&lt;B");
}

TEST(Words, KnowLanguagesByTheirCodes) {
    EXPECT_EQ(language_from("lv"), Language::lv);
    EXPECT_EQ(language_from("en"), Language::en);
    EXPECT_FALSE(language_from("de"));
    EXPECT_EQ(preferred_language("en-GB,en;q=0.9,lv;q=0.8"), Language::en);
    EXPECT_EQ(preferred_language("de, en;q=0.3, lv;q=0.7"), Language::lv);
    EXPECT_EQ(preferred_language("en;q=0"), Language::lv);
    EXPECT_EQ(preferred_language(""), Language::lv);
}

TEST(Words, TheCatalogueInTheBinaryIsSound) {
    auto read = Catalogue::parse(embedded("lv.po"));
    ASSERT_TRUE(read) << read.error().where << ": " << read.error().what;
    EXPECT_GT(read->entries().size(), 30U);
}

} // namespace vienreiz::words_test
