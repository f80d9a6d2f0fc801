// Any bytes as an age file, a recipient, a file of identities. What opens was encrypted by whoever knows the recipient,
// so a changed seed must not.
#include "base/fuzz_seeds.hpp"
#include "crypto/age.hpp"
#include "crypto/bech32.hpp"

#include <algorithm>

using namespace vienreiz;

namespace {

const crypto::age::Identity& identity() {
    static const crypto::age::Identity out({1, 2, 3});
    return out;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    auto recipient = identity().recipient();
    auto file = [&](std::size_t size) {
        return std::string(text(crypto::age::encrypt(Bytes(size, 7), {&recipient, 1})));
    };
    return fuzz::plant(*count, *arguments,
                       {file(0), file(100), file(70'000), to_text(recipient),
                        "# created\n" + identity().text() + "\n",
                        "age-encryption.org/v1\n-> other a b\nAAAA\n--- AAAA\n"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView noise(data, size);
    if (auto plain = crypto::age::decrypt(noise, {&identity(), 1}))
        check(std::ranges::all_of(*plain, [](auto byte) { return byte == 7; }),
              "what opens is a seed");
    if (auto read = crypto::from_bech32(text(noise)))
        check(crypto::to_bech32(read->prefix, read->data) == lower(text(noise)),
              "Bech32 has one spelling in each case");
    if (auto recipient = crypto::age::recipient_from(text(noise)))
        check(to_text(*recipient) == text(noise), "a recipient has one spelling");
    if (auto identities = crypto::age::identities_in(text(noise)))
        check(!identities->empty(), "a file of identities has one");
    return 0;
}
