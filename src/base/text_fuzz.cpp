// Bytes as text and back: every encoding gives back what went in, and takes nothing it would not have written.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"

#include <algorithm>

using namespace vienreiz;

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments,
                       {"Zm9v", "Zm9vYg==", "Zm9vYg", "-_-_", "00ff", "a%20b+c", "%C4%81", "ā",
                        "18446744073709551615", "\xf0\x9f\x98\x80", "\xed\xa0\x80"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView raw(data, size);
    auto input = text(raw);
    auto same = [&](const Result<Bytes>& decoded) {
        return decoded && std::ranges::equal(*decoded, raw);
    };
    check(same(from_hex(hex(raw))), "bytes survive hex");
    check(same(from_base64(base64(raw))), "bytes survive base64");
    check(same(from_base64url(base64url(raw))), "bytes survive base64url");
    if (auto decoded = from_base64(input)) check(base64(*decoded) == input, "base64 is canonical");
    if (auto decoded = from_base64url(input))
        check(base64url(*decoded) == input, "base64url is canonical");
    if (auto decoded = from_hex(input))
        check(lower(input) == hex(*decoded), "hex has a spelling but for its letters' case");

    auto there = percent_decode(percent_encode(input));
    check(there && *there == input, "text survives percent-encoding");
    if (auto decoded = percent_decode(input, true))
        check(decoded->size() <= input.size(), "decoding makes nothing longer");
    if (auto at = invalid_utf8_at(input)) {
        check(*at < size && is_utf8(input.substr(0, *at)), "before the wrong byte all is right");
    }
    if (auto value = number<std::uint64_t>(input))
        check(trim(input) == input, "a number stands alone");
    std::size_t parts = 0, length = 0;
    for (auto part : split(input, ',')) ++parts, length += part.size();
    check(length + parts - 1 == size, "splitting loses nothing but the commas");
    return 0;
}
