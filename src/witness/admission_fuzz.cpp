// Any bytes as a list of journals.
#include "base/fuzz_seeds.hpp"
#include "witness/admission.hpp"

using namespace vienreiz;

namespace {
std::string seed() {
    auto key = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1));
    return "logs/v0\n# one\nvkey " + to_vkey(journal::verifier_key("l", key.public_key())) +
           "\norigin none\nbastion none\nqpd 24\ncontact me\n";
}
} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments, {seed()});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (auto list = witness::parse_admission(text(ByteView(data, size))))
        for (const auto& [origin, log] : *list)
            check(!origin.empty() && !log.keys.empty(), "each journal has a name and a key");
    return 0;
}
