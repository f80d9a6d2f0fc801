#include "capabilities/distribution/cell_check.hpp"

#include "base/limits.hpp"
#include "table/order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace vienreiz::distribution {
namespace {

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(
        utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Outcome within_bounds(const catalogue::Field& field, std::string_view canonical) {
    if (field.longest && characters(canonical) > *field.longest)
        return Failure{Kind::invalid,
                       fmt::format("it is longer than {} characters", *field.longest)};
    if (field.least && table::precedes(field.type, canonical, *field.least))
        return Failure{Kind::invalid, fmt::format("it is less than {}", *field.least)};
    if (field.greatest && table::precedes(field.type, *field.greatest, canonical))
        return Failure{Kind::invalid, fmt::format("it is greater than {}", *field.greatest)};
    return {};
}

// The first columns of a file, which may be no table at all.
std::string told(const std::vector<std::string>& header) {
    constexpr std::size_t most = 20;
    std::string out;
    for (std::size_t i = 0; i < std::min(most, header.size()); ++i)
        out += (i > 0 ? ", " : "") + escaped(table::shortened(header[i]));
    return header.size() > most ? out + ", …" : out;
}

// What is wrong before any cell is looked at.
std::optional<Fault> fault_of_row(const table::Record& record,
                                  const std::vector<std::string>& columns) {
    if (record.flaw != table::Flaw::none) {
        auto known = record.flawed < columns.size();
        return Fault{record.line, known ? columns[record.flawed] : "",
                     escaped(table::shortened(record.cells[record.flawed])),
                     std::string(table::sentence(record.flaw))};
    }
    if (record.cells.size() == columns.size()) return {};
    return Fault{
        record.line, "", "",
        fmt::format("the row has {} cells, the header {}", record.cells.size(), columns.size())};
}

} // namespace

Result<Layout> layout_of(const catalogue::Dataset& dataset,
                         const std::vector<std::string>& header) {
    Layout layout;
    layout.columns = header;
    std::set<std::size_t> used;
    for (const auto& field : dataset.fields) {
        if (field.generated) {
            layout.column_of.push_back(Layout::absent);
            continue;
        }
        auto at = std::ranges::find(header, field.source);
        bool needed = field.required || field.name == dataset.key;
        if (at == header.end() && needed)
            return Failure{Kind::invalid,
                           fmt::format("The file has no column \"{}\", which the field \"{}\" "
                                       "needs; its columns are: {}",
                                       escaped(field.source), field.name, told(header))};
        layout.column_of.push_back(
            at == header.end() ? Layout::absent : static_cast<std::size_t>(at - header.begin()));
        if (at != header.end()) used.insert(layout.column_of.back());
    }
    for (std::size_t i = 0; i < header.size(); ++i)
        if (!used.contains(i)) layout.unused.push_back(header[i]);
    return layout;
}

CellCheck::CellCheck(const catalogue::Dataset& dataset, const Layout& layout)
    : dataset_(dataset), layout_(layout), cells_(dataset) {}

Cells::Cells(const catalogue::Dataset& dataset)
    : dataset_(dataset), key_(*catalogue::position(dataset, dataset.key)) {
    for (const auto& field : dataset.fields)
        spellings_.push_back({field.type, field.decimal_mark.value_or(table::DecimalMark::point),
                              field.date_order.value_or(table::DateOrder::iso)});
}

Outcome Cells::append(std::size_t at, std::string_view value, std::string& text) const {
    const auto& field = dataset_.fields[at];
    if (value.empty()) {
        if (at == key_) return Failure{Kind::invalid, "the key is empty"};
        if (field.required) return Failure{Kind::invalid, "a value is required"};
        return {};
    }
    auto from = text.size();
    TRY(table::append_canonical(text, value, spellings_[at]));
    auto canonical = std::string_view(text).substr(from);
    if (at == key_ && canonical.size() > limits::dataset_key_bytes)
        return Failure{Kind::too_large,
                       fmt::format("a key has at most {} bytes", limits::dataset_key_bytes)};
    if (canonical.size() > limits::csv_cell)
        return Failure{Kind::too_large,
                       fmt::format("a cell has at most {} bytes", limits::csv_cell)};
    if (field.longest || field.least || field.greatest) return within_bounds(field, canonical);
    return {};
}

bool CellCheck::check(const table::Record& record, std::uint64_t number, std::string& text,
                      std::vector<std::uint32_t>& ends, std::vector<Fault>& faults) const {
    auto text_before = text.size();
    auto ends_before = ends.size();
    auto faults_before = faults.size();
    if (auto fault = fault_of_row(record, layout_.columns)) [[unlikely]] {
        faults.push_back(std::move(*fault));
        return false;
    }
    for (std::size_t i = 0; i < layout_.column_of.size(); ++i) {
        auto column = layout_.column_of[i];
        auto value = column == Layout::absent ? std::string_view() : record.cells[column];
        if (dataset_.fields[i].generated)
            text += std::to_string(number);
        else if (auto fits = cells_.append(i, value, text); !fits) [[unlikely]]
            faults.push_back({record.line, dataset_.fields[i].source,
                              escaped(table::shortened(value)), fits.error().what});
        ends.push_back(static_cast<std::uint32_t>(text.size() - text_before));
    }
    if (faults.size() == faults_before) return true;
    text.resize(text_before);
    ends.resize(ends_before);
    return false;
}

} // namespace vienreiz::distribution
