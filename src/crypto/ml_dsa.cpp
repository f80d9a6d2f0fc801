// Over AWS-LC, whose headers have the names of OpenSSL's: this file includes none of those, and nothing that does.
#include "crypto/ml_dsa.hpp"

#include "base/limits.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

namespace vienreiz::crypto::ml_dsa {
namespace {

template <auto release>
struct Release {
    void operator()(auto* handle) const { release(handle); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;

Failure refuse(std::string_view sentence) { return {Kind::invalid, std::string(sentence)}; }

Bytes public_bytes(const EVP_PKEY* key) {
    Bytes out(public_key_bytes);
    auto length = out.size();
    check(EVP_PKEY_get_raw_public_key(key, out.data(), &length) == 1 && length == out.size(),
          "an ML-DSA-44 key gives its bytes");
    return out;
}

} // namespace

struct PublicKey::Impl {
    Key key;
    Bytes bytes;
};
struct PrivateKey::Impl {
    Key key;
    PublicKey public_key;
};

namespace {

Result<PublicKey> public_key_from(ByteView raw) {
    Key key(EVP_PKEY_pqdsa_new_raw_public_key(NID_MLDSA44, raw.data(), raw.size()));
    if (!key) return refuse("An ML-DSA-44 public key has 1312 bytes");
    return PublicKey(std::make_shared<PublicKey::Impl>(
        PublicKey::Impl{std::move(key), Bytes(raw.begin(), raw.end())}));
}

PrivateKey adopt(Key key) {
    auto public_key = public_key_from(public_bytes(key.get()));
    check(public_key.has_value(), "a private key has a public one");
    return PrivateKey(std::make_shared<PrivateKey::Impl>(
        PrivateKey::Impl{std::move(key), std::move(*public_key)}));
}

} // namespace

Result<PublicKey> PublicKey::from_bytes(ByteView raw) { return public_key_from(raw); }
const Bytes& PublicKey::bytes() const { return impl_->bytes; }

bool PublicKey::verifies(ByteView message, ByteView signature) const {
    Context context(EVP_MD_CTX_new());
    check(context &&
              EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, impl_->key.get()) == 1,
          "ML-DSA verification begins");
    return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                            message.size()) == 1;
}

PrivateKey PrivateKey::generate() {
    std::array<std::uint8_t, seed_bytes> seed;
    check(RAND_bytes(seed.data(), seed.size()) == 1, "there is randomness");
    return *from_seed(seed);
}

Result<PrivateKey> PrivateKey::from_seed(ByteView seed) {
    if (seed.size() != seed_bytes) return refuse("The seed of an ML-DSA-44 key has 32 bytes");
    Key key(EVP_PKEY_pqdsa_new_raw_private_key(NID_MLDSA44, seed.data(), seed.size()));
    check(key != nullptr, "every seed makes a key");
    return adopt(std::move(key));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
    if (pem.size() > limits::key_text) return Failure{Kind::too_large, "This key is too long"};
    Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
    if (!key || EVP_PKEY_id(key.get()) != EVP_PKEY_PQDSA ||
        EVP_PKEY_pqdsa_get_type(key.get()) != NID_MLDSA44)
        return refuse("This is not an ML-DSA-44 private key in PEM");
    auto length = seed_bytes;
    if (EVP_PKEY_get_private_seed(key.get(), nullptr, &length) != 1)
        return refuse("This ML-DSA-44 private key does not hold its seed");
    return adopt(std::move(key));
}

std::string PrivateKey::pem() const {
    Memory memory(BIO_new(BIO_s_mem()));
    check(memory && PEM_write_bio_PKCS8PrivateKey(memory.get(), impl_->key.get(), nullptr, nullptr,
                                                  0, nullptr, nullptr) == 1,
          "a private key is written");
    const std::uint8_t* data = nullptr;
    std::size_t length = 0;
    check(BIO_mem_contents(memory.get(), &data, &length) == 1, "a memory holds what was written");
    return std::string(text({data, length}));
}

const PublicKey& PrivateKey::public_key() const { return impl_->public_key; }

Bytes PrivateKey::sign(ByteView message) const {
    Context context(EVP_MD_CTX_new());
    Bytes out(signature_bytes);
    auto length = out.size();
    check(context &&
              EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, impl_->key.get()) == 1 &&
              EVP_DigestSign(context.get(), out.data(), &length, message.data(), message.size()) ==
                  1 &&
              length == out.size(),
          "an ML-DSA-44 key signs");
    return out;
}

} // namespace vienreiz::crypto::ml_dsa
