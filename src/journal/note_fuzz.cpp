// Any bytes as a signed note and as a checkpoint: what is taken must be written back as it was.
#include "base/fuzz_seeds.hpp"
#include "journal/checkpoint.hpp"

using namespace vienreiz;

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return vienreiz::fuzz::plant(
        *count, *arguments,
        {"example.lv/j\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
         journal::sign_note("text\n", "example.lv/j",
                            *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))),
         to_vkey(journal::verifier_key(
             "example.lv/j", crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))->public_key()))});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = text(ByteView(data, size));
    if (auto note = journal::parse_note(input)) {
        auto written = note->text + "\n";
        for (const auto& line : note->signatures)
            written += journal::signature_line(line.name, line.id, line.signature);
        check(written == input, "a note has one spelling");
    }
    if (auto checkpoint = journal::parse_checkpoint(input))
        check(to_text(*checkpoint) == input, "a checkpoint has one spelling");
    if (auto key = journal::verifier_key(input))
        check(to_vkey(*key) == input, "a verifier key has one spelling");
    return 0;
}
