#include "crypto/jwt.hpp"
#include "vectors/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vienreiz::crypto::keys_vectors_test {

std::string_view text_at(const json::Value& value, std::string_view name) {
    return value.at(name).as_string();
}
json::Value without_private_members(json::Object jwk) {
    for (std::string_view name : {"d", "p", "q", "dp", "dq", "qi"}) jwk.erase(name);
    return jwk;
}

// CCTV (Community Cryptography Test Vectors), ed25519: every edge case of the points A and R.
TEST(KeysVectors, Ed25519FollowsThePinnedRuleOnEveryEdgeCaseOfCctv) {
    NEEDS_SHARED_DATA("ledger/cctv/ed25519");
    std::size_t taken = 0, refused = 0;
    auto vectors = shared_data::json_file("ledger/cctv/ed25519/ed25519vectors.json");
    for (const auto& item : vectors.as_array()) {
        auto flagged = [&](const char* flag) {
            const auto& flags = item.at("flags");
            if (flags.is_null()) return false;
            const auto& list = flags.as_array();
            return std::ranges::find(list, json::Value(flag)) != list.end();
        };
        auto key = PublicKey::from_ed25519(*from_hex(text_at(item, "key")));
        bool holds =
            key && key->verifies(bytes(text_at(item, "msg")), *from_hex(text_at(item, "sig")));
        // The rule that keys.hpp pins.
        EXPECT_EQ(key.has_value(), !flagged("non_canonical_A")) << json::text(item);
        bool wanted = key && !flagged("low_order_residue") && !flagged("non_canonical_R");
        EXPECT_EQ(holds, wanted) << json::text(item);
        ++(holds ? taken : refused);
    }
    EXPECT_EQ(taken + refused, 914u);
    EXPECT_EQ(taken, 172u);
}

// RFC 7520 §4.1 and RFC 8037 appendix A.4.
TEST(KeysVectors, VerifyTheSignaturesOfTheJoseCookbook) {
    NEEDS_SHARED_DATA("wallet/jose");
    for (std::string_view name : {"jws_4_1.rsa_v15_signature.json", "curve25519_jws.json"}) {
        auto example = shared_data::json_file("wallet/jose/" + std::string(name));
        auto jwk = without_private_members(example.at("input").at("key").as_object());
        auto key = PublicKey::from_jwk(jwk);
        ASSERT_TRUE(key) << key.error().what;
        auto message = text_at(example.at("signing"), "sig-input");
        auto signature = *from_base64url(text_at(example.at("signing"), "sig"));
        EXPECT_TRUE(key->verifies(bytes(message), signature)) << name;
        EXPECT_FALSE(key->verifies(bytes(message.substr(1)), signature)) << name;
        EXPECT_FALSE(PublicKey::from_jwk(example.at("input").at("key"))) << name;
    }
}

TEST(KeysVectors, RefuseTheCookbookKeysOfOtherAlgorithms) {
    NEEDS_SHARED_DATA("wallet/jose");
    auto fault = [](std::string_view name) {
        auto jwk = shared_data::json_file("wallet/jose/" + std::string(name)).as_object();
        auto key = PublicKey::from_jwk(without_private_members(jwk));
        return key ? "none" : key.error().what;
    };
    EXPECT_EQ(fault("jwk_3_1.ec_public_key.json"), "Elliptic-curve keys are taken on P-256 only");
    EXPECT_EQ(fault("jwk_3_3.rsa_public_key.json"), "none");
    EXPECT_NE(fault("jwk_3_5.symmetric_key_mac_computation.json"), "none");
}

} // namespace vienreiz::crypto::keys_vectors_test
