// What `vienreiz serve` says and keeps.
#include "app/demonstration.hpp"
#include "commands/demonstrated.hpp"
#include "node/test_node.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace vienreiz::commands {

using test::ChildNode;
using test::Voice;

struct Serve : testing::Test {
    test::Folder folder{"serve"};
    std::filesystem::path data = folder.path() / "data";
};

TEST_F(Serve, OnAnIpv6AddressSaysItInBrackets) {
    std::ifstream addresses("/proc/net/if_inet6");
    std::string known{std::istreambuf_iterator<char>(addresses), {}};
    if (!known.contains("00000000000000000000000000000001"))
        GTEST_SKIP() << "There is no IPv6 here";
    auto node = ChildNode::start(data, {"--address", "::1"});
    ASSERT_TRUE(node) << node.error().what;
    auto url = (*node)->url();
    EXPECT_TRUE(url.starts_with("http://[::1]:")) << url;
    // The address is the audience of client assertions too.
    auto told = app::demonstration_in(data);
    ASSERT_TRUE(told);
    auto key = crypto::PrivateKey::from_pem(told->system_key);
    auto token = Voice::authenticate(url, told->system, *key);
    EXPECT_TRUE(token) << token.error().what;
    EXPECT_EQ((*node)->stop(), 0);
}

} // namespace vienreiz::commands
