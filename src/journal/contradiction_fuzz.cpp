// Any bytes as a contradiction: what is taken must be written back as it was, and accuses nobody.
#include "base/fuzz_seeds.hpp"
#include "journal/contradiction.hpp"

using namespace vienreiz;

namespace {

const std::vector<journal::Hash>& leaves() {
    static const std::vector<journal::Hash> out{journal::leaf_hash(bytes("one")),
                                                journal::leaf_hash(bytes("two"))};
    return out;
}

// A whole contradiction, signed by somebody else than who is trusted.
std::string seed() {
    auto other = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 2));
    auto note = [&](std::uint64_t size, const journal::Hash& root) {
        return journal::sign_note(to_text(journal::Checkpoint{"example.lv/j", size, root}),
                                  "example.lv/j", other);
    };
    auto root = journal::node_hash(leaves()[0], leaves()[1]);
    return to_text(
        journal::Contradiction{note(1, leaves()[1]), note(2, root), leaves()[0], {leaves()[1]}});
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments, {seed()});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto key = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1));
    static const auto policy = *journal::policy_of(
        std::vector{to_vkey(journal::verifier_key("example.lv/j", key.public_key()))});
    auto input = text(ByteView(data, size));
    auto parsed = journal::parse_contradiction(input);
    if (!parsed) return 0;
    check(to_text(*parsed) == input, "a contradiction has one spelling");
    check(!journal::verify_contradiction(*parsed, policy), "nobody guesses a signature");
    return 0;
}
