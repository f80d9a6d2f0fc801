#include "app/site_test.hpp"
#include "capabilities/catalogue/api.hpp"
#include "html/assets.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace vienreiz::app {
namespace {

Site& site() { return Site::with_demonstration(); }

std::string sign_in_form(std::string_view login, std::string_view next) {
    return fmt::format("login={}&password={}&next={}", login,
                       percent_encode(site().password(login)), percent_encode(next));
}

TEST(PublicPages, AnswerInBothLanguages) {
    for (auto path :
         {"", "/datasets", "/datasets?q=vehicle&access=restricted&page=99", "/datasets/uznemumi",
          "/datasets/transportlidzekli", "/journals", "/check", "/api", "/sign-in"})
        for (auto language : {"lv", "en"}) {
            auto answer = site().get(fmt::format("/{}{}", language, path));
            EXPECT_EQ(answer.status, 200) << language << path;
            EXPECT_TRUE(answer.says(fmt::format(R"(<html lang="{}")", language))) << path;
            EXPECT_TRUE(answer.says("<h1 ")) << path;
        }
}

TEST(PublicPages, BeginInTheLanguageOfTheBrowser) {
    EXPECT_EQ(site().get("/").header("Location"), "/lv");
    EXPECT_EQ(site().get("/", {}, {{"Accept-Language", "en-GB,en;q=0.9"}}).header("Location"),
              "/en");
}

TEST(PublicPages, SearchFindsADatasetByAFieldAndSaysWhenNothingFits) {
    EXPECT_TRUE(site().get("/en/datasets?q=regcode").says("Register of companies"));
    EXPECT_TRUE(site().get("/en/datasets?q=nowhere").says("No dataset has all of these words"));
}

TEST(PublicPages, PreviewOpenDataAndNeverRestrictedData) {
    EXPECT_TRUE(site().get("/en/datasets/uznemumi").says("The first rows"));
    auto restricted = site().get("/en/datasets/transportlidzekli");
    EXPECT_FALSE(restricted.says("The first rows"));
    EXPECT_FALSE(restricted.says("AB1234"));
    EXPECT_TRUE(restricted.says("/en/agreements/new?dataset=transportlidzekli"));
}

TEST(PublicPages, SayWhoMayCallEachOperation) {
    auto page = site().get("/en/api");
    EXPECT_TRUE(page.says(
        R"(GET /api/datasets/{dataset}</code></h3><p class="govuk-body" lang="en">One dataset and its fields</p><p class="govuk-body-s">Who may: anyone</p>)"));
    EXPECT_TRUE(page.says("Who may: stewards, systems with an access token"));
}

TEST(PublicPages, EscapeWhatInstitutionsWrite) {
    constexpr std::string_view hostile = R"("><script>alert(1)</script>)";
    auto known = catalogue::dataset(*site().node().views->snapshot(), {"uznemumi"});
    ASSERT_TRUE(known);
    auto dataset = *known;
    dataset.id = {"hostile"};
    dataset.title = dataset.description = {std::string(hostile), std::string(hostile)};
    dataset.legal_basis = hostile;
    dataset.fields.front().label = dataset.title;
    auto steward = site().signed_in("registrars");
    auto written = site().send(
        http::Method::post, "/api/datasets", json::text(catalogue::DescribeDataset{dataset}),
        steward, {{"Content-Type", "application/json"}, {"X-CSRF-Token", site().csrf(steward)}});
    ASSERT_EQ(written.status, 200) << written.body;
    for (auto address : {"/en", "/lv/datasets", "/en/datasets/hostile",
                         "/en/datasets?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"}) {
        auto answer = site().get(address);
        EXPECT_EQ(answer.status, 200) << address;
        EXPECT_FALSE(answer.says("<script>alert")) << address;
    }
    EXPECT_TRUE(site().get("/en/datasets/hostile").says("&lt;script&gt;alert"));
}

