#include "html/markup.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::markup_test {
using namespace vienreiz::html;

TEST(Markup, PutsValuesWhereTheyStand) {
    auto made = markup<R"(<p class="{}">{} of {}</p>)">("wide", 3, std::string("four"));
    EXPECT_EQ(made.text, R"(<p class="wide">3 of four</p>)");
    EXPECT_EQ(markup<"<hr>">().text, "<hr>");
}

TEST(Markup, EscapesTextAndAttributes) {
    auto made = markup<R"(<p title="{}">{}</p>)">("\"><script>", "a < b & 'c'");
    EXPECT_EQ(made.text, R"(<p title="&quot;&gt;&lt;script&gt;">a &lt; b &amp; &#39;c&#39;</p>)");
}

TEST(Markup, TakesMarkupAndListsOfItAsTheyAre) {
    std::vector<Markup> items{markup<"<li>{}</li>">(1), markup<"<li>{}</li>">("&")};
    EXPECT_EQ(markup<"<ul>{}</ul>">(items).text, "<ul><li>1</li><li>&amp;</li></ul>");
    EXPECT_EQ(join(items).text, "<li>1</li><li>&amp;</li>");
    EXPECT_EQ(markup<"<p>{}</p>">(Content("<")).text, "<p>&lt;</p>");
    EXPECT_EQ(markup<"<p>{}</p>">(Content(markup<"<br>">())).text, "<p><br></p>");
}

TEST(Markup, TurnsAUrlThatCouldRunScriptIntoAFragment) {
    for (auto safe : {"/datasets/1", "/", "#rows", "?page=2", "https://example.org/a?b",
                      "http://localhost", "mailto:a@example.org"})
        EXPECT_TRUE(is_safe_url(safe)) << safe;
    for (auto unsafe : {"javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:x",
                        "data:text/html,x", "//evil.example", "/\\evil.example", "vbscript:x", "",
                        "rows", "\tjavascript:x", "HTTPS://example.org"})
        EXPECT_FALSE(is_safe_url(unsafe)) << unsafe;
    EXPECT_EQ(markup<R"(<a href="{}">x</a>)">("javascript:alert(1)").text, R"(<a href="#">x</a>)");
    EXPECT_EQ(markup<R"(<form action="{}"></form>)">("data:,x").text,
              R"(<form action="#"></form>)");
    EXPECT_EQ(markup<R"(<img src="{}">)">("/a.svg?b=1&c=2").text,
              R"(<img src="/a.svg?b=1&amp;c=2">)");
    EXPECT_EQ(Attributes({{"href", "javascript:x"}}).text(), R"( href="#")");
}

TEST(Markup, HasAttributesThatAreThereOrNot) {
    auto box = [](bool checked, std::string_view hint) {
        auto attributes =
            Attributes().flag("checked", checked).set_if_any("aria-describedby", hint);
        return markup<R"(<input type="checkbox"{}>)">(attributes).text;
    };
    EXPECT_EQ(box(false, ""), R"(<input type="checkbox">)");
    EXPECT_EQ(box(true, "a\"b"), R"(<input type="checkbox" checked aria-describedby="a&quot;b">)");
    EXPECT_EQ(Attributes().set("rows", 5).text(), R"( rows="5")");
}

TEST(Markup, HasHeadingsOfSixLevels) {
    EXPECT_EQ(heading(1, {}, "One").text, "<h1>One</h1>");
    EXPECT_EQ(heading(6, {{"id", "six"}}, "Six").text, R"(<h6 id="six">Six</h6>)");
    EXPECT_DEATH((void)heading(7, {}, "Seven"), "level from 1 to 6");
}

RC_GTEST_PROP(Markup, LeavesNothingOfAValueThatCouldEndItsPlace, (const std::string& value)) {
    auto made = html::escaped(value);
    RC_ASSERT(made.find_first_of("<>\"'") == std::string::npos);
    std::string back;
    for (std::size_t i = 0; i < made.size(); ++i) {
        if (made[i] != '&') {
            back += made[i];
            continue;
        }
        auto entity = made.substr(i, made.find(';', i) - i);
        back += entity == "&amp"    ? '&'
                : entity == "&lt"   ? '<'
                : entity == "&gt"   ? '>'
                : entity == "&quot" ? '"'
                                    : '\'';
        i += entity.size();
    }
    RC_ASSERT(back == value);
}

} // namespace vienreiz::markup_test
