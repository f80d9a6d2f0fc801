// What another node's refusal says, as a failure here.
#include "http/message.hpp"
#include "platform/remote.hpp"

#include <gtest/gtest.h>

namespace vienreiz::remote_test {

Failure failure_in(int status, std::string body) {
    http::ClientResponse response;
    response.status = status;
    response.body = std::move(body);
    return platform::failure_of(response);
}

TEST(Refusal, TellsAllThatWasWrong) {
    Failure told{Kind::conflict, "Taken", "/login"};
    told.also = {{Kind::invalid, "Too short", "row 3"}, {Kind::invalid, "Nobody knows why"}};
    auto read = failure_in(409, std::get<std::string>(http::problem(told).body));
    EXPECT_EQ(read.kind, Kind::conflict);
    EXPECT_EQ(read.what, "Taken");
    EXPECT_EQ(read.where, "/login");
    ASSERT_EQ(read.also.size(), 2U);
    EXPECT_EQ(read.also[0].what, "Too short");
    EXPECT_EQ(read.also[0].where, "row 3");
    EXPECT_EQ(read.also[1].what, "Nobody knows why");
    EXPECT_EQ(read.also[1].where, "");
}

TEST(Refusal, OfATokenIsReadToo) {
    auto read = failure_in(401, R"({"error":"invalid_client","error_description":"Unknown"})");
    EXPECT_EQ(read.kind, Kind::unauthenticated);
    EXPECT_EQ(read.what, "Unknown");
}

TEST(Refusal, ThatSaysNothingIsToldByItsStatus) {
    for (auto* body :
         {"", "<html>", "[]", "{}", R"({"errors":[]})", R"({"errors":[1,{}]})", R"({"detail":7})"})
        EXPECT_EQ(failure_in(502, body).what, "The node answered with status 502") << body;
}

} // namespace vienreiz::remote_test
