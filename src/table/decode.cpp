#include "table/decode.hpp"

#include "base/machine_words.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace vienreiz::table {
namespace {

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// The length of the ASCII at the front.
std::size_t ascii_prefix(std::string_view text) {
    std::size_t at = 0;
#ifdef __SSE2__
    for (; at + 16 <= text.size(); at += 16) {
        auto sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        auto high = static_cast<unsigned>(_mm_movemask_epi8(sixteen));
        if (high != 0) return at + static_cast<std::size_t>(std::countr_zero(high));
    }
#else
    for (; at + 8 <= text.size(); at += 8) {
        if (machine_words::load(text.data() + at) & machine_words::highs) break;
    }
#endif
    while (at < text.size() && is_ascii(text[at])) ++at;
    return at;
}

std::uint64_t characters_in(std::string_view utf8) {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Whether the end of `run` is a character's beginning whose other bytes have yet to come.
bool cut_off(std::string_view run, std::size_t at) {
    auto rest = run.substr(at);
    if (rest.empty() || rest.size() > 3) return false;
    // What begins well becomes valid with some continuation: the extremes of each range tell.
    for (std::string_view tail : {"\x80\x80\x80", "\xBF\xBF\xBF"}) {
        auto first = static_cast<unsigned char>(rest.front());
        std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (rest.size() >= length) return false;
        if (is_utf8(std::string(rest).append(tail.substr(0, length - rest.size())))) return true;
    }
    return false;
}

// Windows-1257 (Baltic), 0x80 to 0xFF, as Unicode maps it; 0 is undefined.
constexpr std::array<char16_t, 128> windows1257{
    0x20AC, 0x0000, 0x201A, 0x0000, 0x201E, 0x2026, 0x2020, 0x2021, //
    0x0000, 0x2030, 0x0000, 0x2039, 0x0000, 0x00A8, 0x02C7, 0x00B8, //
    0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, //
    0x0000, 0x2122, 0x0000, 0x203A, 0x0000, 0x00AF, 0x02DB, 0x0000, //
    0x00A0, 0x0000, 0x00A2, 0x00A3, 0x00A4, 0x0000, 0x00A6, 0x00A7, //
    0x00D8, 0x00A9, 0x0156, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00C6, //
    0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7, //
    0x00F8, 0x00B9, 0x0157, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00E6, //
    0x0104, 0x012E, 0x0100, 0x0106, 0x00C4, 0x00C5, 0x0118, 0x0112, //
    0x010C, 0x00C9, 0x0179, 0x0116, 0x0122, 0x0136, 0x012A, 0x013B, //
    0x0160, 0x0143, 0x0145, 0x00D3, 0x014C, 0x00D5, 0x00D6, 0x00D7, //
    0x0172, 0x0141, 0x015A, 0x016A, 0x00DC, 0x017B, 0x017D, 0x00DF, //
    0x0105, 0x012F, 0x0101, 0x0107, 0x00E4, 0x00E5, 0x0119, 0x0113, //
    0x010D, 0x00E9, 0x017A, 0x0117, 0x0123, 0x0137, 0x012B, 0x013C, //
    0x0161, 0x0144, 0x0146, 0x00F3, 0x014D, 0x00F5, 0x00F6, 0x00F7, //
    0x0173, 0x0142, 0x015B, 0x016B, 0x00FC, 0x017C, 0x017E, 0x02D9, //
};

// One byte, one character: ASCII below 0x80, `high` above (Latin-1 is Unicode's own beginning).
Decoded decode_bytes(std::string_view raw, bool latin1, std::string& out) {
    std::size_t at = 0;
    while (at < raw.size()) {
        auto plain = ascii_prefix(raw.substr(at));
        if (auto nul = raw.substr(at, plain).find('\0'); nul != raw.npos) {
            out.append(raw, at, nul);
            return {at + nul, Trouble::nul};
        }
        out.append(raw, at, plain);
        at += plain;
        for (; at < raw.size() && !is_ascii(raw[at]); ++at) {
            auto byte = static_cast<unsigned char>(raw[at]);
            char32_t character = latin1 ? byte : windows1257[byte - 0x80u];
            if (character == 0) return {at, Trouble::not_encoded};
            append_utf8(out, character);
        }
    }
    return {at, {}};
}

// RFC 2781: a unit of D800..DBFF is the first half of a pair whose second is DC00..DFFF.
Decoded decode_utf16(std::string_view raw, bool little, bool last, std::string& out) {
    auto unit = [&](std::size_t at) -> char32_t {
        auto first = static_cast<unsigned char>(raw[at]),
             second = static_cast<unsigned char>(raw[at + 1]);
        return static_cast<char32_t>(little ? second << 8 | first : first << 8 | second);
    };
    std::size_t at = 0;
    while (at + 2 <= raw.size()) {
        auto c = unit(at);
        if (c == 0) return {at, Trouble::nul};
        if (c >= 0xDC00 && c <= 0xDFFF) return {at, Trouble::not_encoded};
        if (c < 0xD800 || c > 0xDBFF) {
            append_utf8(out, c);
            at += 2;
            continue;
        }
        if (at + 4 > raw.size()) break;
        auto low = unit(at + 2);
        if (low < 0xDC00 || low > 0xDFFF) return {at, Trouble::not_encoded};
        append_utf8(out, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
        at += 4;
    }
    if (last && at < raw.size()) return {at, Trouble::not_encoded};
    return {at, {}};
}

} // namespace

SurveyedUtf8 survey_utf8(std::string_view raw, bool last) {
    auto nul = raw.find('\0');
    auto text = raw.substr(0, nul);
    SurveyedUtf8 out;
    for (std::size_t at = 0;;) {
        at += ascii_prefix(text.substr(at));
        if (at == text.size()) break;
        auto end = at;
        while (end < text.size() && !is_ascii(text[end])) ++end;
        while (at < end) {
            auto run = text.substr(at, end - at);
            auto bad = invalid_utf8_at(run);
            out.characters += characters_in(run.substr(0, bad.value_or(run.size())));
            at += bad.value_or(run.size());
            if (!bad) break;
            if (!last && end == raw.size() && cut_off(run, *bad)) {
                out.taken = at;
                return out;
            }
            ++out.bad;
            out.bad_end = ++at;
        }
    }
    out.taken = text.size();
    if (nul != raw.npos) out.trouble = Trouble::nul;
    return out;
}

Decoded decode(Encoding encoding, std::string_view raw, bool last, std::string& out) {
    switch (encoding) {
    case Encoding::utf8: {
        auto surveyed = survey_utf8(raw, last);
        out.append(raw, 0, surveyed.taken);
        return {surveyed.taken, surveyed.trouble};
    }
    case Encoding::windows1257:
        return decode_bytes(raw, false, out);
    case Encoding::latin1:
        return decode_bytes(raw, true, out);
    case Encoding::utf16le:
        return decode_utf16(raw, true, last, out);
    case Encoding::utf16be:
        return decode_utf16(raw, false, last, out);
    }
    return {};
}

std::optional<ByteOrderMark> byte_order_mark(std::string_view raw) {
    if (raw.starts_with("\xEF\xBB\xBF")) return ByteOrderMark{Encoding::utf8, 3};
    if (raw.starts_with("\xFF\xFE")) return ByteOrderMark{Encoding::utf16le, 2};
    if (raw.starts_with("\xFE\xFF")) return ByteOrderMark{Encoding::utf16be, 2};
    return {};
}

} // namespace vienreiz::table
