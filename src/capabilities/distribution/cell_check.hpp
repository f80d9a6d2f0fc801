// One row of a file against the description of its dataset.
#pragma once

#include "capabilities/catalogue/api.hpp"
#include "table/csv.hpp"

namespace vienreiz::distribution {

// Where each field stands in the file.
struct Layout {
    static constexpr std::size_t absent =
        ~std::size_t{0}; // an optional field the file has no column for, or a generated one
    std::vector<std::size_t> column_of; // by field
    std::vector<std::string> columns;   // of the file
    std::vector<std::string> unused;
};
Result<Layout> layout_of(const catalogue::Dataset& dataset, const std::vector<std::string>& header);

struct Fault {
    std::uint64_t line;
    std::string column, value, reason;
};

// Turns what was written into canonical cells.
class Cells {
public:
    explicit Cells(const catalogue::Dataset& dataset);
    // Kind::invalid or too_large, with half a sentence: "it is longer than 3 characters".
    Outcome append(std::size_t field, std::string_view value, std::string& text) const;

private:
    const catalogue::Dataset& dataset_;
    std::vector<table::Spelling> spellings_;
    std::size_t key_;
};

// The same, row by row of a file; used by one thread each.
class CellCheck {
public:
    CellCheck(const catalogue::Dataset& dataset, const Layout& layout);

    // Appends the canonical cells of the row to `text` and where each ends to `ends`; or its faults to `faults`, and
    // then neither. Returns whether the row is good. `number` is the row's in the file, from 1.
    bool check(const table::Record& record, std::uint64_t number, std::string& text,
               std::vector<std::uint32_t>& ends, std::vector<Fault>& faults) const;

private:
    const catalogue::Dataset& dataset_;
    const Layout& layout_;
    Cells cells_;
};

} // namespace vienreiz::distribution
