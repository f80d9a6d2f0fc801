#include "table/dialect.hpp"

#include "base/text.hpp"
#include "table/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::table {
namespace {

constexpr auto all_encodings =
    std::to_array({Encoding::utf8, Encoding::windows1257, Encoding::latin1, Encoding::utf16le,
                   Encoding::utf16be});

} // namespace

std::span<const Encoding> encodings() { return all_encodings; }

// https://www.iana.org/assignments/character-sets
std::string_view name_of(Encoding encoding) {
    switch (encoding) {
    case Encoding::utf8:
        return "UTF-8";
    case Encoding::windows1257:
        return "windows-1257";
    case Encoding::latin1:
        return "ISO-8859-1";
    case Encoding::utf16le:
        return "UTF-16LE";
    case Encoding::utf16be:
        break;
    }
    return "UTF-16BE";
}

// RFC 2978 §2.3: names of charsets are the same in upper and lower case.
Result<Encoding> encoding_from(std::string_view name) {
    auto known = std::ranges::find_if(all_encodings, [&](Encoding encoding) {
        return equal_ignoring_case(name, name_of(encoding));
    });
    if (known != all_encodings.end()) return *known;
    std::vector<std::string> names;
    for (auto encoding : all_encodings) names.emplace_back(name_of(encoding));
    return Failure{Kind::invalid, fmt::format("\"{}\" is no encoding known here; it is one of {}",
                                              escaped(name), join(names, ", "))};
}

std::string name_of(Delimiter delimiter) {
    return delimiter.character == '\t' ? "tab" : std::string(1, delimiter.character);
}

Result<Delimiter> delimiter_from(std::string_view name) {
    if (equal_ignoring_case(name, "tab")) return Delimiter{'\t'};
    constexpr std::string_view never("\n\r\"\0", 4);
    if (name.size() == 1 && !never.contains(name.front()) &&
        static_cast<unsigned char>(name.front()) < 0x80)
        return Delimiter{name.front()};
    return Failure{Kind::invalid, "A delimiter is one ASCII character, neither a quote nor a line "
                                  "end; a tab is written as tab"};
}

Result<WrittenAs> written_as(std::string_view encoding, std::string_view delimiter) {
    WrittenAs said;
    if (!encoding.empty()) {
        auto known = encoding_from(encoding);
        if (!known) return within(std::move(known).error(), "encoding");
        said.encoding = *known;
    }
    if (!delimiter.empty()) {
        auto known = delimiter_from(delimiter);
        if (!known) return within(std::move(known).error(), "delimiter");
        said.delimiter = *known;
    }
    return said;
}

WrittenAs told(const Dialect& dialect) { return {dialect.encoding, Delimiter{dialect.delimiter}}; }

Result<Dialect> dialect_of(const std::filesystem::path& file, const WrittenAs& said) {
    auto dialect = TRY(detect_file(file, said.encoding));
    if (said.delimiter) dialect.delimiter = said.delimiter->character;
    return dialect;
}

} // namespace vienreiz::table
