// What the components do beyond govuk-frontend's fixtures (tests/vectors/html_components_test.cpp):
// they speak the page's language, and let nothing through unescaped.
#include "html/components.hpp"

#include <gtest/gtest.h>

namespace vienreiz::components_test {
using namespace vienreiz::html;

const Words latvian{Language::lv};

TEST(Components, SpeakThePagesLanguage) {
    auto field = input(latvian, {.name = "a", .label = {"A"}, .error = {"B"}}).text;
    EXPECT_TRUE(field.contains("<span class=\"govuk-visually-hidden\">Kļūda:</span> B"));
    EXPECT_TRUE(date_input(latvian, {.id = "d"}).text.contains("Mēnesis"));
    EXPECT_TRUE(warning_text(latvian, {.content = "x"}).text.contains("Brīdinājums"));
    EXPECT_TRUE(notification_banner(latvian, {.content = "x"}).text.contains("Svarīgi"));
    auto pages = pagination(latvian, {.pages = {{.number = "3", .href = "/3"}}}).text;
    EXPECT_TRUE(pages.contains("aria-label=\"3. lapa\""));
}

TEST(Components, GiveTheScriptItsWords) {
    auto password = password_input(latvian, {.name = "p", .label = {"P"}}).text;
    EXPECT_TRUE(password.contains("data-i18n.show-password=\"Rādīt\""));
    EXPECT_FALSE(password.contains("value="));
    auto files = file_upload(latvian, {.name = "f", .label = {"F"}, .drop_zone = true}).text;
    EXPECT_TRUE(files.contains("data-i18n.multiple-files-chosen.one=\"Izvēlēta %{count} datne\""));
    auto count =
        character_count(latvian, {.textarea = {.name = "c", .label = {"C"}}, .characters = 21})
            .text;
    EXPECT_TRUE(count.contains("Var ievadīt līdz 21 rakstzīmei"));
    EXPECT_TRUE(
        count.contains("data-i18n.characters-under-limit.zero=\"Atlicis %{count} rakstzīmju\""));
}

TEST(Components, SayAColumnsNameInEveryCellOfATableThatMayBeStacked) {
    Table rows{.head = {{.content = "A & B"}, {.content = "C"}},
               .rows = {{{.content = "1"}, {.content = "2"}, {.content = "3"}}}};
    EXPECT_FALSE(table(rows).text.contains("role="));
    EXPECT_FALSE(table(rows).text.contains("vz-stacked"));
    rows.stacked = true;
    auto html = table(rows).text;
    for (auto part :
         {R"(<table class="govuk-table vz-stacked" role="table">)",
          R"(<th scope="col" class="govuk-table__header" role="columnheader">A &amp; B</th>)",
          R"(<td class="govuk-table__cell" role="cell"><span class="vz-stacked__label" )"
          R"(aria-hidden="true">A &amp; B</span> 1</td>)",
          R"(aria-hidden="true">C</span> 2</td><td class="govuk-table__cell" role="cell">3</td>)"})
        EXPECT_TRUE(html.contains(part)) << part << "\n" << html;
}

TEST(Components, EscapeWhatPeopleWrote) {
    const std::string hostile = "\"><script>alert('x')</script>";
    const std::string shown[] = {
        input(latvian, {.name = hostile, .label = {hostile}, .value = hostile}).text,
        textarea(latvian, {.name = "t", .label = {"T"}, .value = "</textarea>" + hostile}).text,
        select(latvian,
               {.name = "s", .label = {"S"}, .options = {{.value = hostile, .text = hostile}}})
            .text,
        radios(latvian, {.name = "r", .choices = {{.value = hostile, .text = hostile}}}).text,
        table({.caption = hostile, .rows = {{{.content = hostile}}}}).text,
        summary_list(
            {.rows = {{.key = hostile, .value = hostile, .actions = {{hostile, hostile}}}}})
            .text,
        task_list({.tasks = {{.title = hostile, .href = hostile, .status = hostile}}}).text,
        tag({.text = hostile}).text,
        breadcrumbs(latvian, {.crumbs = {{hostile, hostile}}}).text,
        error_summary(latvian, {.errors = {{hostile, hostile}}}).text,
        service_navigation(latvian, {.service_name = hostile, .items = {{hostile, hostile}}}).text};
    for (const auto& html : shown) {
        EXPECT_FALSE(html.contains("<script")) << html;
        EXPECT_FALSE(html.contains("\">alert")) << html;
        EXPECT_FALSE(html.contains("</textarea>&quot;")) << html;
    }
}

TEST(Components, LinkNowhereThatCouldRunScript) {
    const std::string evil = "javascript:alert(1)";
    EXPECT_FALSE(button({.text = "b", .href = evil}).text.contains(evil));
    EXPECT_FALSE(back_link(latvian, {.href = evil}).text.contains(evil));
    EXPECT_FALSE(breadcrumbs(latvian, {.crumbs = {{"c", evil}}}).text.contains(evil));
    EXPECT_FALSE(task_list({.tasks = {{.title = "t", .href = evil}}}).text.contains(evil));
}

// A value that begins with a line feed keeps it: the parser drops only the first.
TEST(Components, KeepTheFirstLineFeedOfATextarea) {
    auto html = textarea(latvian, {.name = "t", .label = {"T"}, .value = "\nb"}).text;
    EXPECT_TRUE(html.contains(">\n\nb</textarea>"));
}

TEST(Components, LetWideTablesScrollByKeyboard) {
    auto html = scrolling(table({.rows = {}}), "Lauki").text;
    EXPECT_TRUE(html.starts_with(
        "<div class=\"vz-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Lauki\">"));
}

} // namespace vienreiz::components_test
