// One immutable version of a dataset: rows in the file's order, an index by key, a profile of every
// column. (The files' layout is described at the top of store/dataset.cpp.)
//
// Operation    DatasetWriter takes rows of canonical cells, then finish() makes the version whole:
//              sorted key index, profile, hash, synced. A folder without a finished version is no
//              version and is removed at start.
// Concurrency  a Dataset may be read from any thread; it lives as long as somebody holds it, its
//              files as well.
// Memory       bounded whatever the size: keys are sorted in runs on disk and loaded in order.
#pragma once

#include "base/limits.hpp"
#include "base/result.hpp"
#include "crypto/hash.hpp"
#include "table/types.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vienreiz::store {

struct Column {
    std::string name;
    table::Type type = table::Type::text;
};
BOOST_DESCRIBE_STRUCT(Column, (), (name, type))

struct ColumnProfile {
    std::string name;
    std::uint64_t empty = 0;
    std::uint64_t distinct = 0;   // about
    std::string least, greatest;  // by the type's order; empty when no value
    std::vector<std::string> top; // the most frequent values, at most 5 (Misra-Gries)
};
BOOST_DESCRIBE_STRUCT(ColumnProfile, (), (name, empty, distinct, least, greatest, top))

struct DatasetSummary {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0; // on disk
    std::string hash;        // hex SHA-256 of the dataset as CSV, see append_csv() below
    std::vector<Column> columns;
    std::size_t key = 0; // position of the key column
    std::vector<ColumnProfile> profile;
};
BOOST_DESCRIBE_STRUCT(DatasetSummary, (), (rows, bytes, hash, columns, key, profile))

// A row inside a Dataset: cells are views into the mapped file, good as long as the Dataset. An
// empty cell is no value.
class Row {
public:
    [[nodiscard]] std::string_view cell(std::size_t column) const;

private:
    friend class Dataset;
    const std::uint8_t* at_ = nullptr;
    std::size_t columns_ = 0;
    friend struct RowAccess;
};

// The dataset as CSV, exactly as RFC 4180 has it: UTF-8, a comma, a header record, CR LF behind
// every record, quotes only round a cell that holds a comma, a quote, CR or LF.
// DatasetSummary::hash is the SHA-256 of just these bytes, so whoever downloads the dataset
// verifies it with sha256sum.
void append_csv_header(std::string& out, std::span<const Column> columns);
void append_csv(std::string& out, const Row& row);

class ColumnIndex;

class Dataset {
public:
    virtual ~Dataset() = default;
    [[nodiscard]] virtual const DatasetSummary& summary() const = 0;
    [[nodiscard]] virtual std::optional<Row> find(std::string_view key) const = 0;
    // Rows in key order (bytes), from the first key > `after`; an empty `after` begins at the
    // start. `visit` returns false to stop.
    virtual void by_key(std::string_view after,
                        const std::function<bool(const Row&)>& visit) const = 0;
    // The row of this rank, its place in key order, below summary().rows; and the rank of the first key > `key`, or the
    // number of rows.
    [[nodiscard]] virtual Row at(std::uint64_t rank) const = 0;
    [[nodiscard]] virtual std::uint64_t behind(std::string_view key) const = 0;
    // Null until they were indexed (column_index.hpp) and opened; from then on always there.
    [[nodiscard]] virtual const ColumnIndex* columns() const = 0;
    // Kind::missing when they were not indexed yet.
    virtual Outcome open_columns() const = 0;
    [[nodiscard]] virtual std::uint64_t rows_bytes() const = 0; // of the file `rows`
    // Rows in the file's order.
    virtual void all(const std::function<bool(const Row&)>& visit) const = 0;
};
// Kind::missing when the folder holds no finished version, Kind::corrupt when its files are not
// what was written.
Result<std::shared_ptr<const Dataset>> open_dataset(const std::filesystem::path& folder);
// Reads all of it: the hash agrees, and every row is found by its key and stands in the order of
// keys.
Outcome verify(const Dataset& dataset);
// Removes what was begun in `versions` and never finished. Only at start, when nothing is being
// written there.
Outcome remove_unfinished(const std::filesystem::path& versions);

struct DuplicateKey {
    std::string key;
    std::uint64_t first_line, second_line; // as given to add()
};

class DatasetWriter {
public:
    virtual ~DatasetWriter() = default;
    // Canonical cells, one a column. The key is not empty and within limits::dataset_key_bytes: the
    // caller has checked. Kind::too_large for a row over limits::dataset_row_bytes;
    // Kind::unavailable when the disk is full. `line` is the row's in the file it comes from, and
    // grows from row to row.
    virtual Outcome add(std::span<const std::string_view> cells, std::uint64_t line) = 0;
    // Fails with Kind::conflict, and lists up to `most` duplicates, when a key stands twice.
    virtual Result<DatasetSummary> finish(std::vector<DuplicateKey>& duplicates,
                                          std::size_t most) = 0;
};
// Writes into a new folder (Kind::conflict if it exists); the destructor removes it unless finish()
// succeeded.
Result<std::unique_ptr<DatasetWriter>>
write_dataset(const std::filesystem::path& folder, std::vector<Column> columns, std::size_t key,
              std::size_t sort_bytes = limits::dataset_sort_bytes);

} // namespace vienreiz::store
