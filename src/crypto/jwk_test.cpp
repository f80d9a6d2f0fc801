#include "base/limits.hpp"
#include "crypto/keys.hpp"

#include <gtest/gtest.h>

namespace vienreiz::crypto::jwk_test {

// RFC 7515 appendix A.3.
constexpr std::string_view elliptic = R"({"kty":"EC","crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
// RFC 8037 appendix A.2.
constexpr std::string_view edwards =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
// RFC 7638 §3.1.
constexpr std::string_view rsa = R"({"kty":"RSA","e":"AQAB","alg":"RS256","kid":"2011-04-29",
    "n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"})";

json::Object object(std::string_view text) { return json::parse(text)->get_object(); }

std::string fault(const json::Value& value) {
    auto key = PublicKey::from_jwk(value);
    return key ? "none" : key.error().where + ": " + key.error().what;
}
template <class T>
std::string fault(std::string_view text, std::string_view member, T value) {
    auto key = object(text);
    key[member] = boost::json::value_from(value);
    return fault(key);
}
// A modulus of so many bits, all of them ones.
std::string modulus(std::size_t bits) {
    Bytes ones(bits / 8, 0xff);
    if (bits % 8 != 0) ones.insert(ones.begin(), static_cast<std::uint8_t>((1u << bits % 8) - 1));
    return base64url(ones);
}

TEST(Jwk, GivesTheKnownThumbprints) {
    EXPECT_EQ(PublicKey::from_jwk(object(rsa))->thumbprint(),
              "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"); // RFC 7638 §3.1
    EXPECT_EQ(PublicKey::from_jwk(object(edwards))->thumbprint(),
              "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"); // RFC 8037 A.3
}

TEST(Jwk, WritesWhatItRead) {
    for (auto text : {elliptic, edwards, rsa}) {
        auto read = object(text);
        auto key = PublicKey::from_jwk(read);
        ASSERT_TRUE(key) << key.error().what;
        auto jwk = key->jwk();
        const auto& written = jwk.get_object();
        EXPECT_EQ(written.at("alg"), json::Value(jose_name(key->algorithm())));
        for (std::string_view name : {"kty", "crv", "x", "y", "n", "e"})
            EXPECT_EQ(written.contains(name) ? written.at(name) : json::Value(),
                      read.contains(name) ? read.at(name) : json::Value())
                << name;
    }
}

TEST(Jwk, RefusesPrivateAndSecretKeysAloud) {
    EXPECT_EQ(fault(elliptic, "d", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
              "/d: This is a private or secret key (it has \"d\"): make a new one, and give only "
              "its public members");
    for (std::string_view name : {"p", "q", "dp", "dq", "qi", "oth", "k"})
        EXPECT_NE(fault(rsa, name, "AQAB"), "none") << name;
}

TEST(Jwk, HonoursWhatAKeyIsFor) {
    EXPECT_EQ(fault(elliptic, "use", "sig"), "none");
    EXPECT_EQ(fault(elliptic, "use", "enc"),
              "/use: This key is not for signatures: its \"use\" is not \"sig\"");
    EXPECT_EQ(fault(elliptic, "key_ops", json::Array{"sign", "verify"}), "none");
    EXPECT_EQ(fault(elliptic, "key_ops", json::Array{"deriveKey"}),
              "/key_ops: This key is not for verifying: \"key_ops\" lacks \"verify\"");
    EXPECT_EQ(fault(elliptic, "alg", "ES384"),
              "/alg: This key is for ES256, but its \"alg\" says ES384");
    EXPECT_EQ(fault(edwards, "alg", "EdDSA"), "none");
    EXPECT_EQ(fault(edwards, "alg", "Ed25519"), "none");
    EXPECT_NE(fault(edwards, "alg", "Ed448"), "none");
    EXPECT_NE(fault(rsa, "alg", "RSA-OAEP"), "none");
    auto pss = object(rsa);
    pss["alg"] = "PS256";
    EXPECT_EQ(PublicKey::from_jwk(pss)->algorithm(), Algorithm::PS256);
}

TEST(Jwk, RefusesAPointThatIsNotOnTheCurve) {
    auto y = object(elliptic).at("y");
    EXPECT_NE(fault(elliptic, "x", y), "none");
    EXPECT_NE(fault(elliptic, "y", base64url(Bytes(32, 0xff))), "none"); // above the field's prime
    EXPECT_NE(fault(elliptic, "y", base64url(Bytes(32, 0))), "none");
}

TEST(Jwk, RefusesCoordinatesOfAnotherLength) {
    auto x = *from_base64url(object(elliptic).at("x").get_string());
    EXPECT_EQ(fault(elliptic, "x", base64url(ByteView(x).first(31))),
              "/x: \"x\" has 32 bytes here");
    x.insert(x.begin(), 0);
    EXPECT_EQ(fault(elliptic, "x", base64url(x)), "/x: \"x\" has 32 bytes here");
    EXPECT_NE(fault(edwards, "x", base64url(x)), "none");
    EXPECT_NE(fault(elliptic, "x", std::string(limits::key_text + 1, 'A')), "none");
}

TEST(Jwk, HoldsTheLimitsOfRsaKeys) {
    EXPECT_EQ(fault(rsa, "n", modulus(limits::rsa_bits_least)), "none");
    EXPECT_EQ(fault(rsa, "n", modulus(limits::rsa_bits_most)), "none");
    EXPECT_EQ(fault(rsa, "n", modulus(limits::rsa_bits_least - 1)),
              ": An RSA key has from 2048 to 4096 bits; this one has 2047");
    EXPECT_EQ(fault(rsa, "n", modulus(limits::rsa_bits_most + 1)),
              ": An RSA key has from 2048 to 4096 bits; this one has 4097");
}

TEST(Jwk, RefusesRsaNumbersThatCannotBeSound) {
    for (std::string_view e : {"", "AAEAAQ", "AQ", "AA", "AQAA", "__________8A"})
        EXPECT_NE(fault(rsa, "e", e), "none") << e;
    EXPECT_EQ(fault(rsa, "e", "Aw"), "none");
    auto even = Bytes(256, 0xff);
    even.back() = 0xfe;
    EXPECT_NE(fault(rsa, "n", base64url(even)), "none");
}

TEST(Jwk, RefusesWhatIsNoKeyOfOurs) {
    EXPECT_EQ(fault(json::Value("key")), ": Here stands text, but a key (a JSON object) is wanted");
    EXPECT_EQ(fault(json::Object{}), "/kty: The member \"kty\" is missing");
    EXPECT_EQ(fault(json::Object{{"kty", "EC"}, {"crv", "P-256"}}),
              "/x: The member \"x\" is missing");
    EXPECT_EQ(fault(elliptic, "crv", "P-384"), "/crv: Elliptic-curve keys are taken on P-256 only");
    EXPECT_EQ(fault(edwards, "crv", "X25519"), "/crv: Keys of kind OKP are taken for Ed25519 only");
    EXPECT_EQ(fault(elliptic, "kty", "oct"),
              "/kty: A key for signatures is of kind EC, RSA or OKP");
    EXPECT_EQ(fault(elliptic, "x", 7), "/x: Here stands a number, but text is wanted");
    EXPECT_EQ(fault(elliptic, "x", "f83+"), "/x: This is not base64 text");
}

} // namespace vienreiz::crypto::jwk_test
