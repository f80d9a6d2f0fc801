// Memory read a machine word at a time. Looked through so, text is found to have none of what it nearly never has in an
// eighth of the steps; `has` and `has_below` say whether at least one of a word's eight bytes is such a byte.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>

namespace vienreiz::machine_words {

inline constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;

// From any address, aligned or not.
template <class Word = std::uint64_t>
Word load(const void* at) {
    Word word;
    std::memcpy(&word, at, sizeof word);
    return word;
}
// As formats have numbers: the highest byte first.
template <std::unsigned_integral Word>
Word load_big_endian(const std::uint8_t* at) {
    Word word = 0;
    for (std::size_t byte = 0; byte < sizeof word; ++byte)
        word = static_cast<Word>(word << 8U | at[byte]);
    return word;
}
template <std::unsigned_integral Word>
void store_big_endian(std::uint8_t* at, Word word) {
    for (auto byte = sizeof word; byte-- > 0; word = static_cast<Word>(word >> 8U))
        at[byte] = static_cast<std::uint8_t>(word & 0xffU);
}
// `bound` is at most 0x80.
constexpr bool has_below(std::uint64_t word, unsigned char bound) {
    return ((word - ones * bound) & ~word & highs) != 0;
}
// The classic test for a zero byte.
constexpr bool has(std::uint64_t word, unsigned char byte) {
    return has_below(word ^ ones * byte, 1);
}

} // namespace vienreiz::machine_words
