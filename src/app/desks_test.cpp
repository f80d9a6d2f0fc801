// The main job by the forms of the pages alone, as people without a script play it.
#include "app/desks_test.hpp"

#include "capabilities/agreements/signing.hpp"
#include "crypto/keys.hpp"

#include <gtest/gtest.h>

namespace vienreiz::app {
namespace {

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
