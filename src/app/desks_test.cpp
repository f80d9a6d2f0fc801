// The main job by the forms of the pages alone, as people without a script play it.
#include "app/site_test.hpp"
#include "capabilities/agreements/signing.hpp"
#include "crypto/keys.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

namespace vienreiz::app {
namespace {

// One person at the pages: signed in, with the token her forms carry.
class Visitor {
public:
    Visitor(Site& site, std::string_view login) : site_(site), cookie_(site.signed_in(login)) {
        auto page = site_.get("/en/agreements", cookie_);
        constexpr std::string_view before = R"(name="csrf" value=")";
        auto at = page.body.find(before);
        check(at != std::string::npos,
              "every page of a signed-in person has a form: the one that signs out");
        at += before.size();
        csrf_ = page.body.substr(at, page.body.find('"', at) - at);
    }
    Answer get(std::string_view address) { return site_.get(address, cookie_); }
    Answer post(std::string_view address,
                const std::vector<std::pair<std::string, std::string>>& fields) {
        auto form = "csrf=" + percent_encode(csrf_);
        for (const auto& [name, value] : fields) form += "&" + name + "=" + percent_encode(value);
        return site_.post(address, form, cookie_);
    }
    Answer upload(std::string_view address, std::string_view dataset, std::string_view content,
                  std::string_view token) {
        auto body = fmt::format("--b\r\nContent-Disposition: form-data; "
                                "name=\"csrf\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; "
                                "name=\"dataset-id\"\r\n\r\n{}\r\n"
                                "--b\r\nContent-Disposition: form-data; name=\"file\"; "
                                "filename=\"a.csv\"\r\n\r\n{}\r\n--b--\r\n",
                                token, dataset, content);
        return site_.post_as(address, body, "multipart/form-data; boundary=b", cookie_);
    }
    // As the script does it; gives the upload's id.
    std::string upload_in_pieces(std::string_view dataset, std::string_view content) {
        auto begun = site_.send(http::Method::post, "/api/uploads",
                                fmt::format(R"({{"dataset":"{}"}})", dataset), cookie_,
                                {{"Content-Type", "application/json"}, {"X-CSRF-Token", csrf_}});
        auto place = begun.header("Location");
        for (std::size_t at = 0; at < content.size(); at += 10)
            site_.send(http::Method::patch, place, content.substr(at, 10), cookie_,
                       {{"X-CSRF-Token", csrf_}, {"Upload-Offset", std::to_string(at)}});
        return place.substr(place.rfind('/') + 1);
    }
    Answer upload(std::string_view address, std::string_view dataset, std::string_view content) {
        return upload(address, dataset, content, csrf_);
    }

private:
    Site& site_;
    std::string cookie_, csrf_;
};

Site& desks() { return Site::with_demonstration(); }

std::vector<std::pair<std::string, std::string>> description(std::string_view title) {
    std::vector<std::pair<std::string, std::string>> out = {
        {"dataset-title-lv", std::string(title)},  {"dataset-title-en", std::string(title)},
        {"dataset-description-lv", "a"},           {"dataset-description-en", "b"},
        {"dataset-legal_basis", "Law, section 1"}, {"dataset-frequency", "daily"},
        {"dataset-access", "restricted"},          {"dataset-key", "nr"}};
    for (auto [i, name, type] : {std::tuple{0, "nr", "text"}, std::tuple{1, "joma", "text"},
                                 std::tuple{2, "gads", "integer"}})
        for (auto [member, value] :
             {std::pair{"name", name}, std::pair{"label-lv", name}, std::pair{"label-en", name},
              std::pair{"type", type}, std::pair{"personal", "none"},
              std::pair{"access", "restricted"}})
            out.emplace_back(fmt::format("dataset-fields-{}-{}", i, member), value);
    return out;
}

std::vector<std::pair<std::string, std::string>> terms(std::string_view dataset) {
    return {{"dataset", std::string(dataset)},
            {"terms-purpose", "Check"},
            {"terms-legal_basis", "Law, section 2"},
            {"terms-fields", "nr"},
            {"terms-fields", "joma"},
            {"terms-limits-answers_per_day", "1 000"},
            {"terms-limits-rows_per_answer", "10"},
            {"terms-starts-day", "1"},
            {"terms-starts-month", "1"},
            {"terms-starts-year", "2026"},
            {"terms-ends-day", "31"},
            {"terms-ends-month", "12"},
            {"terms-ends-year", "2034"}};
}

std::string shown_when_over(Visitor& visitor, const std::string& address) {
    using namespace std::chrono_literals;
    for (int tries = 0; tries < 400; ++tries) {
        auto page = visitor.get(address);
        if (page.header("Refresh").empty()) return page.body;
        std::this_thread::sleep_for(25ms);
    }
    return "the publication did not end";
}

constexpr std::string_view good_rows = "nr,joma,gads\r\n0164A,ceļi,2026\r\n0165A,ēkas,2027\r\n";
constexpr std::string_view bad_rows = "nr,joma,gads\r\n0164A,ceļi,2026\r\n0165A,ēkas,never\r\n";

// Publishes a register by the wizard; gives the title as pages may show it.
void publish(Visitor& steward, const std::string& id, std::string_view title) {
    auto uploaded = steward.upload("/en/desk/steward/new", id, good_rows);
    ASSERT_EQ(uploaded.status, 303) << uploaded.body;
    auto described = uploaded.header("Location");
    ASSERT_TRUE(steward.get(described).says("2 rows"));
    auto saved = steward.post(described, description(title));
    ASSERT_EQ(saved.status, 303) << saved.body;
    ASSERT_TRUE(
        shown_when_over(steward, saved.header("Location")).contains("Version 1 is published"));
}

TEST(Desks, PlayTheMainJobByFormsAlone) {
    Visitor steward(desks(), "turetajs"), provider(desks(), "sniedzejs"),
        receiver(desks(), "sanemejs");
    publish(steward, "by-forms", "By forms");
    EXPECT_TRUE(steward.get("/en/desk/steward").says("By forms"));
    EXPECT_TRUE(steward.get("/en/desk/steward/datasets/by-forms/profile").says("0164A"));

    auto requested = receiver.post("/en/agreements/new", terms("by-forms"));
    ASSERT_EQ(requested.status, 303) << requested.body;
    auto agreement = requested.header("Location");
    agreement.resize(agreement.find('?'));
    EXPECT_TRUE(provider.get("/en/desk/signatory").says(agreement));
    EXPECT_TRUE(provider.get(agreement).says("Accept these terms"));
    EXPECT_FALSE(receiver.get(agreement).says("Accept these terms"));

    EXPECT_EQ(provider.post(agreement + "/terms", terms("by-forms")).status, 303);
    EXPECT_EQ(receiver.post(agreement + "/acceptance", {{"revision", "1"}}).status, 409);
    EXPECT_EQ(receiver.post(agreement + "/acceptance", {{"revision", "2"}}).status, 303);
    auto wrong = receiver.post(agreement + "/signature", {{"pin", "000000"}});
    EXPECT_EQ(wrong.status, 403);
    EXPECT_TRUE(wrong.says("The PIN is wrong"));
    EXPECT_EQ(receiver.post(agreement + "/signature", {{"pin", "246802"}}).status, 303);
    EXPECT_EQ(provider.post(agreement + "/signature", {{"pin", "135790"}}).status, 303);
    EXPECT_TRUE(receiver.get(agreement).says("In force"));

    Visitor developer(desks(), "izstradatajs");
    EXPECT_TRUE(
        developer.get("/en/developer/data").says("http://site.example/api/datasets/by-forms/rows"));
    EXPECT_EQ(provider.post(agreement + "/end", {{"reason", " "}}).status, 400);
    EXPECT_EQ(provider.post(agreement + "/end", {{"reason", "Enough"}}).status, 303);
    EXPECT_TRUE(receiver.get(agreement).says("Ended: Enough"));
}

TEST(Desks, ShowWhatWasRejectedAndPublishWithoutIt) {
    Visitor steward(desks(), "turetajs");
    publish(steward, "with-rejects", "With rejects");
    auto again = steward.upload("/en/desk/steward/datasets/with-rejects/version", "", bad_rows);
    ASSERT_EQ(again.status, 303) << again.body;
    auto publication = again.header("Location");
    auto failed = shown_when_over(steward, publication);
    EXPECT_TRUE(failed.contains("Nothing was published"));
    EXPECT_TRUE(failed.contains("/rejects"));
    EXPECT_EQ(steward.post(publication, {}).status, 303);
    EXPECT_TRUE(shown_when_over(steward, publication).contains("Version 2 is published"));
}

std::vector<std::pair<std::string, std::string>>
with(std::vector<std::pair<std::string, std::string>> form, std::string_view name,
     std::string_view value) {
    for (auto& [field, held] : form)
        if (field == name) held = value;
    return form;
}

constexpr std::string_view type_of_joma = "dataset-fields-1-type";

TEST(Desks, CorrectATypeAfterAFirstPublicationThatFailed) {
    Visitor steward(desks(), "turetajs");
    auto form = description("Corrected");
    auto wizard = steward.upload("/en/desk/steward/new", "corrected", good_rows).header("Location");
    auto publication = steward.post(wizard, with(form, type_of_joma, "date")).header("Location");
    auto failed = shown_when_over(steward, publication);
    EXPECT_TRUE(failed.contains("Nothing was published")) << failed;
    EXPECT_TRUE(failed.contains("/rejects"));
    EXPECT_TRUE(failed.contains(R"(href=")" + wizard)) << "the way to the description";
    auto again = steward.get(wizard);
    EXPECT_TRUE(again.says("Correct the description"));
    EXPECT_TRUE(again.says(R"(value="Corrected")"));
    EXPECT_TRUE(again.says(R"(<option value="date" selected>)"));
    EXPECT_EQ(steward.post(wizard, form).header("Location"), publication);
    EXPECT_TRUE(shown_when_over(steward, publication).contains("Version 1 is published"));
    EXPECT_TRUE(desks().get("/en/datasets/corrected").says("Corrected"));
}

TEST(Desks, KeepADescriptionThatAnAgreementIsUnderWayOn) {
    Visitor steward(desks(), "turetajs"), receiver(desks(), "sanemejs");
    auto form = with(description("Agreed early"), type_of_joma, "date");
    auto wizard =
        steward.upload("/en/desk/steward/new", "agreed-early", good_rows).header("Location");
    auto publication = steward.post(wizard, form).header("Location");
    shown_when_over(steward, publication);
    auto requested = receiver.post("/en/agreements/new", terms("agreed-early"));
    ASSERT_EQ(requested.status, 303) << requested.body;
    EXPECT_FALSE(steward.get(publication).says("Correct the description"));
    EXPECT_EQ(steward.get(wizard).status, 409);
    EXPECT_EQ(steward.post(wizard, description("Agreed early")).status, 409);
}

TEST(Desks, SayHowAFileSpellsNumbersAndDates) {
    Visitor steward(desks(), "turetajs");
    constexpr std::string_view rows =
        "nr,joma,gads\r\nA1,31.12.2026,n/a\r\nA2,01.02.2026,\"3,5\"\r\n";
    auto wizard = steward.upload("/en/desk/steward/new", "spelt", rows).header("Location");
    EXPECT_TRUE(steward.get(wizard).says(R"(<option value="date-day_first" selected>)"));
    auto form = with(description("Spelt"), type_of_joma, "date-day_first");
    auto publication = steward.post(wizard, with(form, "dataset-fields-2-type", "decimal-comma"))
                           .header("Location");
    EXPECT_TRUE(
        shown_when_over(steward, publication).contains("Publish without the rejected rows"));
    EXPECT_EQ(steward.post(publication, {}).status, 303);
    EXPECT_TRUE(shown_when_over(steward, publication).contains("Version 1 is published"));
    EXPECT_TRUE(steward.get("/en/desk/steward/datasets/spelt/profile").says("3.5"));
}

TEST(Desks, ShowHowAFileIsReadAndReadItOtherwiseWhenTold) {
    Visitor steward(desks(), "turetajs");
    auto wizard = steward
                      .upload("/en/desk/steward/new", "read-otherwise",
                              "nr;joma;gads\r\nA1;\xD8stfold;2026\r\n")
                      .header("Location");
    auto guessed = steward.get(wizard);
    EXPECT_TRUE(guessed.says(R"(<option value="windows-1257" selected>)")) << guessed.body;
    EXPECT_TRUE(guessed.says(R"(<option value=";" selected>)"));
    EXPECT_TRUE(guessed.says("Ųstfold"));
    EXPECT_EQ(steward.get(wizard + "?encoding=klingon").status, 400);
    auto otherwise = steward.get(wizard + "?encoding=ISO-8859-1&delimiter=%3B");
    EXPECT_TRUE(otherwise.says("Østfold"));
    EXPECT_TRUE(otherwise.says(R"(name="encoding" value="ISO-8859-1")")) << "what is then posted";
    auto form = description("Read otherwise");
    form.emplace_back("encoding", "ISO-8859-1");
    form.emplace_back("delimiter", ";");
    auto saved = steward.post(wizard, form);
    ASSERT_EQ(saved.status, 303) << saved.body;
    auto published = shown_when_over(steward, saved.header("Location"));
    EXPECT_TRUE(published.contains("Version 1 is published")) << published;
    EXPECT_TRUE(published.contains("ISO-8859-1"));
    EXPECT_TRUE(published.contains("; (semicolon)"));
    EXPECT_TRUE(steward.get("/en/desk/steward/datasets/read-otherwise/profile").says("Østfold"));
}

constexpr std::string_view doubled_rows = "nr,joma,gads\r\nA1,ceļi,2026\r\nA1,ceļi,2026\r\n";

TEST(Desks, OfferTheRowNumberWhereNoColumnIsUnique) {
    Visitor steward(desks(), "turetajs");
    auto wizard = steward.upload("/en/desk/steward/new", "no-key", doubled_rows).header("Location");
    auto page = steward.get(wizard);
    EXPECT_TRUE(page.says("No column is unique"));
    EXPECT_TRUE(page.says(R"(<option value="">Choose the key)")) << "nothing is chosen silently";
    auto form = description("No key");
    auto asked = steward.post(wizard, with(form, "dataset-key", ""));
    EXPECT_EQ(asked.status, 400);
    EXPECT_TRUE(asked.says("#dataset-key"));
    auto saved = steward.post(wizard, with(form, "dataset-key", "row-number"));
    ASSERT_EQ(saved.status, 303) << saved.body;
    EXPECT_TRUE(
        shown_when_over(steward, saved.header("Location")).contains("Version 1 is published"));
    EXPECT_TRUE(desks().get("/en/datasets/no-key").says("Number of the row in the file"));
}

TEST(Desks, LetTheKeyBeChangedUntilSomethingIsPublished) {
    Visitor steward(desks(), "turetajs");
    auto wizard =
        steward.upload("/en/desk/steward/new", "other-key", doubled_rows).header("Location");
    auto form = description("Other key");
    auto publication = steward.post(wizard, form).header("Location");
    EXPECT_TRUE(shown_when_over(steward, publication).contains("more than one row"));
    constexpr std::string_view revision = "/en/desk/steward/datasets/other-key/description";
    EXPECT_TRUE(steward.get(revision).says("dataset-key"));
    EXPECT_EQ(steward.post(revision, with(form, "dataset-key", "row-number")).status, 303);
    EXPECT_TRUE(steward.get(wizard).says(R"(<option value="row-number" selected>)"));
    auto by_joma = with(form, "dataset-key", "joma");
    for (auto [member, value] :
         {std::pair{"name", "row_number"}, std::pair{"label-lv", "a"}, std::pair{"label-en", "a"},
          std::pair{"personal", "none"}, std::pair{"access", "restricted"}})
        by_joma.emplace_back(fmt::format("dataset-fields-3-{}", member), value);
    publication = steward.post(wizard, by_joma).header("Location");
    EXPECT_TRUE(shown_when_over(steward, publication).contains("more than one row"));
    EXPECT_FALSE(desks().get("/en/datasets/other-key").says("Number of the row in the file"))
        << "it was there to be the key only";
    auto numbered = with(form, "dataset-key", "row-number");
    publication = steward.post(wizard, numbered).header("Location");
    EXPECT_TRUE(shown_when_over(steward, publication).contains("Version 1 is published"));
    EXPECT_FALSE(steward.get(revision).says("dataset-key"));
}

TEST(Desks, AddAFieldForAColumnThatANewFileBrings) {
    Visitor steward(desks(), "turetajs");
    publish(steward, "one-more", "One more");
    auto again = steward.upload("/en/desk/steward/datasets/one-more/version", "",
                                "nr,joma,gads,Krāsa\r\nA1,ceļi,2026,\"3,50\"\r\n");
    auto told = shown_when_over(steward, again.header("Location"));
    EXPECT_TRUE(told.contains("/datasets/one-more/description?column=Kr%C4%81sa")) << told;

    std::string revision = "/en/desk/steward/datasets/one-more/description";
    auto begun = steward.get(revision + "?column=Kr%C4%81sa");
    EXPECT_TRUE(begun.says(R"(name="dataset-fields-3-source" type="text" value="Krāsa")"))
        << begun.body;
    EXPECT_TRUE(begun.says(R"(value="krasa")"));
    auto form = description("One more");
    form.emplace_back("fields", "3");
    form.emplace_back("add", "field");
    auto empty = steward.post(revision, form);
    EXPECT_EQ(empty.status, 200);
    EXPECT_TRUE(empty.says(R"(name="fields" value="4")"));

    form.pop_back();
    form = with(form, "fields", "4");
    EXPECT_EQ(steward.post(revision, form).status, 303) << "left empty, it is no field";
    for (auto [member, value] :
         {std::pair{"source", "Krāsa"}, std::pair{"name", "krasa"}, std::pair{"label-lv", "Krāsa"},
          std::pair{"label-en", "Colour"}, std::pair{"type", "decimal-comma"},
          std::pair{"personal", "none"}, std::pair{"access", "restricted"},
          std::pair{"least", "0,50"}, std::pair{"reference-dataset", "nowhere"},
          std::pair{"reference-field", "nr"}})
        form.emplace_back(fmt::format("dataset-fields-3-{}", member), value);
    auto refused = steward.post(revision, form);
    EXPECT_EQ(refused.status, 400);
    EXPECT_TRUE(refused.says("#dataset-fields-3-reference-dataset")) << refused.body;
    auto saved =
        steward.post(revision, with(form, "dataset-fields-3-reference-dataset", "one-more"));
    EXPECT_EQ(saved.status, 303) << saved.body;
    auto described = desks().get("/api/datasets/one-more").body;
    EXPECT_TRUE(described.contains(R"("source":"Krāsa")")) << described;
    EXPECT_TRUE(described.contains(R"("least":"0.5")"));
    EXPECT_TRUE(described.contains(R"("reference":{"dataset":"one-more","field":"nr"})"));
}

TEST(Desks, TellPublicationsApartAndShowTheNewestTen) {
    Visitor steward(desks(), "turetajs");
    publish(steward, "many-files", "Many files");
    constexpr std::string_view all = "/en/desk/steward/datasets/many-files/publications";
    EXPECT_TRUE(steward.get("/en/desk/steward").says(": a.csv, Version 1, 2 rows"));
    EXPECT_FALSE(steward.get("/en/desk/steward").says(all));
    for (int more = 0; more < 10; ++more) {
        auto again = steward.upload("/en/desk/steward/datasets/many-files/version", "", good_rows);
        shown_when_over(steward, again.header("Location"));
    }
    auto desk = steward.get("/en/desk/steward");
    EXPECT_TRUE(desk.says(": a.csv, Version 11, 2 rows"));
    EXPECT_FALSE(desk.says("Version 1, 2 rows"));
    EXPECT_TRUE(desk.says("All 11 publications"));
    EXPECT_TRUE(desk.says(all));
    auto list = steward.get(all);
    EXPECT_EQ(list.status, 200);
    EXPECT_TRUE(list.says("Many files"));
    auto body = list.body;
    std::size_t rows = 0;
    for (auto at = body.find("a.csv"); at != body.npos; at = body.find("a.csv", at + 1)) ++rows;
    EXPECT_EQ(rows, 11u);
}

TEST(Desks, SayInTheLanguageOfThePageWhyAFieldWasDraftedSo) {
    Visitor steward(desks(), "turetajs");
    auto wizard = steward.upload("/en/desk/steward/new", "reasons", "nr,summa\r\n007,\"1,5\"\r\n")
                      .header("Location");
    EXPECT_TRUE(steward.get(wizard).says("leading zeros (`007`), so text"));
    auto latvian = steward.get("/lv" + wizard.substr(3));
    EXPECT_TRUE(latvian.says("sākas ar nullēm („007”), tāpēc teksts"));
    EXPECT_TRUE(latvian.says("decimālkomats"));
    EXPECT_FALSE(latvian.says("leading zeros"));
}

TEST(Desks, TakeAFileThatCameInPiecesBeforeTheForm) {
    Visitor steward(desks(), "turetajs");
    auto wrong = steward.upload("/en/desk/steward/new", "in-pieces", "");
    EXPECT_FALSE(wrong.says(R"(name="upload")"));
    auto id = steward.upload_in_pieces("in-pieces-of", good_rows);
    auto refused = steward.post("/en/desk/steward/new", {{"dataset-id", "BAD ID"}, {"upload", id}});
    EXPECT_EQ(refused.status, 400);
    EXPECT_TRUE(refused.says(R"(name="upload" value=")" + id)) << "nobody sends a gigabyte twice";
    auto taken =
        steward.post("/en/desk/steward/new", {{"dataset-id", "in-pieces"}, {"upload", id}});
    EXPECT_EQ(taken.header("Location"), "/en/desk/steward/uploads/" + id);
    EXPECT_TRUE(steward.get(taken.header("Location")).says("2 rows"));
    auto saved = steward.post(taken.header("Location"), description("In pieces"));
    EXPECT_TRUE(
        shown_when_over(steward, saved.header("Location")).contains("Version 1 is published"));
    EXPECT_EQ(
        steward.post("/en/desk/steward/new", {{"dataset-id", "x"}, {"upload", "nothing"}}).status,
        404);
}

TEST(Desks, EscapeWhatPeopleWrite) {
    constexpr std::string_view hostile = R"("><script>alert(1)</script>)";
    Visitor steward(desks(), "turetajs"), receiver(desks(), "sanemejs");
    publish(steward, "hostile-form", hostile);
    for (auto page : {"/en/desk/steward", "/en/desk/steward/datasets/hostile-form/description",
                      "/en/desk/steward/datasets/hostile-form/profile",
                      "/en/desk/steward/datasets/hostile-form/withdrawal"}) {
        auto answer = steward.get(page);
        EXPECT_EQ(answer.status, 200) << page;
        EXPECT_TRUE(answer.says("&lt;script&gt;")) << page;
        EXPECT_FALSE(answer.says("<script>alert")) << page;
    }
    EXPECT_FALSE(receiver.get("/en/agreements/new?dataset=hostile-form").says("<script>alert"));
    auto again = receiver.post("/en/agreements/new", {{"dataset", "hostile-form"},
                                                      {"terms-purpose", std::string(hostile)}});
    EXPECT_EQ(again.status, 400);
    EXPECT_TRUE(again.says("&lt;script&gt;"));
    EXPECT_FALSE(again.says("<script>alert"));
}

TEST(Desks, AskAgainForWhatIsMissingOrMakesNoSense) {
    Visitor steward(desks(), "turetajs"), receiver(desks(), "sanemejs");
    EXPECT_TRUE(steward.upload("/en/desk/steward/new", "no-file", "").says("This file is empty"));
    EXPECT_EQ(steward.upload("/en/desk/steward/new", "BAD ID", good_rows).status, 400);
    EXPECT_EQ(steward.upload("/en/desk/steward/new", "transportlidzekli", good_rows).status, 409);

    auto described =
        steward.upload("/en/desk/steward/new", "asked-again", good_rows).header("Location");
    EXPECT_EQ(steward.post(described, {}).status, 400);
    auto form = description("Asked again");
    form.emplace_back("dataset-fields-1-type",
                      "nonsense"); // of two values of one name a form makes two lines
    auto again = steward.post(described, form);
    EXPECT_EQ(again.status, 400);
    EXPECT_TRUE(again.says("#dataset-fields-1-type"));
    EXPECT_TRUE(again.says("Asked again"));

    auto request = terms("transportlidzekli");
    request.emplace_back("terms-ends-day", "31");
    EXPECT_TRUE(receiver.post("/en/agreements/new", request).says("#terms-ends"));
}

TEST(Desks, AreClosedToOthersAndToForgedForms) {
    Visitor steward(desks(), "turetajs"), developer(desks(), "izstradatajs"),
        auditor(desks(), "auditors");
    EXPECT_EQ(steward.upload("/en/desk/steward/new", "forged", good_rows, "guessed").status, 403);
    EXPECT_EQ(steward.get("/en/desk/steward/datasets/uznemumi/version").status, 403);
    EXPECT_EQ(steward.get("/en/operator").status, 403);
    EXPECT_EQ(developer.get("/en/desk/steward").status, 403);
    EXPECT_EQ(auditor.get("/en/agreements").status, 200);
    EXPECT_EQ(auditor.get("/en/agreements/new").status, 403);
    EXPECT_EQ(desks().get("/en/desk/steward").status, 303);
}

TEST(Desks, LetTheOperatorAndTheDeveloperRegisterOthers) {
    Visitor operators(desks(), "operators"), developer(desks(), "izstradatajs");
    EXPECT_EQ(operators
                  .post("/en/operator/institutions",
                        {{"registration_number", "1"}, {"name-lv", "a"}, {"name-en", "b"}})
                  .status,
              400);
    auto status_as = [&](const char* role) {
        return operators
            .post("/en/operator/people/new", {{"name", "Jauna"},
                                              {"login", "jauna"},
                                              {"password", "twelve letters"},
                                              {"roles", role}})
            .status;
    };
    EXPECT_EQ(status_as("steward"), 400) << "of which institution?";
    EXPECT_EQ(status_as("auditor"), 303);
    EXPECT_TRUE(operators.get("/en/operator/people").says("Jauna"));
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::ES256).public_key();
    EXPECT_EQ(developer.post("/en/developer/systems/new", {{"name", "By PEM"}, {"jwk", key.pem()}})
                  .status,
              303);
    EXPECT_EQ(
        developer
            .post("/en/developer/systems/new", {{"name", "By JWK"}, {"jwk", json::text(key.jwk())}})
            .status,
        303);
    EXPECT_TRUE(developer.post("/en/developer/systems/new", {{"name", "x"}, {"jwk", "nonsense"}})
                    .says("#jwk"));
    EXPECT_TRUE(developer.get("/en/developer").says("By JWK"));
    for (auto page : {"/en/operator", "/en/operator/data", "/lv/operator"})
        EXPECT_EQ(operators.get(page).status, 200) << page;
}

TEST(PastedSignature, IsTakenAsOpensslWritesItAndAsJoseDoes) {
    Bytes der = {0x30, 0x25, 0x02, 0x02, 0x00, 0x81, 0x02, 0x1f};
    der.insert(der.end(), 31, 0x07);
    Bytes raw(31, 0);
    raw.push_back(0x81);
    raw.push_back(0);
    raw.insert(raw.end(), 31, 0x07);
    EXPECT_EQ(agreements::pasted_signature(base64(der)).value(), base64url(raw));
    EXPECT_EQ(agreements::pasted_signature(" " + base64url(raw) + "\n").value(), base64url(raw));
    for (std::size_t size = 0; size < der.size(); ++size)
        EXPECT_FALSE(agreements::pasted_signature(base64(ByteView(der).first(size)))) << size;
    EXPECT_FALSE(agreements::pasted_signature("not base64 at all"));
}

} // namespace
} // namespace vienreiz::app
