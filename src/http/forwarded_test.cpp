#include "http/forwarded.hpp"

#include <gtest/gtest.h>

namespace vienreiz::forwarded_test {
using namespace http;

const Proxies proxies{"10.0.0.1", "10.0.0.2", "::1"};

Origin origin(std::string_view peer, std::vector<HeaderView> headers, bool tls = false) {
    Request request;
    request.peer = peer;
    request.tls = tls;
    request.headers = headers;
    return origin_of(request, proxies);
}

TEST(Forwarded, IsBelievedOfProxiesOnly) {
    EXPECT_EQ(origin("192.0.2.7", {{"X-Forwarded-For", "198.51.100.1"}}).address, "192.0.2.7");
    EXPECT_FALSE(origin("192.0.2.7", {{"X-Forwarded-Proto", "https"}}).tls);
    EXPECT_EQ(origin("10.0.0.1", {{"x-forwarded-for", "198.51.100.1"}}).address, "198.51.100.1");
    EXPECT_TRUE(origin("10.0.0.1", {{"x-forwarded-proto", "https"}}).tls);
    EXPECT_FALSE(origin("10.0.0.1", {{"X-Forwarded-Proto", "http"}}, true).tls);
}

TEST(Forwarded, IsReadFromItsEndSoThatNobodyClaimsAnotherAddress) {
    EXPECT_EQ(origin("10.0.0.1", {{"X-Forwarded-For", "203.0.113.9, 198.51.100.1"}}).address,
              "198.51.100.1");
    EXPECT_EQ(
        origin("10.0.0.1", {{"X-Forwarded-For", "203.0.113.9, 198.51.100.1,10.0.0.2"}}).address,
        "198.51.100.1");
    EXPECT_EQ(origin("::1", {{"X-Forwarded-For", "2001:db8::5"}}).address, "2001:db8::5");
    EXPECT_EQ(origin("10.0.0.1",
                     {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", "198.51.100.1"}})
                  .address,
              "198.51.100.1");
}

TEST(Forwarded, GivesTheProxyItselfWhereItSaysNothingThatIsAnAddress) {
    for (auto said : {"", "unknown", "198.51.100.1:443", "10.0.0.2, <script>", "1.2.3.4.5"})
        EXPECT_EQ(origin("10.0.0.1", {{"X-Forwarded-For", said}}).address, "10.0.0.1") << said;
    EXPECT_EQ(origin("10.0.0.1", {}).address, "10.0.0.1");
}

} // namespace vienreiz::forwarded_test
