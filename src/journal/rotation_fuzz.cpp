// Any bytes as the statements of a journal's rotations: what is taken is written as it was read, and leads on from a
// key that was trusted to one that is named.
#include "base/fuzz_seeds.hpp"
#include "journal/rotation.hpp"

using namespace vienreiz;

namespace {

constexpr std::string_view origin = "example/main";

crypto::PrivateKey key(std::uint8_t seed) {
    return *crypto::PrivateKey::from_ed25519_seed(Bytes(32, seed));
}
std::string vkey(std::uint8_t seed) {
    return to_vkey(journal::verifier_key(std::string(origin), key(seed).public_key()));
}
journal::Rotation rotation(std::uint8_t former, std::uint8_t next) {
    return {std::string(origin), 3, {vkey(former)}, {vkey(next)}, {}};
}
std::string stated(std::uint8_t former, std::uint8_t next) {
    return journal::rotation_note(rotation(former, next), key(former), key(next));
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments,
                       {to_text(rotation(1, 2)), stated(1, 2), stated(1, 2) + stated(2, 3)});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = text(ByteView(data, size));
    if (auto one = journal::parse_rotation(input))
        check(to_text(*one) == input, "a rotation has one spelling");
    if (auto all = journal::parse_rotations(input)) {
        check(all->statements == input, "they are given as they were read");
        for (const auto& one : all->all) check(!one.keys.empty(), "each names who is next");
    }
    static const auto policy = *journal::policy_of(std::vector{vkey(1)});
    if (auto next = journal::rotated(policy, input))
        check(next->taken > 0, "another key than the first is trusted by a statement alone");
    return 0;
}
