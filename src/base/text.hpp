// Text in UTF-8: checking, splitting, and the encodings that turn bytes into text.
#pragma once

#include "base/result.hpp"

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vienreiz {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The offset of the first byte that is not valid UTF-8 (RFC 3629: no surrogates, shortest form).
std::optional<std::size_t> invalid_utf8_at(std::string_view bytes);
inline bool is_utf8(std::string_view bytes) { return !invalid_utf8_at(bytes); }
// Appends one code point (< 0x110000) in UTF-8.
void append_utf8(std::string& out, char32_t code_point);

// For showing what stands in a file: control characters and bytes that are not UTF-8 as \n, \t,
// \x1b, \xff; what steers a page or a terminal unseen (U+0080..9F, bidirectional marks) as \u202e.
std::string escaped(std::string_view text);

bool has_control(std::string_view text);                          // an ASCII one other than a tab
std::string_view trim(std::string_view text);                     // ASCII white space at both ends
std::string lower(std::string_view text);                         // ASCII letters only
bool equal_ignoring_case(std::string_view a, std::string_view b); // ASCII
std::vector<std::string_view> split(std::string_view text, char at);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
std::string join(std::span<const std::string> parts, std::string_view between);

// The whole text as a number, or nothing: no sign it does not allow, no spaces, no overflow.
template <std::integral T>
std::optional<T> number(std::string_view text) {
    T value{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
    return value;
}

// All of the parts, literals and texts, one after another, with one look at the room there is. A literal's length is
// known when this is compiled, which `out += "literal"` counts anew each time.
template <class... Parts>
void append(std::string& out, const Parts&... parts) {
    auto view = [](const auto& part) {
        if constexpr (std::is_array_v<std::remove_reference_t<decltype(part)>>)
            return std::string_view(part, sizeof part - 1);
        else
            return std::string_view(part);
    };
    auto add = [&out](auto... views) {
        auto at = out.size(), after = at + (views.size() + ...);
        out.resize_and_overwrite(after, [&](char* to, auto) {
            ((views.copy(to + at, views.size()), at += views.size()), ...);
            return after;
        });
    };
    add(view(parts)...);
}

std::string hex(ByteView bytes);
void append_hex(std::string& out, ByteView bytes);
Result<Bytes> from_hex(std::string_view text);
// RFC 4648 §4 with padding, and §5 without (as JOSE uses it). Decoding is strict: canonical only.
std::string base64(ByteView bytes);
std::string base64url(ByteView bytes);
Result<Bytes> from_base64(std::string_view text);
Result<Bytes> from_base64url(std::string_view text);

// application/x-www-form-urlencoded and path segments.
std::string percent_encode(std::string_view text);
Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

// "48 213": thin groups of three, for people.
std::string grouped(std::uint64_t number);

} // namespace vienreiz
