// A fast 64-bit hash for tables in memory and in files. It keeps nobody out: where an adversary
// picks the input, the seed must be something the input itself decides and he cannot steer
// (key_index.hpp uses the content's SHA-256).
#pragma once

#include "base/machine_words.hpp"

#include <cstdint>
#include <string_view>

namespace vienreiz::store {

__extension__ using Product = unsigned __int128;

// The two halves of a full product, folded: every bit of the result hangs on every bit of both
// factors.
inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    auto product = static_cast<Product>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// floor(hash / 2^64 * count): a number below `count`, in the order of the hashes, without a
// division.
inline std::uint64_t scale(std::uint64_t hash, std::uint64_t count) {
    return static_cast<std::uint64_t>((static_cast<Product>(hash) * count) >> 64);
}

using machine_words::load;

inline std::uint64_t hash64(std::string_view text, std::uint64_t seed) {
    // Odd constants with about half of their bits set: the fractions of the square roots of 2, 3
    // and 5.
    constexpr std::uint64_t root2 = 0x6a09e667f3bcc909, root3 = 0xbb67ae8584caa73b,
                            root5 = 0x3c6ef372fe94f82b;
    const char* at = text.data();
    std::size_t left = text.size();
    std::uint64_t state = seed ^ fold(left ^ root2, root3);
    for (; left > 16; at += 16, left -= 16)
        state = fold(load<std::uint64_t>(at) ^ root5, load<std::uint64_t>(at + 8) ^ state);
    std::uint64_t first = 0, last = 0;
    if (left >= 8) {
        first = load<std::uint64_t>(at);
        last = load<std::uint64_t>(at + left - 8);
    } else if (left >= 4) {
        first = load<std::uint32_t>(at);
        last = load<std::uint32_t>(at + left - 4);
    } else if (left > 0) {
        auto byte = [&](std::size_t i) {
            return static_cast<std::uint64_t>(static_cast<unsigned char>(at[i]));
        };
        first = byte(0) << 16 | byte(left / 2) << 8 | byte(left - 1);
    }
    return fold(fold(first ^ root5, last ^ state ^ root2) ^ root3, state ^ root5);
}

} // namespace vienreiz::store