TEST(PublicPages, AreAskedForByPeopleAndProblemsByPrograms) {
    auto page = site().get("/lv/nothing/here");
    EXPECT_EQ(page.status, 404);
    EXPECT_TRUE(page.says("Lapa nav atrasta"));
    auto problem = site().get("/api/nothing");
    EXPECT_EQ(problem.status, 404);
    EXPECT_EQ(problem.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(site().get("/en/datasets/nothing").status, 404);
}

TEST(Assets, MayBeKeptForEverAndAreThereInOneVersionOnly) {
    auto style = site().get(html::asset_url("app.css"));
    EXPECT_EQ(style.status, 200);
    EXPECT_EQ(style.header("Content-Type"), "text/css; charset=utf-8");
    EXPECT_TRUE(style.header("Cache-Control").contains("immutable"));
    EXPECT_EQ(site().get("/assets/0000/app.css").status, 404);
}

TEST(SignIn, LeadsBackToThePageThatAskedForIt) {
    auto refused = site().get("/en/person?from=letter");
    EXPECT_EQ(refused.status, 303);
    EXPECT_EQ(refused.header("Location"), "/en/sign-in?next=%2Fen%2Fperson%3Ffrom%3Dletter");
    auto answer = site().post("/en/sign-in", sign_in_form("anna", "/en/person?from=letter"));
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(answer.header("Location"), "/en/person?from=letter");
    EXPECT_TRUE(answer.header("Set-Cookie").contains("HttpOnly; SameSite=Lax"));
}

TEST(SignIn, LeadsToOnesOwnDeskRatherThanToAnotherSite) {
    for (auto next : {"https://evil.example/", "//evil.example", "/\\evil.example"})
        EXPECT_EQ(site().post("/lv/sign-in", sign_in_form("anna", next)).header("Location"),
                  "/lv/person")
            << next;
    EXPECT_TRUE(site().get("/lv/sign-in?next=//evil.example").says(R"(name="next" value="")"));
}

TEST(SignIn, ShowsTheFormAgainWithALinkToTheField) {
    auto answer = site().post("/en/sign-in", "login=anna&password=wrong&next=/en/person");
    EXPECT_EQ(answer.status, 400);
    EXPECT_TRUE(answer.header("Set-Cookie").empty());
    for (auto part : {R"(<title>Error: Sign in)",
                      R"(<a href="#login">The sign-in name or the password is wrong</a>)",
                      R"(id="login")", R"(value="anna")", R"(value="/en/person")"})
        EXPECT_TRUE(answer.says(part)) << part;
    EXPECT_FALSE(answer.says(R"(value="wrong")"));
    auto empty = site().post("/lv/sign-in", "login=&password=");
    EXPECT_TRUE(empty.says(R"(<a href="#login">Ievadiet lietotājvārdu</a>)"));
    EXPECT_TRUE(empty.says(R"(<a href="#password">Ievadiet paroli</a>)"));
}

TEST(SignIn, RefusesAFormOfAnotherSite) {
    EXPECT_EQ(
        site()
            .post("/en/sign-in", sign_in_form("anna", ""), {}, {{"Sec-Fetch-Site", "cross-site"}})
            .status,
        403);
}

TEST(SignedInPages, NameThePersonAndAreNotKept) {
    auto cookie = site().signed_in("turetajs");
    auto answer = site().get("/en/datasets", cookie);
    EXPECT_TRUE(answer.says("Tīna Treija, Road Traffic Safety Directorate"));
    EXPECT_EQ(answer.header("Cache-Control"), "no-store, no-transform");
    EXPECT_FALSE(answer.says("Who looked at my data")); // another role's page
    EXPECT_EQ(site().get("/en/person", cookie).status, 403);
}

TEST(LookUp, IsShownToNobodyButHerItIsOn) {
    auto anna = site().signed_in("anna");
    EXPECT_EQ(site().get("/en/person/look-ups/999", anna).status, 404);
    EXPECT_EQ(site().get("/en/person/look-ups/first", anna).status, 404);
    EXPECT_EQ(site().get("/en/person/look-ups/0", site().signed_in("turetajs")).status, 403);
    EXPECT_EQ(site().get("/en/person/look-ups/0").status, 303);
}

TEST(SignOut, NeedsTheTokenOfThePageAndEndsTheSession) {
    auto cookie = site().signed_in("anna");
    EXPECT_EQ(site().post("/en/sign-out", "csrf=guessed", cookie).status, 403);
    auto page = site().get("/en/person", cookie);
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(page.says("Nobody has looked at your data"));
    auto from = page.body.find(R"(name="csrf" value=")") + 19;
    auto token = page.body.substr(from, page.body.find('"', from) - from);
    auto left = site().post("/en/sign-out", "csrf=" + percent_encode(token), cookie);
    auto next = left.header("Location");
    EXPECT_TRUE(next.starts_with("/en?done=signed-out&tag=")) << next;
    EXPECT_EQ(site().get("/en/person", cookie).status, 303);
    EXPECT_TRUE(site().get(next).says("You have signed out."));
}

TEST(ANotice, IsNotMadeUpByAnAddress) {
    auto made_up = site().get("/en?done=signed-out");
    EXPECT_EQ(made_up.status, 200);
    EXPECT_FALSE(made_up.says("You have signed out."));
    auto anna = site().signed_in("anna");
    auto page = site().get("/en/person", anna);
    auto from = page.body.find(R"(name="csrf" value=")") + 19;
    auto token = page.body.substr(from, page.body.find('"', from) - from);
    auto left = site().post("/en/sign-out", "csrf=" + percent_encode(token), anna);
    auto tag = left.header("Location").substr(std::string("/en").size());
    EXPECT_TRUE(site().get("/lv" + tag).says("Jūsu sesija ir beigta."))
        << "the language may be changed";
    EXPECT_FALSE(site().get("/en" + tag, site().signed_in("auditors")).says("You have signed out."))
        << "what one was told is not told another";
}

} // namespace
} // namespace vienreiz::app
