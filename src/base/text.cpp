#include "base/text.hpp"

#include "base/machine_words.hpp"

#include <algorithm>
#include <array>

namespace vienreiz {

std::optional<std::size_t> invalid_utf8_at(std::string_view s) {
    std::size_t i = 0;
    auto tail = [&](std::size_t at) {
        return at < s.size() && (static_cast<unsigned char>(s[at]) & 0xC0) == 0x80;
    };
    while (i < s.size()) {
        auto c = static_cast<unsigned char>(s[i]);
        if (c < 0x80) {
            ++i;
            continue;
        }
        std::size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        if (c < 0xC2 || c > 0xF4) return i;
        for (std::size_t k = 1; k < length; ++k)
            if (!tail(i + k)) return i;
        auto second = static_cast<unsigned char>(s[i + 1]);
        if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) || // overlong; surrogate
            (c == 0xF0 && second < 0x90) || (c == 0xF4 && second > 0x8F))   // overlong; too large
            return i;
        i += length;
    }
    return {};
}

void append_utf8(std::string& out, char32_t c) {
    auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80)
        put(c);
    else if (c < 0x800)
        put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    else if (c < 0x10000)
        put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    else
        put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)),
            put(0x80 | (c & 0x3F));
}

namespace {

// The length of the character at the front; 0 when the bytes there are not UTF-8.
std::size_t character_size(std::string_view s) {
    auto c = static_cast<unsigned char>(s.front());
    std::size_t length = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    return length <= s.size() && is_utf8(s.substr(0, length)) ? length : 0;
}

// U+0080..9F, U+200E, U+200F, U+202A..E, U+2066..9: they are not seen, and move what is.
bool steers(std::string_view character) {
    if (character.size() == 2) return character.front() == '\xC2' && character[1] < '\xA0';
    if (character.size() != 3 || character.front() != '\xE2') return false;
    auto last = static_cast<unsigned char>(character[2]);
    if (character[1] == '\x81') return last >= 0xA6 && last <= 0xA9;
    return character[1] == '\x80' &&
           ((last >= 0xAA && last <= 0xAE) || last == 0x8E || last == 0x8F);
}

void append_code(std::string& out, std::string_view opening, unsigned value, unsigned digits) {
    out += opening;
    for (; digits > 0; --digits) out += "0123456789abcdef"[value >> (4 * (digits - 1)) & 15];
}

void append_escaped(std::string& out, char c) {
    if (c == '\n')
        out += "\\n";
    else if (c == '\r')
        out += "\\r";
    else if (c == '\t')
        out += "\\t";
    else
        append_code(out, "\\x", static_cast<unsigned char>(c), 2);
}

} // namespace

std::string escaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto size = character_size(text);
        char c = text.front();
        auto character = text.substr(0, std::max<std::size_t>(size, 1));
        text.remove_prefix(character.size());
        if (size == 0 || (size == 1 && (static_cast<unsigned char>(c) < 0x20 || c == '\x7F')))
            append_escaped(out, c);
        else if (!steers(character))
            out += character;
        else if (size == 2)
            append_code(out, "\\u", static_cast<unsigned char>(character[1]), 4);
        else
            append_code(out, "\\u",
                        0x2000u | (static_cast<unsigned char>(character[1]) & 0x3Fu) << 6 |
                            (static_cast<unsigned char>(character[2]) & 0x3Fu),
                        4);
    }
    return out;
}

std::string_view trim(std::string_view s) {
    constexpr std::string_view space = " \t\r\n\f\v";
    auto from = s.find_first_not_of(space);
    if (from == s.npos) return {};
    return s.substr(from, s.find_last_not_of(space) - from + 1);
}

namespace {
char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
} // namespace

std::string lower(std::string_view s) {
    std::string out(s);
    std::ranges::transform(out, out.begin(), lower_char);
    return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower_char, lower_char);
}

std::vector<std::string_view> split(std::string_view s, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        auto end = s.find(at);
        parts.push_back(s.substr(0, end));
        if (end == s.npos) return parts;
        s.remove_prefix(end + 1);
    }
}

std::string replace_all(std::string_view s, std::string_view from, std::string_view to) {
    std::string out;
    for (;;) {
        auto at = s.find(from);
        out += s.substr(0, at);
        if (at == s.npos) return out;
        out += to;
        s.remove_prefix(at + from.size());
    }
}

std::string join(std::span<const std::string> parts, std::string_view between) {
    std::string out;
    for (const auto& part : parts) {
        if (&part != parts.data()) out += between;
        out += part;
    }
    return out;
}

