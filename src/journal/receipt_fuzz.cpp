// Any bytes as a receipt: what is taken must be written back as it was, and proves nothing.
#include "base/fuzz_seeds.hpp"
#include "journal/checkpoint.hpp"
#include "journal/receipt.hpp"

using namespace vienreiz;

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    auto other =
        *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 2)); // not the one that is trusted
    journal::Receipt receipt{1, "two", {journal::leaf_hash(bytes("one"))}, {}};
    auto root = journal::node_hash(receipt.proof[0], journal::leaf_hash(bytes("two")));
    receipt.checkpoint = journal::sign_note(to_text(journal::Checkpoint{"example.lv/j", 2, root}),
                                            "example.lv/j", other);
    return fuzz::plant(*count, *arguments, {to_text(receipt)});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto key = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1));
    static const std::vector vkeys{
        to_vkey(journal::verifier_key("example.lv/j", key.public_key()))};
    auto input = text(ByteView(data, size));
    if (auto receipt = journal::parse_receipt(input))
        check(to_text(*receipt) == input, "a receipt has one spelling");
    check(!journal::verify_receipt(input, vkeys), "nobody guesses a signature");
    return 0;
}
