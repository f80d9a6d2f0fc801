// Over AWS-LC, whose headers have the names of OpenSSL's: this file includes none of those, and nothing that does.
#include "crypto/p256.hpp"

#include <openssl/bn.h>
#include <openssl/ec_key.h>
#include <openssl/ecdsa.h>
#include <openssl/nid.h>

namespace vienreiz::crypto::p256 {

struct VerifyingKey::Key {
    bssl::UniquePtr<EC_KEY> key;
};

VerifyingKey::VerifyingKey(ByteView x, ByteView y) {
    check(x.size() == coordinate_bytes && y.size() == coordinate_bytes, "two coordinates");
    bssl::UniquePtr<BIGNUM> x_number(BN_bin2bn(x.data(), x.size(), nullptr)),
        y_number(BN_bin2bn(y.data(), y.size(), nullptr));
    bssl::UniquePtr<EC_KEY> key(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
    check(x_number && y_number && key &&
              EC_KEY_set_public_key_affine_coordinates(key.get(), x_number.get(), y_number.get()) ==
                  1,
          "the point lies on the curve");
    key_ = std::make_shared<const Key>(std::move(key));
}

bool VerifyingKey::verifies(const Hash& digest, ByteView signature) const {
    if (signature.size() != signature_bytes) return false;
    constexpr auto half = signature_bytes / 2;
    bssl::UniquePtr<ECDSA_SIG> pair(ECDSA_SIG_new());
    bssl::UniquePtr<BIGNUM> r(BN_bin2bn(signature.data(), half, nullptr)),
        s(BN_bin2bn(signature.data() + half, half, nullptr));
    check(pair && r && s && ECDSA_SIG_set0(pair.get(), r.get(), s.get()) == 1,
          "there is memory for a signature");
    (void)r.release(); // the pair owns them now
    (void)s.release();
    return ECDSA_do_verify(digest.data(), digest.size(), pair.get(), key_->key.get()) == 1;
}

} // namespace vienreiz::crypto::p256
