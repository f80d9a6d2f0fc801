#include "crypto/random.hpp"

#include "crypto/openssl.hpp"

#include <openssl/rand.h>

#include <array>

namespace vienreiz::crypto {

namespace random {

void fill(std::span<std::uint8_t> out) {
    openssl::must(out.empty() || RAND_bytes_ex(nullptr, out.data(), out.size(), 0) == 1,
                  "The operating system gives no randomness");
}

// Without i, l, o and u, which are misread or make words.
constexpr std::string_view crockford = "0123456789abcdefghjkmnpqrstvwxyz";

} // namespace random

Bytes random_bytes(std::size_t count) {
    Bytes out(count);
    random::fill(out);
    return out;
}

// 16 bytes: milliseconds since 1970 (6 bytes, most significant first), randomness (10 bytes).
// Written five bits a character; the first character holds only the three that are over.
std::string random_id(Instant at) {
    auto since_1970 = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
    check(since_1970 >= 0 && since_1970 < (std::int64_t{1} << 48), "an id is made after 1970");
    auto milliseconds = static_cast<std::uint64_t>(since_1970);

    std::array<std::uint8_t, 16> raw;
    for (std::size_t i = 0; i < 6; ++i)
        raw[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
    random::fill(std::span(raw).subspan(6));

    std::string out;
    out.reserve(26);
    std::uint32_t bits = 0;
    unsigned have = 2; // two zero bits before the first byte make 130 bits of 128
    for (auto byte : raw) {
        bits = bits << 8 | byte;
        for (have += 8; have >= 5; out += random::crockford[bits >> have & 31]) have -= 5;
    }
    return out;
}

std::string random_token() {
    std::array<std::uint8_t, 32> raw;
    random::fill(raw);
    return base64url(raw);
}

} // namespace vienreiz::crypto
