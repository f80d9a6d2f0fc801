// The steward's desk by the forms of its pages: files, descriptions, publications.
#include "app/desks_test.hpp"

namespace vienreiz::app {
namespace {

constexpr std::string_view type_of_joma = "dataset-fields-1-type";
constexpr std::string_view doubled_rows = "nr,joma,gads\r\nA1,ceļi,2026\r\nA1,ceļi,2026\r\n";

TEST(StewardDesks, ShowWhatWasRejectedAndPublishWithoutIt) {
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

TEST(StewardDesks, CorrectATypeAfterAFirstPublicationThatFailed) {
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

TEST(StewardDesks, KeepADescriptionThatAnAgreementIsUnderWayOn) {
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

TEST(StewardDesks, SayHowAFileSpellsNumbersAndDates) {
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

TEST(StewardDesks, ShowHowAFileIsReadAndReadItOtherwiseWhenTold) {
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

TEST(StewardDesks, OfferTheRowNumberWhereNoColumnIsUnique) {
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

TEST(StewardDesks, LetTheKeyBeChangedUntilSomethingIsPublished) {
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

TEST(StewardDesks, AddAFieldForAColumnThatANewFileBrings) {
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
    auto added = empty.body.substr(empty.body.find(R"(id="dataset-fields-3-access")"));
    EXPECT_LT(added.find(R"(<option value="restricted" selected>)"), added.find("</select>"));

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

TEST(StewardDesks, TellPublicationsApartAndShowTheNewestTen) {
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
    auto card = desk.body.substr(desk.body.find("Many files"));
    EXPECT_FALSE(card.substr(0, card.find("summary-card__title")).contains("Version 1, 2 rows"));
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

TEST(StewardDesks, SayInTheLanguageOfThePageWhyAFieldWasDraftedSo) {
    Visitor steward(desks(), "turetajs");
    auto wizard = steward.upload("/en/desk/steward/new", "reasons", "nr,summa\r\n007,\"1,5\"\r\n")
                      .header("Location");
    EXPECT_TRUE(steward.get(wizard).says("leading zeros (`007`), so text"));
    auto latvian = steward.get("/lv" + wizard.substr(3));
    EXPECT_TRUE(latvian.says("sākas ar nullēm („007”), tāpēc teksts"));
    EXPECT_TRUE(latvian.says("decimālkomats"));
    EXPECT_FALSE(latvian.says("leading zeros"));
}

TEST(StewardDesks, TakeAFileThatCameInPiecesBeforeTheForm) {
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

} // namespace
} // namespace vienreiz::app
