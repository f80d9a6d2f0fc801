#include "html/assets.hpp"

#include <gtest/gtest.h>

namespace vienreiz::assets_test {
using namespace vienreiz::html;

TEST(Assets, AreInTheBinaryWithTheirTypes) {
    ASSERT_NE(asset("app.css"), nullptr);
    EXPECT_EQ(asset("app.css")->content_type, "text/css; charset=utf-8");
    EXPECT_TRUE(asset("app.css")->bytes.contains(".govuk-button"));
    EXPECT_EQ(asset("app.css")->hash.size(), 64U);
    ASSERT_NE(asset("app.js"), nullptr);
    EXPECT_EQ(asset("app.js")->content_type, "text/javascript; charset=utf-8");
    EXPECT_TRUE(asset("favicon.svg")->bytes.starts_with("<svg"));
    EXPECT_EQ(asset("lv.po"), nullptr);
    EXPECT_EQ(asset("../app.css"), nullptr);
}

TEST(Assets, HaveOneVersionInTheirUrls) {
    EXPECT_EQ(assets_version().size(), 16U);
    EXPECT_EQ(asset_url("app.css"), "/assets/" + std::string(assets_version()) + "/app.css");
    EXPECT_DEATH((void)asset_url("nothing.css"), "assets there are");
}

// What the script imports by a relative URL must be there under that name.
TEST(Assets, HoldWhatTheScriptImports) {
    EXPECT_TRUE(asset("app.js")->bytes.contains("from './govuk-frontend.min.js'"));
    EXPECT_NE(asset("govuk-frontend.min.js"), nullptr);
    auto expect_import = [](std::string_view of, std::string_view name) {
        ASSERT_NE(asset(of), nullptr) << of;
        EXPECT_NE(asset(name), nullptr) << name;
        EXPECT_TRUE(asset(of)->bytes.contains("'./" + std::string(name) + "'"))
            << of << " " << name;
    };
    expect_import("app.js", "check.js");
    expect_import("check.js", "receipt.js");
    expect_import("receipt.js", "note.js");
    expect_import("receipt.js", "policy.js");
    expect_import("policy.js", "note.js");
    expect_import("note.js", "ml_dsa_44.js");
}

// The bundle is a module of its own, and its licence goes along.
TEST(Assets, HoldMlDsaWithItsLicence) {
    ASSERT_NE(asset("ml_dsa_44.js"), nullptr);
    EXPECT_FALSE(asset("ml_dsa_44.js")->bytes.contains("from\"@noble"));
    EXPECT_LT(asset("ml_dsa_44.js")->bytes.size(), 40'000U) << "more than one function is bundled";
    EXPECT_TRUE(asset("notices.txt")->bytes.contains("Paul Miller"));
}

TEST(Assets, FetchNothingFromElsewhere) {
    auto css = asset("app.css")->bytes;
    EXPECT_FALSE(css.contains("url(http"));
    EXPECT_FALSE(css.contains("@import"));
    EXPECT_FALSE(css.contains("GDS Transport"));
    EXPECT_FALSE(css.contains("crest"));
}

} // namespace vienreiz::assets_test
