// Delimited text as institutions write it: RFC 4180, with what real files do besides.
#pragma once

#include "base/result.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vienreiz::table {

enum class Encoding { utf8, windows1257, latin1, utf16le, utf16be };
BOOST_DESCRIBE_ENUM(Encoding, utf8, windows1257, latin1, utf16le, utf16be)

// How a file is written: found out from its first bytes, or said by the steward.
struct Dialect {
    char delimiter = ',';
    char quote = '"';
    Encoding encoding = Encoding::utf8; // of the file; what is read out is always UTF-8
};

// A byte order mark decides; then UTF-8 if all of the sample is; else Windows-1257. The delimiter is the one of
// , ; tab | that splits the first records into the same number of cells, more than one.
Dialect detect(std::string_view sample);

// One record. The views live until the next one is read.
struct Record {
    std::uint64_t line;                      // of the file where it begins, from 1
    std::span<const std::string_view> cells; // unquoted, UTF-8
};

// Reads a file once, from front to back, in memory that does not grow with it.
class Reader {
public:
    virtual ~Reader() = default;
    [[nodiscard]] virtual const std::vector<std::string>& header() const = 0; // unique, not empty, trimmed
    // Kind::missing at the end. Any other failure is of the file as a whole (quotes never closed, NUL bytes, a
    // record over limits::csv_record); a record with too few or too many cells is given out as it stands.
    virtual Result<Record> next() = 0;
    [[nodiscard]] virtual std::uint64_t bytes_read() const = 0; // for progress
};
Result<std::unique_ptr<Reader>> read_csv(const std::filesystem::path& file, const Dialect& dialect);

} // namespace vienreiz::table
