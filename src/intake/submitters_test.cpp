#include "crypto/jwt.hpp"
#include "intake/submitters.hpp"

#include <gtest/gtest.h>

namespace vienreiz::intake::submitters_test {

using crypto::Algorithm;
using crypto::PrivateKey;

struct SubmittersOfAJournal : testing::Test {
    PrivateKey first = PrivateKey::generate(Algorithm::ES256),
               second = PrivateKey::generate(Algorithm::Ed25519);
    Submitters submitters =
        *Submitters::parse(set({named(first, "shop 1"), second.public_key().jwk()}));

    static json::Value named(const PrivateKey& key, std::string_view name) {
        auto jwk = key.public_key().jwk();
        jwk.get_object()["kid"] = name;
        return jwk;
    }
    static std::string set(std::initializer_list<json::Value> keys) {
        json::Array all(keys.begin(), keys.end());
        return json::text(json::Value(json::Object{{"keys", std::move(all)}}));
    }
    static json::Object claims() { return {{"sum", "12.30"}}; }
};

TEST_F(SubmittersOfAJournal, AreKnownByTheirKeys) {
    EXPECT_EQ(submitters.size(), 2U);
    EXPECT_EQ(*submitters.verify(sign_jwt(claims(), first, "shop 1")), "shop 1");
    auto thumbprint = second.public_key().thumbprint();
    EXPECT_EQ(*submitters.verify(sign_jwt(claims(), second, thumbprint)), thumbprint);
}

TEST_F(SubmittersOfAJournal, SignWithTheirOwnKeyOnly) {
    auto refused = [&](const std::string& entry) { return submitters.verify(entry).error().kind; };
    EXPECT_EQ(refused(sign_jwt(claims(), second, "shop 1")), Kind::unauthenticated);
    EXPECT_EQ(refused(sign_jwt(claims(), first, "shop 2")), Kind::unauthenticated);
    EXPECT_EQ(refused(sign_jwt(claims(), PrivateKey::generate(Algorithm::ES256), "shop 1")),
              Kind::unauthenticated);
    auto changed = sign_jwt(claims(), first, "shop 1");
    changed[changed.size() - 5] = changed[changed.size() - 5] == 'A' ? 'B' : 'A';
    EXPECT_EQ(refused(changed), Kind::unauthenticated);
    EXPECT_EQ(refused(sign_jwt(json::Object{{"typ", "JWT"}}, claims(), first)), Kind::invalid)
        << "no kid";
    EXPECT_EQ(refused("no token"), Kind::invalid);
    EXPECT_EQ(refused(""), Kind::invalid);
}

TEST_F(SubmittersOfAJournal, AreASetOfPublicKeysWithOneNameEach) {
    auto refused = [](const std::string& text) { return Submitters::parse(text).error(); };
    EXPECT_EQ(refused("").kind, Kind::invalid);
    EXPECT_EQ(refused("[]").kind, Kind::invalid);
    EXPECT_EQ(refused(R"({"keys":[]})").kind, Kind::invalid);
    EXPECT_EQ(refused(R"({"keys":[{"kty":"oct","k":"AA"}]})").where.substr(0, 7), "/keys/0");
    EXPECT_EQ(refused(set({named(first, "a"), named(second, "a")})).kind, Kind::conflict);
    EXPECT_EQ(refused(set({named(first, "")})).kind, Kind::invalid);
}

} // namespace vienreiz::intake::submitters_test
