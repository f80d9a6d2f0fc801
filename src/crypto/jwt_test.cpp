#include "base/limits.hpp"
#include "crypto/jwt.hpp"
#include "crypto/test_keys.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::crypto::jwt_test {

const PrivateKey& signer() { return test_key(Algorithm::ES256); }
json::Object claims() { return {{"iss", "lv"}, {"n", 1}}; }

// Signs a header and a payload that sign_jwt would not write.
std::string signed_by_hand(std::string_view header, std::string_view payload) {
    auto out = base64url(bytes(header)) + '.' + base64url(bytes(payload));
    return out + '.' + base64url(signer().sign(bytes(out)));
}
std::string fault(std::string_view token) {
    auto read = verify_jwt(token, signer().public_key());
    return read ? "none" : read.error().what;
}

TEST(Jwt, ReadsBackWhatItSigned) {
    for (auto algorithm :
         {Algorithm::Ed25519, Algorithm::ES256, Algorithm::RS256, Algorithm::PS256}) {
        const auto& key = test_key(algorithm);
        auto read = verify_jwt(sign_jwt(claims(), key, "k1"), key.public_key());
        ASSERT_TRUE(read) << read.error().what;
        EXPECT_EQ(read->claims, claims());
        EXPECT_EQ(read->header,
                  (json::Object{{"alg", jose_name(algorithm)}, {"kid", "k1"}, {"typ", "JWT"}}));
    }
}

TEST(Jwt, TakesAHeaderOfTheCallersButNotItsAlgorithm) {
    auto token = sign_jwt({{"typ", "dpop+jwt"}, {"alg", "none"}}, claims(), signer());
    auto read = verify_jwt(token, signer().public_key());
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->header, (json::Object{{"typ", "dpop+jwt"}, {"alg", "ES256"}}));
}

// RFC 7515 appendix A.3.
TEST(Jwt, VerifiesTheExampleOfRfc7515) {
    auto key = PublicKey::from_jwk({{"kty", "EC"},
                                    {"crv", "P-256"},
                                    {"x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"},
                                    {"y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}});
    auto read = verify_jwt(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
        "LmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISl"
        "SApmWQxfKTUJqPP3-Kg6NU1Q",
        *key);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->claims.at("iss"), json::Value("joe"));
}

// Signed by Python's `cryptography`, which keeps ECDSA signatures in another form.
TEST(Jwt, VerifiesATokenOfAnotherLibrary) {
    auto key = PublicKey::from_jwk({{"kty", "EC"},
                                    {"crv", "P-256"},
                                    {"x", "o7-5h0cxM2ggvCThH6NmB4LqImOMFgC7YAsyNZKwjdw"},
                                    {"y", "RooZ0xV2DZQcd6cCXM-XIoiU10jhK2diWe2t7J-7auM"}});
    auto read =
        verify_jwt("eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJsdiIsIm4i"
                   "OjF9.VnQEJMMrI3EiPL0vwyhOKgiTgQbRvqLeAMhezCvVabFZTQnWhxYlm_Gl9JIPwQpBBma"
                   "s7YBg6h0yblW9q8TCQg",
                   *key);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->claims, claims());
}

TEST(Jwt, RefusesAnotherKeyAndAnotherAlgorithm) {
    auto token = sign_jwt(claims(), signer(), "k1");
    auto other = verify_jwt(token, PrivateKey::generate(Algorithm::ES256).public_key());
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, Kind::unauthenticated);
    EXPECT_EQ(other.error().what, "The signature of the token does not hold");
    auto edwards = verify_jwt(token, test_key(Algorithm::Ed25519).public_key());
    ASSERT_FALSE(edwards);
    EXPECT_EQ(edwards.error().kind, Kind::unauthenticated);
    EXPECT_EQ(edwards.error().what,
              "The token names the algorithm ES256, but its key is for EdDSA");
}

