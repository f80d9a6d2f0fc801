// Forms as a browser posts them: what comes back when they are not filled in as they should be.
#include "app/site_test.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace vienreiz::app {
namespace forms_test {

Site& site() { return Site::with_demonstration(); }

Answer posted(const std::string& path, const std::string& fields, const std::string& cookie) {
    return site().post(path, fields + "&csrf=" + percent_encode(site().csrf(cookie)), cookie);
}

// How often the summary at the top links to the field.
bool summary_names(const Answer& page, const std::string& field) {
    return page.says(R"(href="#)" + field + R"(")");
}

TEST(AForm, TellsAllThatIsWrongAtOnce) {
    auto operators = site().signed_in("operators");
    auto page =
        posted("/lv/operator/institutions", "registration_number=&name-lv=&name-en=", operators);
    EXPECT_EQ(page.status, 400);
    for (auto field : {"registration_number", "name-lv", "name-en"})
        EXPECT_TRUE(summary_names(page, field)) << field;
    EXPECT_TRUE(page.says("Šim laukam jābūt aizpildītam"));
    EXPECT_FALSE(page.says("„”"));

    page = posted("/en/operator/people/new",
                  "name=&login=&password=short&roles=signatory&pin=1&personal_code=2", operators);
    EXPECT_EQ(page.status, 400);
    for (auto field : {"name", "login", "password", "institution", "pin", "personal_code"})
        EXPECT_TRUE(summary_names(page, field)) << field;
}

TEST(AForm, TellsWhatCannotBeReadBesideWhatTheRuleRefuses) {
    auto signatory = site().signed_in("sanemejs");
    auto page = posted("/lv/agreements/new",
                       "dataset=transportlidzekli&terms-purpose=&terms-legal_basis=L&"
                       "terms-limits-answers_per_day=many&terms-limits-rows_per_answer=0&"
                       "terms-starts-day=1&terms-starts-month=1&terms-starts-year=2090&"
                       "terms-ends-day=31&terms-ends-month=2&terms-ends-year=2090",
                       signatory);
    EXPECT_EQ(page.status, 400);
    for (auto field : {"terms-purpose", "terms-fields", "terms-limits-answers_per_day",
                       "terms-limits-rows_per_answer", "terms-ends"})
        EXPECT_TRUE(summary_names(page, field)) << field;
    EXPECT_TRUE(page.says("Ievadiet veselu skaitli"));
    EXPECT_FALSE(summary_names(page, "terms-starts"));
    EXPECT_FALSE(page.says("Pēdējā diena ir pirms pirmās")) << "nobody knows the last day yet";
}

TEST(AForm, SaysThatAnEmptyIdIsEmptyAndThatAFileIsWanted) {
    auto steward = site().signed_in("turetajs");
    auto page = posted("/lv/desk/steward/new", "dataset-id=", steward);
    EXPECT_EQ(page.status, 400);
    EXPECT_TRUE(summary_names(page, "dataset-id"));
    EXPECT_TRUE(summary_names(page, "file"));
    EXPECT_FALSE(page.says("„”"));
}

// What stands in the page's form as the value of a hidden field.
std::string hidden_field(const Answer& page, std::string_view name) {
    auto before = fmt::format(R"(name="{}" value=")", name);
    auto at = page.body.find(before);
    if (at == std::string::npos) return {};
    auto from = at + before.size();
    return page.body.substr(from, page.body.find('"', from) - from);
}

TEST(AForm, PostedTwiceMakesOneEntry) {
    auto operators = site().signed_in("operators");
    auto page = site().get("/lv/operator/institutions", operators);
    auto once = hidden_field(page, "once");
    ASSERT_FALSE(once.empty());
    auto entries = [] { return site().node().main->size(); };
    auto before = entries();
    auto register_one = [&](const std::string& key) {
        return posted("/lv/operator/institutions",
                      "registration_number=40003032949&name-lv=Divreiz&name-en=Twice&once=" + key,
                      operators);
    };
    EXPECT_EQ(register_one(once).status, 303);
    EXPECT_EQ(entries(), before + 1);
    EXPECT_EQ(register_one(once).status, 303) << "a second click finds what the first one did";
    EXPECT_EQ(entries(), before + 1);
    auto fresh = hidden_field(site().get("/lv/operator/institutions", operators), "once");
    EXPECT_NE(fresh, once) << "each page that is shown stands for a wish of its own";
    EXPECT_EQ(register_one(fresh).status, 409) << "the number is taken";
}

TEST(ACommand, WithAnEmptyKeyIsRefused) {
    auto operators = site().signed_in("operators");
    auto refused = site().send(
        http::Method::post, "/api/institutions",
        R"({"registration_number":"40003032949","name":{"lv":"A","en":"A"}})", operators,
        {{"Content-Type", "application/json"},
         {"X-CSRF-Token", site().csrf(operators)},
         {"Idempotency-Key", ""}});
    EXPECT_EQ(refused.status, 400) << refused.body;
    EXPECT_TRUE(refused.says("Idempotency-Key")) << refused.body;
}

} // namespace forms_test
} // namespace vienreiz::app
