// CCTV's accumulated vectors for ML-DSA-44: ten thousand keys, and a deterministic signature of nothing by each, hashed
// into one number. They go below what crypto/ml_dsa.hpp shows, which signs with randomness.
#include "base/text.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <crypto/fipsmodule/ml_dsa/ml_dsa.h>
#include <memory>

namespace vienreiz::ml_dsa_vectors_test {

class Shake128 {
public:
    Shake128() { EVP_DigestInit_ex(context_.get(), EVP_shake128(), nullptr); }
    void write(ByteView data) { EVP_DigestUpdate(context_.get(), data.data(), data.size()); }
    void read(std::span<std::uint8_t> out) {
        EVP_DigestSqueeze(context_.get(), out.data(), out.size());
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

std::string accumulated(int times) {
    Shake128 seeds, all;
    std::array<std::uint8_t, 32> seed, none{};
    Bytes public_key(1312), private_key(2560), signature(2420);
    constexpr std::array<std::uint8_t, 2> pure_without_context{0, 0};
    for (int at = 0; at < times; ++at) {
        seeds.read(seed);
        EXPECT_EQ(ml_dsa_44_keypair_internal(public_key.data(), private_key.data(), seed.data()),
                  1);
        all.write(public_key);
        auto length = signature.size();
        EXPECT_EQ(ml_dsa_44_sign_internal(private_key.data(), signature.data(), &length, nullptr, 0,
                                          pure_without_context.data(), pure_without_context.size(),
                                          none.data()),
                  1);
        all.write(signature);
        EXPECT_EQ(ml_dsa_44_verify(public_key.data(), signature.data(), signature.size(), nullptr,
                                   0, nullptr, 0),
                  1);
    }
    std::array<std::uint8_t, 32> out;
    all.read(out);
    return hex(out);
}

TEST(MlDsa44, GivesTheAccumulatedHashOfTenThousandKeysAndSignatures) {
    EXPECT_EQ(accumulated(100), "d51148e1f9f4fa1a723a6cf42e25f2a99eb5c1b378b3d2dbbd561b1203beeae4");
    EXPECT_EQ(accumulated(10'000),
              "e7fd21f6a59bcba60d65adc44404bb29a7c00e5d8d3ec06a732c00a306a7d143");
}

} // namespace vienreiz::ml_dsa_vectors_test
