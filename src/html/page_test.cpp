#include "html/assets.hpp"
#include "html/page.hpp"
#include "html/sample_test.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace vienreiz::page_test {
using namespace vienreiz::html;

std::string shown(Page page) {
    if (page.path.empty()) page.path = "/datasets/18?page=2";
    return render(page);
}

TEST(Page, SaysItsLanguageAndTitle) {
    auto lv = shown({.language = Language::lv, .title = "Datu kopas"});
    EXPECT_TRUE(lv.starts_with("<!doctype html><html lang=\"lv\" class=\"govuk-template\">"));
    EXPECT_TRUE(lv.contains("<title>Datu kopas – Vienreiz</title>"));
    EXPECT_TRUE(shown({.language = Language::en}).contains("<title>Vienreiz</title>"));
}

TEST(Page, PutsErrorsBeforeEverythingElse) {
    auto page = shown({.title = "Form",
                       .errors = {{"Enter a name", "name"}, {"Too late", ""}},
                       .main = {"<h1>"}});
    EXPECT_TRUE(page.contains("<title>Kļūda: Form – Vienreiz</title>"));
    EXPECT_TRUE(page.contains("<li><a href=\"#name\">Enter a name</a></li><li>Too late</li>"));
    EXPECT_LT(page.find("govuk-error-summary"), page.find("<h1>"));
    EXPECT_TRUE(shown({.language = Language::en, .errors = {{"x", ""}}})
                    .contains("<title>Error: Vienreiz"));
}

TEST(Page, LinksToItselfInTheOtherLanguage) {
    auto page = shown({.language = Language::lv});
    EXPECT_TRUE(
        page.contains("<link rel=\"alternate\" hreflang=\"en\" href=\"/en/datasets/18?page=2\">"));
    EXPECT_TRUE(
        page.contains("<a class=\"vz-header__link\" href=\"/en/datasets/18?page=2\" lang=\"en\""));
    EXPECT_TRUE(page.contains("<span lang=\"lv\" aria-current=\"true\">Latviešu</span>"));
    EXPECT_EQ(address(Language::lv, "/"), "/lv");
    EXPECT_EQ(address(Language::en, ""), "/en");
    EXPECT_EQ(address(Language::en, "?q=a"), "/en?q=a");
    EXPECT_EQ(address(Language::en, "datasets"), "/en/datasets");
}

TEST(Page, SignsOutByAFormWithTheToken) {
    auto page = shown({.person = SignedIn{"Anna <B>", "VZD", {}, "/lv/sign-out", "tok\"en"}});
    EXPECT_TRUE(page.contains("method=\"post\" action=\"/lv/sign-out\">"
                              "<input type=\"hidden\" name=\"csrf\" value=\"tok&quot;en\">"));
    EXPECT_TRUE(page.contains("Anna &lt;B&gt;, VZD"));
    EXPECT_TRUE(shown({.sign_in = "/lv/sign-in"}).contains("href=\"/lv/sign-in\">Pieteikties</a>"));
    EXPECT_FALSE(shown({}).contains("Pieteikties"));
}

// What a strict Content-Security-Policy would refuse is not there.
TEST(Page, HasNoInlineScriptOrStyleAndLoadsOnlyItsOwn) {
    auto page = shown(sample::dataset(Language::lv));
    EXPECT_FALSE(page.contains("<style"));
    EXPECT_FALSE(page.contains(" style="));
    EXPECT_FALSE(page.contains("javascript:"));
    EXPECT_TRUE(
        page.contains("<script type=\"module\" src=\"" + asset_url("app.js") + "\"></script>"));
    EXPECT_TRUE(page.contains("<link rel=\"stylesheet\" href=\"" + asset_url("app.css") + "\">"));
    for (auto at = page.find("src=\""); at != page.npos; at = page.find("src=\"", at + 1))
        EXPECT_EQ(page[at + 5], '/');
}

TEST(Page, HasOneMainAndOneHeadingAndUniqueIds) {
    for (auto language : languages)
        for (const auto& page :
             {sample::dataset(language), sample::form(language), sample::tasks(language)}) {
            auto html = render(page);
            auto count = [&](std::string_view what) {
                std::size_t n = 0;
                for (auto at = html.find(what); at != html.npos; at = html.find(what, at + 1)) ++n;
                return n;
            };
            EXPECT_EQ(count("<main"), 1U);
            EXPECT_EQ(count("<h1"), 1U);
            for (auto at = html.find(" id=\""); at != html.npos; at = html.find(" id=\"", at + 1))
                EXPECT_EQ(count(html.substr(at, html.find('"', at + 5) + 1 - at)), 1U)
                    << html.substr(at, 40);
        }
}

// VIENREIZ_SAMPLE=build/sample html_test --gtest_filter=Page.*Looked* writes pages for a browser to
// show: serve that folder and open /lv/dataset.html.
TEST(Page, CanBeLookedAt) {
    EXPECT_GT(render(sample::dataset(Language::lv)).size(), 5000U);
    const char* folder = std::getenv("VIENREIZ_SAMPLE");
    if (folder == nullptr) return;
    auto write = [&](const std::string& path, std::string_view bytes) {
        auto file = std::filesystem::path(folder) / path.substr(1);
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << bytes;
    };
    for (const auto& one : assets()) write(asset_url(one.name), one.bytes);
    for (auto language : languages) {
        write(address(language, "/dataset.html"), render(sample::dataset(language)));
        write(address(language, "/form.html"), render(sample::form(language)));
        write(address(language, "/tasks.html"), render(sample::tasks(language)));
    }
}

} // namespace vienreiz::page_test
