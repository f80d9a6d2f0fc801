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
