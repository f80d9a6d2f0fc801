#include "platform/valid.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {
namespace {

// The code point that begins `utf8`, which it is cut off; the text is known to be UTF-8.
char32_t take_code_point(std::string_view& utf8) {
    auto lead = static_cast<unsigned char>(utf8.front());
    std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    constexpr unsigned char bits_of_lead[] = {0x7F, 0x1F, 0x0F, 0x07};
    char32_t out = lead & bits_of_lead[length - 1];
    for (std::size_t i = 1; i < length && i < utf8.size(); ++i)
        out = out << 6 | (static_cast<unsigned char>(utf8[i]) & 0x3F);
    utf8.remove_prefix(std::min(length, utf8.size()));
    return out;
}

// What turns a line round or hides in it (Unicode Standard Annex 9, table 4, and chapter 23): one would sign another
// text than the one that is seen.
bool is_unseen(char32_t c) {
    bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
    bool line_end = c == 0x2028 || c == 0x2029;
    bool direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                     (c >= 0x2066 && c <= 0x2069);
    bool no_character = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return control || line_end || direction || no_character;
}

Outcome all_seen(std::string_view text, std::string_view where, bool several_lines) {
    while (!text.empty()) {
        auto c = take_code_point(text);
        if (!is_unseen(c) || (c == '\n' && several_lines)) continue;
        if (c == '\n') return Failure{Kind::invalid, "Write this on one line", std::string(where)};
        auto number = fmt::format("{:04X}", static_cast<std::uint32_t>(c));
        return Failure{
            Kind::invalid,
            fmt::format("There is a character here that is not seen, U+{}: take it out", number),
            std::string(where)};
    }
    return {};
}

} // namespace

Outcome valid_length(std::string_view text, std::string_view where) {
    if (trim(text).empty())
        return Failure{Kind::invalid, "This must not be empty", std::string(where)};
    if (text.size() > limits::text_field)
        return Failure{Kind::too_large,
                       fmt::format("This is longer than {} bytes", limits::text_field),
                       std::string(where)};
    return {};
}

Outcome valid_sentence(std::string_view text, std::string_view where) {
    TRY(valid_length(text, where));
    return all_seen(text, where, false);
}

Outcome valid_text(std::string_view text, std::string_view where) {
    TRY(valid_length(text, where));
    return all_seen(text, where, true);
}

} // namespace vienreiz::platform
