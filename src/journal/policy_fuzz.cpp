// Any bytes as a trust policy: what is taken means the same when it is written and read again.
#include "base/fuzz_seeds.hpp"
#include "journal/policy.hpp"

using namespace vienreiz;

namespace {
std::string seed() {
    auto key = crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))->public_key();
    auto log = to_vkey(journal::verifier_key("log.example", key));
    auto witness = to_vkey(
        journal::verifier_key("w.example", key, journal::SignatureType::ed25519_cosignature));
    return "# a policy\nlog " + log + " https://log.example\nwitness w " + witness +
           "\ngroup g any w\nquorum g\n";
}
} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments, {seed(), "quorum none\n"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto policy = journal::parse_policy(text(ByteView(data, size)));
    if (!policy) return 0;
    auto written = to_text(*policy);
    auto again = journal::parse_policy(written);
    check(again && to_text(*again) == written, "a policy is read as it is written");
    return 0;
}