// Every field of every answer passes here: eight bytes at a time, and one by one only where there is something.
bool has_control(std::string_view text) {
    auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
    for (; text.size() >= 8; text.remove_prefix(8))
        if (machine_words::has_below(machine_words::load(text.data()), 0x20) &&
            std::ranges::any_of(text.substr(0, 8), is_control))
            return true;
    return std::ranges::any_of(text, is_control);
}

void append_hex(std::string& out, ByteView in) {
    constexpr std::string_view digits = "0123456789abcdef";
    auto before = out.size();
    out.resize(before + in.size() * 2);
    auto* to = out.data() + before;
    for (auto byte : in) {
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
}

std::string hex(ByteView in) {
    std::string out;
    append_hex(out, in);
    return out;
}

namespace {
int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = lower_char(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
} // namespace

Result<Bytes> from_hex(std::string_view s) {
    if (s.size() % 2)
        return Failure{Kind::invalid, "Hexadecimal text has an even number of digits"};
    Bytes out;
    out.reserve(s.size() / 2);
    for (std::size_t i = 0; i < s.size(); i += 2) {
        int high = hex_digit(s[i]), low = hex_digit(s[i + 1]);
        if (high < 0 || low < 0) return Failure{Kind::invalid, "This is not hexadecimal text"};
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return out;
}

namespace {
constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode64(ByteView in, std::string_view alphabet, bool padded) {
    const char* digits = alphabet.data();
    auto whole = in.size() / 3 * 3, left = in.size() - whole;
    std::string out;
    out.resize_and_overwrite((in.size() + 2) / 3 * 4, [&](char* to, std::size_t) {
        auto* begin = to;
        auto put = [&](std::uint32_t bits) { *to++ = digits[bits & 63]; };
        for (const auto *at = in.data(), *end = at + whole; at != end; at += 3) {
            auto v = static_cast<std::uint32_t>(at[0] << 16 | at[1] << 8 | at[2]);
            put(v >> 18), put(v >> 12), put(v >> 6), put(v);
        }
        if (left > 0) {
            auto v = static_cast<std::uint32_t>(in[whole] << 16);
            if (left == 2) v |= static_cast<std::uint32_t>(in[whole + 1] << 8);
            put(v >> 18), put(v >> 12);
            if (left == 2) put(v >> 6);
            for (auto missing = padded ? 3 - left : 0; missing > 0; --missing) *to++ = '=';
        }
        return static_cast<std::size_t>(to - begin);
    });
    return out;
}

consteval std::array<std::int8_t, 256> inverse(std::string_view alphabet) {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < 64; ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return table;
}

// `s` is without padding. Trailing bits must be zero, so that every value has one encoding only.
Result<Bytes> decode64(std::string_view s, const std::array<std::int8_t, 256>& table) {
    Bytes out(s.size() * 3 / 4);
    auto* to = out.data();
    std::uint32_t bits = 0;
    unsigned have = 0;
    for (char c : s) {
        auto value = table[static_cast<unsigned char>(c)];
        if (value < 0) return Failure{Kind::invalid, "This is not base64 text"};
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        have += 6;
        if (have >= 8) {
            have -= 8;
            *to++ = static_cast<std::uint8_t>(bits >> have);
        }
    }
    if (have >= 6 || (bits & ((1U << have) - 1)) != 0)
        return Failure{Kind::invalid, "This base64 text is cut off"};
    return out;
}
} // namespace

std::string base64(ByteView in) { return encode64(in, standard_alphabet, true); }
std::string base64url(ByteView in) { return encode64(in, url_alphabet, false); }

Result<Bytes> from_base64(std::string_view s) {
    static constexpr auto table = inverse(standard_alphabet);
    if (s.size() % 4) return Failure{Kind::invalid, "This base64 text is cut off"};
    std::size_t padding = s.ends_with("==") ? 2 : s.ends_with("=") ? 1 : 0;
    return decode64(s.substr(0, s.size() - padding), table);
}

Result<Bytes> from_base64url(std::string_view s) {
    static constexpr auto table = inverse(url_alphabet);
    return decode64(s, table);
}

std::string percent_encode(std::string_view s) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char c : s) {
        auto byte = static_cast<unsigned char>(c);
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out += '%', out += digits[byte >> 4], out += digits[byte & 15];
    }
    return out;
}

Result<std::string> percent_decode(std::string_view s, bool plus_is_space) {
    std::string out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (s[i] == '%') {
            int high = i + 2 < s.size() ? hex_digit(s[i + 1]) : -1,
                low = i + 2 < s.size() ? hex_digit(s[i + 2]) : -1;
            if (high < 0 || low < 0)
                return Failure{Kind::invalid,
                               "A % in an address stands before two hexadecimal digits"};
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += s[i];
        }
    }
    return out;
}

std::string grouped(std::uint64_t number) {
    auto digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, " ");
    return digits;
}

} // namespace vienreiz
