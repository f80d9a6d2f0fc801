// Any bytes as a COSE receipt: nobody guesses a signature.
#include "base/fuzz_seeds.hpp"
#include "journal/cose.hpp"

using namespace vienreiz;

namespace {
journal::VerifierKey key_of(const crypto::PrivateKey& key) {
    return journal::verifier_key("example.lv/j", key.public_key());
}
crypto::PrivateKey private_key(std::uint8_t which) {
    return *crypto::PrivateKey::from_ed25519_seed(Bytes(32, which));
}
} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    auto other = private_key(2); // not the one that is trusted
    journal::CoseProof proof{1, 2, {journal::leaf_hash(bytes("one"))}, "two"};
    auto root = journal::node_hash(proof.proof[0], journal::leaf_hash(bytes("two")));
    auto seed = journal::cose_receipt(proof, root, key_of(private_key(1)),
                                      [&](ByteView message) { return other.sign(message); });
    return fuzz::plant(*count, *arguments, {std::string(text(seed))});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto key = key_of(private_key(1));
    check(!journal::verify_cose_receipt({data, size}, std::span(&key, 1)),
          "nobody guesses a signature");
    return 0;
}
