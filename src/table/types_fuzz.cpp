// Any cell under any spelling: a failure that appends nothing, or one that is its own canonical.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "table/types.hpp"

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    using namespace std::string_literals;
    return vienreiz::fuzz::plant(*count, *arguments,
                                 {"\x01-9223372036854775808"s, "\x0A-0,50"s, "\x02.5"s,
                                  "\x03j\xC4\x81"s,
                                  "\x04"
                                  "2026-11-22"s,
                                  "\x14"
                                  "1.2.2026"s,
                                  "\x24"
                                  "20261122"s,
                                  "\x05"
                                  "2026-11-22T08:30:00+02:00"s});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vienreiz;
    using namespace vienreiz::table;
    if (size < 2) return 0;
    Spelling spelling{.type = static_cast<Type>(data[0] % 6),
                      .decimal_mark = static_cast<DecimalMark>(data[0] >> 3 & 1),
                      .date_order = static_cast<DateOrder>((data[0] >> 4) % 3)};
    auto cell = text(ByteView(data + 1, size - 1));
    std::string once = "kept", twice;
    auto outcome = append_canonical(once, cell, spelling);
    check(once.starts_with("kept"), "what stood before stays");
    if (!outcome) {
        check(once == "kept" && !outcome.error().what.empty(),
              "a failure says why and appends nothing");
        return 0;
    }
    auto canonical = once.substr(4);
    check(append_canonical(twice, canonical, {.type = spelling.type}).has_value(),
          "canonical is valid");
    check(twice == canonical, "canonical is its own canonical spelling");
    return 0;
}
