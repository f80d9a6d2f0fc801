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
}

TEST(Assets, FetchNothingFromElsewhere) {
    auto css = asset("app.css")->bytes;
    EXPECT_FALSE(css.contains("url(http"));
    EXPECT_FALSE(css.contains("@import"));
    EXPECT_FALSE(css.contains("GDS Transport"));
    EXPECT_FALSE(css.contains("crest"));
}

} // namespace vienreiz::assets_test
