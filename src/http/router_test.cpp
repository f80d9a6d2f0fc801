#include "http/router.hpp"

#include <gtest/gtest.h>

namespace vienreiz::router_test {

using http::Method;
using http::Router;

class Routes : public testing::Test {
protected:
    Router router;
    std::size_t home = router.add(Method::get, "/");
    std::size_t list = router.add(Method::get, "/datasets");
    std::size_t create = router.add(Method::post, "/datasets");
    std::size_t fresh = router.add(Method::get, "/datasets/new");
    std::size_t one = router.add(Method::get, "/datasets/{dataset}");
    std::size_t row = router.add(Method::get, "/datasets/{dataset}/rows/{key}");
    std::size_t files = router.add(Method::get, "/files/{path*}");

    std::size_t found(Method method, std::string_view path) {
        auto match = router.find(method, path);
        return match ? match->route : static_cast<std::size_t>(-1);
    }
};

TEST_F(Routes, AreFoundByMethodAndSegments) {
    EXPECT_EQ(found(Method::get, "/"), home);
    EXPECT_EQ(found(Method::get, "/datasets"), list);
    EXPECT_EQ(found(Method::post, "/datasets"), create);
    EXPECT_EQ(found(Method::get, "/datasets/population"), one);
    EXPECT_EQ(found(Method::head, "/datasets/population"), one);
}

TEST_F(Routes, PreferTheLiteralAndComeBackFromIt) {
    EXPECT_EQ(found(Method::get, "/datasets/new"), fresh);
    auto match = router.find(Method::get, "/datasets/new/rows/1");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->route, row);
    EXPECT_EQ((*match)["dataset"], "new");
    EXPECT_EQ((*match)["key"], "1");
}

TEST_F(Routes, DecodeTheirParameters) {
    auto match = router.find(Method::get, "/datasets/a%2Fb/rows/%C3%B5+");
    ASSERT_TRUE(match);
    EXPECT_EQ((*match)["dataset"], "a/b");
    EXPECT_EQ((*match)["key"], "õ+");
    auto broken = router.find(Method::get, "/datasets/%zz");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().kind, Kind::invalid);
}

TEST_F(Routes, GiveTheRestOfThePathToTheLastParameter) {
    auto match = router.find(Method::get, "/files/css/site.css");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->route, files);
    EXPECT_EQ((*match)["path"], "css/site.css");
}

TEST_F(Routes, SayWhatIsMissingAndWhatIsAllowed) {
    for (auto path :
         {"/nothing", "/datasets/", "/datasets//rows/1", "/datasets/a/rows", "datasets", ""}) {
        auto match = router.find(Method::get, path);
        ASSERT_FALSE(match) << path;
        EXPECT_EQ(match.error().kind, Kind::missing) << path;
    }
    auto other = router.find(Method::delete_, "/datasets");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, Kind::conflict);
    EXPECT_EQ(other.error().where, "GET, POST");
}

TEST_F(Routes, AreAddedOnce) {
    EXPECT_DEATH(router.add(Method::get, "/datasets/{other}"), "one route");
    EXPECT_DEATH(router.add(Method::get, "/{rest*}/more"), "last segment");
}

} // namespace vienreiz::router_test
