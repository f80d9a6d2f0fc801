// What openssl's command line signs we verify, and the other way round.
#include "crypto/test_keys.hpp"
#include "crypto/test_openssl.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace vienreiz::crypto::interop_test {

namespace fs = std::filesystem;

class Interop : public testing::TestWithParam<Algorithm> {
protected:
    void SetUp() override {
        if (!run("openssl version")) GTEST_SKIP() << "There is no openssl program here";
        write("message", "Latvija prasa vienreiz");
    }
    ~Interop() override { fs::remove_all(folder_.path()); }

    void write(const std::string& name, std::string_view content) const {
        folder_.write(name, content);
    }
    [[nodiscard]] std::string read(const std::string& name) const { return folder_.read(name); }
    [[nodiscard]] bool run(const std::string& command) const { return folder_.run(command); }

    test::OpensslFolder folder_{fs::path(testing::TempDir()) /
                                ("interop-" + std::to_string(getpid()))};
};

// The options of `openssl pkeyutl` that make it do what the algorithm says.
std::string options(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::Ed25519:
        return "-rawin";
    case Algorithm::ES256:
        return "-rawin -digest sha256";
    case Algorithm::RS256:
        return "-rawin -digest sha256 -pkeyopt rsa_padding_mode:pkcs1";
    case Algorithm::PS256:
        break;
    }
    return "-rawin -digest sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:digest";
}

// SEQUENCE { INTEGER r, INTEGER s }, as the command line holds ECDSA signatures: by hand, so that
// our own conversion is not checked by itself.
std::string der(std::string_view raw) {
    auto integer = [](std::string_view half) {
        while (half.size() > 1 && half[0] == 0) half.remove_prefix(1);
        std::string value(static_cast<unsigned char>(half[0]) >= 0x80 ? 1 : 0, '\0');
        value += half;
        return std::string{'\x02', static_cast<char>(value.size())} + value;
    };
    auto body = integer(raw.substr(0, 32)) + integer(raw.substr(32));
    return std::string{'\x30', static_cast<char>(body.size())} + body;
}
std::string raw(std::string_view der) {
    std::string out;
    der.remove_prefix(2);
    for (int half = 0; half < 2; ++half) {
        auto length = static_cast<std::size_t>(der[1]);
        auto value = der.substr(2, length);
        if (value.size() > 32) value.remove_prefix(value.size() - 32);
        out += std::string(32 - value.size(), '\0') + std::string(value);
        der.remove_prefix(2 + length);
    }
    return out;
}

TEST_P(Interop, TheCommandLineVerifiesWhatWeSign) {
    const auto& key = test_key(GetParam());
    write("public.pem", key.public_key().pem());
    auto made = key.sign(bytes(read("message")));
    std::string signature(text(made));
    write("signature", GetParam() == Algorithm::ES256 ? der(signature) : signature);
    auto verify =
        "openssl pkeyutl -verify -pubin -inkey public.pem -in message -sigfile signature " +
        options(GetParam());
    EXPECT_TRUE(run(verify)) << verify;
    write("message", "another");
    EXPECT_FALSE(run(verify)) << verify;
}

TEST_P(Interop, WeVerifyWhatTheCommandLineSigns) {
    const auto& key = test_key(GetParam());
    write("private.pem", key.pem());
    auto sign = "openssl pkeyutl -sign -inkey private.pem -in message -out signature " +
                options(GetParam());
    ASSERT_TRUE(run(sign)) << sign;
    auto signature = read("signature");
    if (GetParam() == Algorithm::ES256) signature = raw(signature);
    EXPECT_TRUE(key.public_key().verifies(bytes(read("message")), bytes(signature)));
}

TEST_P(Interop, TheCommandLineMakesKeysThatWeRead) {
    auto kind = [&]() -> std::string {
        switch (GetParam()) {
        case Algorithm::Ed25519:
            return "ED25519";
        case Algorithm::ES256:
            return "EC -pkeyopt ec_paramgen_curve:P-256";
        case Algorithm::RS256:
            return "RSA -pkeyopt rsa_keygen_bits:2048";
        case Algorithm::PS256:
            break;
        }
        return "RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt "
               "rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32";
    }();
    ASSERT_TRUE(run("openssl genpkey -algorithm " + kind + " -out private.pem"));
    ASSERT_TRUE(run("openssl pkey -in private.pem -pubout -out public.pem"));
    auto key = PrivateKey::from_pem(read("private.pem"));
    ASSERT_TRUE(key) << key.error().what;
    EXPECT_EQ(key->algorithm(), GetParam());
    EXPECT_EQ(key->public_key().pem(), read("public.pem"));
}

INSTANTIATE_TEST_SUITE_P(Every, Interop,
                         testing::Values(Algorithm::Ed25519, Algorithm::ES256, Algorithm::RS256,
                                         Algorithm::PS256));

TEST_F(Interop, RefusesForeignKeysWithAReason) {
    auto fault = [&](const std::string& generate) {
        EXPECT_TRUE(run("openssl genpkey " + generate + " -out key.pem")) << generate;
        auto key = PrivateKey::from_pem(read("key.pem"));
        return key ? "none" : key.error().what.substr(0, key.error().what.find(" ("));
    };
    EXPECT_EQ(fault("-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
              "Elliptic-curve keys are taken on P-256 only");
    EXPECT_EQ(fault("-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt "
                    "ec_param_enc:explicit"),
              "An elliptic-curve key names its curve");
    EXPECT_EQ(fault("-algorithm RSA -pkeyopt rsa_keygen_bits:1024"),
              "An RSA key has from 2048 to 4096 bits; this one has 1024");
    EXPECT_EQ(fault("-algorithm X25519"),
              "Keys are taken for Ed25519, ES256, RS256 and PS256 only");
    for (std::string parameters :
         {"rsa_pss_keygen_md:sha512", "rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:64",
          "rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha1"})
        EXPECT_EQ(fault("-algorithm RSA-PSS -pkeyopt " + parameters),
                  "This RSASSA-PSS key is not for PS256 signatures")
            << parameters;
    EXPECT_EQ(fault("-algorithm ED25519 -aes256 -pass pass:1234"),
              "A private key is kept as PKCS#8 without a password, between BEGIN PRIVATE KEY and "
              "END PRIVATE KEY; this is a ENCRYPTED PRIVATE KEY");
}

} // namespace vienreiz::crypto::interop_test
