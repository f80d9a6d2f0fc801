#include "crypto/bech32.hpp"

#include <algorithm>

namespace vienreiz::crypto {

namespace bech32 {

constexpr std::string_view letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t checksum_letters = 6;

using Fives = std::vector<std::uint8_t>; // of five bits each

// BIP 173, bech32_polymod: a BCH code over GF(32).
std::uint32_t remainder(std::string_view prefix, const Fives& values) {
    constexpr std::uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                           0x2a1462b3};
    std::uint32_t sum = 1;
    auto add = [&](std::uint32_t value) {
        auto top = sum >> 25;
        sum = (sum & 0x1ffffff) << 5 ^ value;
        for (unsigned bit = 0; bit < 5; ++bit)
            if (top >> bit & 1) sum ^= generator[bit];
    };
    // bech32_hrp_expand
    for (char letter : prefix) add(static_cast<unsigned char>(letter) >> 5);
    add(0);
    for (char letter : prefix) add(static_cast<unsigned char>(letter) & 31);
    for (auto value : values) add(value);
    return sum;
}

Fives to_fives(ByteView data) {
    Fives out;
    std::uint32_t bits = 0;
    unsigned have = 0;
    for (auto byte : data) {
        bits = bits << 8 | byte;
        for (have += 8; have >= 5;) out.push_back(bits >> (have -= 5) & 31);
    }
    if (have > 0) out.push_back(bits << (5 - have) & 31);
    return out;
}

// What is over at the end are fewer than five bits, all zero: so bytes have one spelling.
std::optional<Bytes> from_fives(std::span<const std::uint8_t> fives) {
    Bytes out;
    std::uint32_t bits = 0;
    unsigned have = 0;
    for (auto five : fives) {
        bits = (bits << 5 | five) & 0xfff;
        have += 5;
        if (have < 8) continue;
        have -= 8;
        out.push_back(static_cast<std::uint8_t>(bits >> have & 0xff));
    }
    if (have >= 5 || (bits & ((1U << have) - 1)) != 0) return {};
    return out;
}

bool is_prefix(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < '\x7f'; });
}

} // namespace bech32

std::string to_bech32(std::string_view prefix, ByteView data) {
    auto fives = bech32::to_fives(data);
    auto checked = fives;
    checked.resize(fives.size() + bech32::checksum_letters);
    auto sum = bech32::remainder(prefix, checked) ^ 1;
    std::string out(prefix);
    out += '1';
    for (auto five : fives) out += bech32::letters[five];
    for (unsigned shift = 30; shift > 0;) out += bech32::letters[sum >> (shift -= 5) & 31];
    return out;
}

Result<Bech32> from_bech32(std::string_view text) {
    Failure wrong{Kind::invalid, "This is no Bech32 text: a character is missing or mistyped"};
    auto lowered = lower(text);
    bool is_upper = std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    if (lowered != text && !is_upper) return wrong;
    auto separator = lowered.rfind('1');
    if (separator == std::string::npos || !bech32::is_prefix(lowered.substr(0, separator)))
        return wrong;
    bech32::Fives fives;
    for (char letter : std::string_view(lowered).substr(separator + 1)) {
        auto value = bech32::letters.find(letter);
        if (value == std::string_view::npos) return wrong;
        fives.push_back(static_cast<std::uint8_t>(value));
    }
    Bech32 out{lowered.substr(0, separator), {}};
    if (fives.size() < bech32::checksum_letters || bech32::remainder(out.prefix, fives) != 1)
        return wrong;
    auto data = bech32::from_fives(std::span(fives).first(fives.size() - bech32::checksum_letters));
    if (!data) return wrong;
    out.data = std::move(*data);
    return out;
}

} // namespace vienreiz::crypto
