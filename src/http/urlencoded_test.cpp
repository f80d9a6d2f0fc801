#include "http/urlencoded.hpp"

#include <gtest/gtest.h>

namespace vienreiz::urlencoded_test {

TEST(UrlencodedForm, IsReadAsBrowsersWriteIt) {
    using Fields = std::map<std::string, std::string>;
    EXPECT_EQ(http::urlencoded_fields("name=R%C4%ABga+1%2B1&empty=&flag&a%20b=c%3Dd=e"),
              (Fields{{"name", "R\u012Bga 1+1"}, {"empty", ""}, {"flag", ""}, {"a b", "c=d=e"}}));
    EXPECT_EQ(http::urlencoded_fields("box=1&other=2&box=3"),
              (Fields{{"box", "1\n3"}, {"other", "2"}}));
    EXPECT_EQ(http::urlencoded_fields("=nameless&&%zz=1&b=%z&c=1"), (Fields{{"c", "1"}}));
    EXPECT_EQ(http::urlencoded_fields(""), Fields{});
}

} // namespace vienreiz::urlencoded_test
