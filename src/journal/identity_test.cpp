#include "journal/check.hpp"
#include "journal/identity.hpp"
#include "journal/receipt.hpp"
#include "journal/simulated_disk.hpp"

#include <gtest/gtest.h>

namespace vienreiz::identity_test {
using namespace journal;

std::optional<crypto::ml_dsa::PrivateKey> second(std::uint8_t seed) {
    return *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, seed));
}

TEST(Identity, TakesASecondKeyAndThenNoOther) {
    auto disk = std::make_shared<SimulatedDisk>(1);
    auto open = [&](std::optional<crypto::ml_dsa::PrivateKey> post_quantum) {
        auto first = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1));
        return open_files(
            {"/j", {"example.lv/journals/main", first, std::move(post_quantum)}, disk});
    };
    ASSERT_TRUE((*open({}))->append(std::vector<std::string_view>{"one", "two"}));
    {
        auto opened = open(second(1));
        ASSERT_TRUE(opened) << opened.error().what;
        auto policy = policy_for((*opened)->vkeys());
        auto verified = verify_receipt((*opened)->receipt(1).value(), *policy);
        ASSERT_TRUE(verified) << verified.error().what;
        EXPECT_EQ(verified->witnesses, std::vector<std::string>{"post-quantum"});
        EXPECT_EQ(vkeys_in(*disk, "/j").value(), (*opened)->vkeys());
    }
    EXPECT_EQ(open(second(2)).error().kind, Kind::conflict);
    EXPECT_EQ(open({}).error().kind, Kind::conflict);
    EXPECT_TRUE(open(second(1)));
}

} // namespace vienreiz::identity_test
