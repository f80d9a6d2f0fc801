// Any bytes as what a client says it has and wants: a range lies within the file, an answer's own tag is always known
// again, and a coding is one of ours.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "http/compress.hpp"
#include "http/conditions.hpp"

using namespace vienreiz;

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments,
                       {"\x0A"
                        "bytes=0-4",
                        "\x0A"
                        "bytes=-3",
                        "\x0A"
                        "bytes=9-",
                        "\x0A"
                        "bytes=10-",
                        "\x0A"
                        "bytes=18446744073709551615-",
                        "\x0AW/\"a,b\", \"c\"", "\x0A*", "\x0ASun, 22 Nov 2026 08:30:00 GMT",
                        "\x0Agzip;q=0.5, zstd;q=0, *;q=1"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using http::ByteRange;
    if (size == 0) return 0;
    std::uint64_t file = data[0];
    auto input = text(ByteView(data + 1, size - 1));
    for (auto length : {file, UINT64_MAX}) {
        auto range = http::byte_range(input, length);
        if (range.kind == ByteRange::Kind::part)
            check(range.length > 0 && range.offset < length &&
                      range.length <= length - range.offset,
                  "a part lies within the file");
        else
            check(range.offset == 0 && range.length == 0, "what is no part has no place");
    }
    auto etag = "\"" + hex(bytes(input)) + "\"";
    check(http::names_etag(etag, etag) && http::names_etag("W/" + etag, etag),
          "an answer's tag is known again");
    auto another = "\"" + hex(bytes(input)) + " and more\"";
    check(trim(input) == "*" || input.contains(another) || !http::names_etag(input, another),
          "no other tag is taken for it");
    http::unmodified_since(input, "Sun, 22 Nov 2026 08:30:00 GMT");
    check(!http::range_applies(input, "", "") || input.empty(),
          "without a tag and a date nothing can be gone on with");
    auto coding = http::choose_coding(input);
    check(!http::name(coding).empty(), "a coding is one of ours");
    http::is_text_like(input);
    return 0;
}
