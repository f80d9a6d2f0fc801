// Any bytes as the entry that ends a journal, or the first one of its successor: what is taken is written as it was
// read.
#include "base/fuzz_seeds.hpp"
#include "journal/succession.hpp"

using namespace vienreiz;

namespace {

journal::Identity identity(const std::string& origin) {
    return {origin, *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))};
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    auto old_one = identity("example/old"), new_one = identity("example/new");
    auto key = journal::verifier_key(new_one.origin, new_one.key.public_key());
    auto checkpoint = journal::sign_note("example/old\n1\n" + base64(Bytes(32, 7)) + "\n",
                                         old_one.origin, old_one.key);
    journal::Ending ending{old_one.origin, 3, {to_vkey(key)}, {}};
    journal::Beginning beginning{new_one.origin, old_one.origin, {}, checkpoint};
    return fuzz::plant(*count, *arguments,
                       {to_text(ending), to_text(beginning), *ending_entry(ending, old_one),
                        *beginning_entry(beginning, new_one)});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = text(ByteView(data, size));
    if (auto ending = journal::parse_ending(input))
        check(to_text(*ending) == input, "an ending has one spelling");
    if (auto beginning = journal::parse_beginning(input))
        check(to_text(*beginning) == input, "a beginning has one spelling");
    auto old_one = identity("example/old");
    auto key = journal::verifier_key(old_one.origin, old_one.key.public_key());
    if (auto ending = journal::verified_ending(input, key))
        check(ending->origin == old_one.origin, "a journal ends itself");
    return 0;
}
