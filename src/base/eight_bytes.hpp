// Text looked through eight bytes at a time: what nearly every text has none of is found missing in an eighth of the
// steps. Each says whether at least one of the eight is such a byte.
#pragma once

#include <cstdint>
#include <cstring>

namespace vienreiz::eight_bytes {

inline constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;

inline std::uint64_t load(const char* text) {
    std::uint64_t out;
    std::memcpy(&out, text, sizeof out);
    return out;
}
// `bound` is at most 0x80.
constexpr bool has_below(std::uint64_t eight, unsigned char bound) {
    return ((eight - ones * bound) & ~eight & highs) != 0;
}
// The classic test for a zero byte.
constexpr bool has(std::uint64_t eight, unsigned char byte) {
    return has_below(eight ^ ones * byte, 1);
}

} // namespace vienreiz::eight_bytes