// The public key as an HMAC secret is the classic of RFC 8725 §2.1.
TEST(Jwt, RefusesNoneAndSymmetricAlgorithms) {
    auto payload = base64url(bytes(R"({"iss":"lv"})"));
    for (std::string_view name : {"none", "None", "NONE", "nOnE"}) {
        auto header = base64url(bytes("{\"alg\":\"" + std::string(name) + "\"}"));
        EXPECT_EQ(fault(header + '.' + payload + '.'), "A token without a signature is not taken");
        EXPECT_FALSE(unverified_jwt(header + '.' + payload + '.'));
    }
    auto text = base64url(bytes(R"({"alg":"HS256"})")) + '.' + payload;
    auto mac = hmac_sha256(bytes(signer().public_key().pem()), bytes(text));
    EXPECT_EQ(fault(text + '.' + base64url(mac)),
              "The token names the algorithm HS256, but its key is for ES256");
}

TEST(Jwt, RefusesHeadersItCannotAnswerFor) {
    EXPECT_EQ(fault(signed_by_hand(R"({"alg":"ES256"})", "{}")), "none");
    EXPECT_EQ(fault(signed_by_hand(R"({"alg":"ES256","crit":["b64"],"b64":false})", "{}")),
              "This token asks for an extension (crit) that is not known here");
    for (std::string_view header : {"{}", R"({"alg":1})", R"({"alg":null})"})
        EXPECT_EQ(fault(signed_by_hand(header, "{}")),
                  "The header of a token names its algorithm in \"alg\"");
    for (std::string_view header : {"", "[]", "\"ES256\"", "{\"alg\":\"ES256\"", "\xff"})
        EXPECT_NE(fault(signed_by_hand(header, "{}")), "none") << header;
    for (std::string_view payload : {"", "[]", "7", "{", "text"})
        EXPECT_NE(fault(signed_by_hand(R"({"alg":"ES256"})", payload)), "none") << payload;
}

TEST(Jwt, RefusesEveryTokenWithOneCharacterChangedOrMissing) {
    auto token = sign_jwt(claims(), signer(), "k1");
    for (std::size_t at = 0; at < token.size(); ++at) {
        auto changed = token, missing = token;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        missing.erase(at, 1);
        EXPECT_NE(fault(changed), "none") << at;
        EXPECT_NE(fault(missing), "none") << at;
        EXPECT_NE(fault(std::string_view(token).substr(0, at)), "none") << at;
    }
}

TEST(Jwt, RefusesPaddingAndMoreParts) {
    auto token = sign_jwt(claims(), signer(), "k1");
    for (auto more : {"=", "==", ".", ".e30", "\n", " "}) EXPECT_NE(fault(token + more), "none");
    EXPECT_NE(fault("." + token), "none");
    EXPECT_NE(fault(replace_all(token, ".", "..")), "none");
}

TEST(Jwt, HoldsTheLimitOfItsLength) {
    auto around = sign_jwt({{"x", ""}}, signer(), "k1").size();
    auto room = (limits::jwt - around) / 4 * 3;
    EXPECT_EQ(fault(sign_jwt({{"x", std::string(room - 3, 'x')}}, signer(), "k1")), "none");
    auto over = verify_jwt(std::string(limits::jwt + 1, 'x'), signer().public_key());
    EXPECT_EQ(over.error().kind, Kind::too_large);
    EXPECT_EQ(verify_jwt(std::string(limits::jwt, 'x'), signer().public_key()).error().kind,
              Kind::invalid);
}

TEST(Jwt, ReadsWithoutBelievingToFindTheKey) {
    auto token = sign_jwt(claims(), signer(), "k1");
    auto unsigned_ = token.substr(0, token.rfind('.') + 1);
    auto read = unverified_jwt(unsigned_);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->header.at("kid"), json::Value("k1"));
    EXPECT_EQ(fault(unsigned_), "The signature of the token does not hold");
}

RC_GTEST_PROP(Jwt, NoTextMakesItFail, (const std::string& noise)) {
    RC_ASSERT(!verify_jwt(noise, signer().public_key()));
    RC_ASSERT(!verify_jwt(noise + "." + noise + "." + noise, signer().public_key()));
}

} // namespace vienreiz::crypto::jwt_test
