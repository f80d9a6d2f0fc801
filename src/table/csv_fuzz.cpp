// Any bytes in any dialect: records or a failure, the same whatever the block size, and what was
// read is read again after being written.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "table/csv.hpp"
#include "table/csv_write.hpp"

namespace vienreiz::table {
namespace csv_fuzz {

struct Seen {
    std::string text; // written anew
    std::string failure;
    std::uint64_t records = 0;
};

Seen read(std::string_view text, const Dialect& dialect, const ReadOptions& options) {
    Seen seen;
    auto reader = read_csv_text(text, dialect, options);
    if (!reader) return {.text = {}, .failure = reader.error().what};
    for (;;) {
        auto record = (*reader)->next();
        if (!record) {
            if (record.error().kind != Kind::missing) seen.failure = record.error().what;
            return seen;
        }
        bool flawed = record->flaw != Flaw::none;
        for (auto cell : record->cells) check(flawed || is_utf8(cell), "cells are UTF-8");
        append_csv_record(seen.text, record->cells, ',');
        ++seen.records;
    }
}

} // namespace csv_fuzz
} // namespace vienreiz::table

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    using namespace std::string_literals;
    return vienreiz::fuzz::plant(*count, *arguments,
                                 {"\x00\x08"
                                  "a,b\r\n1,\"x, \"\"y\"\"\"\r\n"s,
                                  "\x03\x05"
                                  "a;b\n1;2\r3;4"s,
                                  "\x00\x10\xFF\xFE"
                                  "a\0,\0b\0\n\0"s,
                                  "\x00\x20\xEF\xBB\xBF"
                                  "v\xC4\x81rds\tx\ny\t\"open"s,
                                  "\x89\x01v\xE2rds,x\n1,2"s});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vienreiz;
    using namespace vienreiz::table;
    if (size < 2) return 0;
    auto input = text(ByteView(data + 2, size - 2));
    auto dialect = detect(input);
    if (data[0] & 1) {
        dialect.delimiter = ",;\t|"[data[0] >> 1 & 3];
        dialect.encoding = static_cast<Encoding>((data[0] >> 3) % 5);
        if (data[0] & 0x80) dialect.quote = '\0';
    }
    ReadOptions small{.block = 1u + data[1] % 64, .record = 4096};
    ReadOptions large{.block = limits::MiB, .record = 4096};
    auto one = csv_fuzz::read(input, dialect, small), other = csv_fuzz::read(input, dialect, large);
    check(one.text == other.text && one.failure == other.failure, "blocks change nothing");

    auto again = csv_fuzz::read("header\r\n" + one.text, {}, {});
    check(again.text == one.text && again.failure.empty(), "what is written is read again");
    return 0;
}
