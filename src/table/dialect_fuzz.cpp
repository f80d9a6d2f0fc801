// Any bytes as a file whose dialect is found out: it is one there is, what is said or marked is believed, and a table
// written by us is known again in each encoding.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "table/csv.hpp"
#include "table/csv_write.hpp"

#include <algorithm>

using namespace vienreiz;
using namespace vienreiz::table;

namespace {

constexpr std::string_view delimiters = ",;\t|";

void check_any(std::string_view sample) {
    auto dialect = detect(sample);
    check(delimiters.contains(dialect.delimiter) && dialect.quote == '"',
          "the delimiter is one of four");
    check(std::ranges::find(encodings(), dialect.encoding) != encodings().end(),
          "the encoding is one there is");
    for (auto encoding : encodings())
        check(detect(sample, encoding).encoding == encoding, "an encoding that is said is taken");
    auto marked = [&](std::string_view mark) {
        return detect(std::string(mark) += sample).encoding;
    };
    check(marked("\xEF\xBB\xBF") == Encoding::utf8 && marked("\xFF\xFE") == Encoding::utf16le &&
              marked("\xFE\xFF") == Encoding::utf16be,
          "a mark tells the encoding");
}

void check_names(std::string_view name) {
    if (auto encoding = encoding_from(name))
        check(equal_ignoring_case(name_of(*encoding), name), "an encoding has one name");
    if (auto delimiter = delimiter_from(name))
        check(delimiter_from(name_of(*delimiter)).value() == *delimiter,
              "a delimiter survives its name");
}

// Letters, digits, spaces and quotes: nothing that could be taken for another delimiter.
std::string table_of(std::string_view noise, std::size_t columns, char delimiter) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789.- \"";
    std::string out;
    std::vector<std::string> cells(columns);
    for (std::size_t at = 0, row = 0; at < noise.size() || row == 0; ++row) {
        for (auto& cell : cells) {
            auto length = at < noise.size() ? static_cast<unsigned char>(noise[at++]) % 8U : 0U;
            cell = row == 0 ? "head" : "";
            for (auto end = std::min(noise.size(), at + length); at < end; ++at)
                cell += letters[static_cast<unsigned char>(noise[at]) % letters.size()];
        }
        std::vector<std::string_view> views(cells.begin(), cells.end());
        append_csv_record(out, views, delimiter);
    }
    return out;
}

std::string in_utf16(std::string_view ascii, bool little) {
    std::string out;
    for (char c : ascii) out += little ? c : '\0', out += little ? '\0' : c;
    return out;
}

void check_known_again(const std::string& table, char delimiter) {
    auto is = [&](std::string_view sample, Encoding encoding) {
        auto dialect = detect(sample);
        check(dialect.delimiter == delimiter, "the delimiter of a table is found");
        check(dialect.encoding == encoding, "and its encoding");
    };
    is(table, Encoding::utf8);
    is(in_utf16(table, true), Encoding::utf16le);
    is(in_utf16(table, false), Encoding::utf16be);
    is(replace_all(table, "e", "\xC4\x93"), Encoding::utf8);
    is(replace_all(table, "e", "\xE7"), Encoding::windows1257); // a letter, no character of UTF-8
    is(replace_all(table, "\r\n", "\n"), Encoding::utf8);
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments,
                       {"\x01\x02"
                        "a;b\r\n1;2\r\n",
                        "\x02\x03v\xE2rds,x\n1,2", "\x03\x04UTF-16LE", "\x05\x01tab",
                        "\x07\x01\"open", std::string("\x04\x04h\0e\0;\0x\0\n\0", 12)});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    auto input = text(ByteView(data + 2, size - 2));
    check_any(input);
    check_names(input);
    auto delimiter = delimiters[data[0] % delimiters.size()];
    check_known_again(table_of(input, 2 + data[1] % 7U, delimiter), delimiter);
    return 0;
}
