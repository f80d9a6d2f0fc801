// How a file is written, and the words that say so: the same on pages, in the API, on the command
// line and in failures.
//
//   encoding    UTF-8, windows-1257, ISO-8859-1, UTF-16LE, UTF-16BE: IANA's names, in any case
//   delimiter   the character itself; a tab is `tab` as well
#pragma once

#include "base/json.hpp"

#include <filesystem>
#include <span>

namespace vienreiz::table {

enum class Encoding { utf8, windows1257, latin1, utf16le, utf16be };

// How a file is written: found out from its first bytes, or said by the steward.
struct Dialect {
    char delimiter = ',';
    char quote = '"';                   // '\0': the file uses none
    Encoding encoding = Encoding::utf8; // of the file; what is read out is always UTF-8
};

// An ASCII character, neither a quote nor a line end.
struct Delimiter {
    char character = ',';
    bool operator==(const Delimiter&) const = default;
};

std::span<const Encoding> encodings();
std::string_view name_of(Encoding encoding);
std::string name_of(Delimiter delimiter);
Result<Encoding> encoding_from(std::string_view name);
Result<Delimiter> delimiter_from(std::string_view name);

// What somebody says of a file; what is left out is found out.
struct WrittenAs {
    std::optional<Encoding> encoding;
    std::optional<Delimiter> delimiter;

    [[nodiscard]] bool says_something() const { return encoding || delimiter; }
    bool operator==(const WrittenAs&) const = default;
};
BOOST_DESCRIBE_STRUCT(WrittenAs, (), (encoding, delimiter))

// From their names, either of them "" where it is to be found out. The place of a failure is "encoding" or "delimiter".
Result<WrittenAs> written_as(std::string_view encoding, std::string_view delimiter);

WrittenAs told(const Dialect& dialect);
Result<Dialect> dialect_of(const std::filesystem::path& file, const WrittenAs& said);

} // namespace vienreiz::table

template <>
struct vienreiz::json::As<vienreiz::table::Encoding> {
    static constexpr std::string_view format = "";
    static std::string_view to_text(table::Encoding encoding) { return table::name_of(encoding); }
    static Result<table::Encoding> from_text(std::string_view text) {
        return table::encoding_from(text);
    }
};

template <>
struct vienreiz::json::As<vienreiz::table::Delimiter> {
    static constexpr std::string_view format = "";
    static std::string to_text(table::Delimiter delimiter) { return table::name_of(delimiter); }
    static Result<table::Delimiter> from_text(std::string_view text) {
        return table::delimiter_from(text);
    }
};
