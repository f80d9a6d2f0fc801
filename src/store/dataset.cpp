// One version of a dataset is a folder of three files, and a fourth that follows from them. Numbers are little-endian;
// nothing in it ever changes.
//
// rows          64 bytes of header: "vienreiz rows 1\n", the number of columns (64 bits), zeros.
//               Then the rows in the order they were given, one behind the other:
//                 form   1 byte: the width of an end, 1, 2 or 4; and 0x80 when the row is plain
//                 ends   one a column: where the cell ends in the text. A cell begins one byte
//                        behind the end of the one before, the first at 0. The width is the
//                        least that holds the size of the text
//                 text   the cells in canonical spelling, a comma between two, CR LF at the end
//               A row is plain when no cell holds a comma, a quote, CR or LF: then its text is its
//               own CSV record, and a download of the dataset copies it. In other rows the
//               separators mean nothing: the ends count.
// keys          the index, described in key_index.hpp; its header names the size of `rows`.
// columns       which rows hold which value, described in column_index.hpp. It may come later.
// summary.json  DatasetSummary. Written last, after the other two are on the disk: with it the
//               version is whole. `bytes` is the size of `rows` and `keys` together. `hash` is the
//               SHA-256 of the dataset as CSV (dataset.hpp), the same whatever the files look like.
//
// To find a key: one line of `keys`, then the row, whose key is compared. Two misses of the cache,
// at any size.
#include "store/dataset.hpp"

#include "base/json.hpp"
#include "store/column_index.hpp"
#include "store/dataset_files.hpp"
#include "store/key_index.hpp"
#include "store/row_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>

namespace vienreiz::store {
namespace dataset {

using files::Mapping;

Failure damaged(const std::filesystem::path& path) {
    return {Kind::corrupt,
            "This dataset is not what was written: publish it again or restore it from a copy",
            path.string()};
}

class MappedDataset final : public Dataset {
public:
    MappedDataset(std::filesystem::path folder, DatasetSummary summary, Mapping rows, KeyIndex keys)
        : folder_(std::move(folder)), summary_(std::move(summary)), rows_(std::move(rows)),
          keys_(std::move(keys)), columns_(summary_.columns.size()) {}

    const DatasetSummary& summary() const override { return summary_; }
    std::optional<Row> find(std::string_view key) const override;
    void by_key(std::string_view after,
                const std::function<bool(const Row&)>& visit) const override;
    void all(const std::function<bool(const Row&)>& visit) const override;
    Row at(std::uint64_t rank) const override {
        const auto* at = row(keys_.in_order(rank));
        ask_for(at);
        return RowAccess::row(at, columns_);
    }
    std::uint64_t behind(std::string_view key) const override;
    const ColumnIndex* columns() const override { return index_.load(std::memory_order_acquire); }
    Outcome open_columns() const override;
    std::uint64_t rows_bytes() const override { return rows_.size(); }

private:
    // An offset out of a damaged index must not lead out of the file.
    const std::uint8_t* row(std::uint64_t offset) const {
        check(offset >= sizeof(dataset_files::RowsHeader) && offset < rows_.size(),
              "an index points into its rows");
        return rows_.data() + offset;
    }
    // A row lies anywhere: its lines are asked for together, not one after another as they are read.
    static void ask_for(const std::uint8_t* row) {
        constexpr std::size_t line = 64, usual_row = 512;
        for (std::size_t ahead = 0; ahead < usual_row; ahead += line)
            __builtin_prefetch(row + ahead);
    }
    std::string_view key(const std::uint8_t* row) const {
        return RowView(row, columns_).cell(summary_.key);
    }

    std::filesystem::path folder_;
    DatasetSummary summary_;
    Mapping rows_;
    KeyIndex keys_;
    std::size_t columns_;
    mutable std::mutex opening_;
    mutable std::unique_ptr<const ColumnIndex> opened_; // under the mutex, and never another one
    mutable std::atomic<const ColumnIndex*> index_ = nullptr; // that one
};

std::optional<Row> MappedDataset::find(std::string_view wanted) const {
    auto is_it = [&](std::uint64_t candidate) {
        const auto* at = row(candidate);
        ask_for(at);
        return key(at) == wanted;
    };
    auto offset = keys_.find(wanted, is_it);
    if (!offset) return {};
    return RowAccess::row(row(*offset), columns_);
}

void MappedDataset::by_key(std::string_view after,
                           const std::function<bool(const Row&)>& visit) const {
    constexpr std::uint64_t ahead = 8; // rows in key order lie anywhere: their misses overlap
    for (auto rank = after.empty() ? 0 : behind(after); rank < keys_.rows(); ++rank) {
        if (rank + ahead < keys_.rows()) __builtin_prefetch(row(keys_.in_order(rank + ahead)));
        if (!visit(RowAccess::row(row(keys_.in_order(rank)), columns_))) return;
    }
}

std::uint64_t MappedDataset::behind(std::string_view wanted) const {
    std::uint64_t from = 0, to = keys_.rows();
    while (from < to) {
        auto middle = from + (to - from) / 2;
        if (key(row(keys_.in_order(middle))) <= wanted)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

Outcome MappedDataset::open_columns() const {
    std::lock_guard hold(opening_);
    if (opened_) return {};
    auto index = TRY(ColumnIndex::open(folder_, summary_, rows_.size()));
    opened_ = std::make_unique<const ColumnIndex>(std::move(index));
    index_.store(opened_.get(), std::memory_order_release);
    return {};
}

// The file is mapped for random access, without reading ahead; here we say ourselves what comes
// next.
void MappedDataset::all(const std::function<bool(const Row&)>& visit) const {
    constexpr std::uint64_t window = 4 * limits::MiB;
    std::uint64_t offset = sizeof(dataset_files::RowsHeader), wanted = 0;
    for (std::uint64_t i = 0; i < summary_.rows; ++i) {
        if (offset >= wanted) {
            rows_.will_need(offset, 2 * window);
            wanted = offset + window;
        }
        const auto* at = row(offset);
        if (!visit(RowAccess::row(at, columns_))) return;
        offset += static_cast<std::uint64_t>(RowView(at, columns_).next() - at);
    }
}

Result<DatasetSummary> read_summary(const std::filesystem::path& folder) {
    auto path = folder / dataset_files::summary;
    auto text = files::read_small(path);
    if (!text && text.error().kind == Kind::missing)
        return Failure{Kind::missing, "Here is no dataset, or one that was never finished",
                       path.string()};
    auto summary = json::read<DatasetSummary>(TRY(std::move(text)));
    if (!summary || summary->columns.empty() || summary->key >= summary->columns.size())
        return damaged(path);
    return summary;
}

// Collects the dataset as CSV piece by piece.
class CsvDigest {
public:
    explicit CsvDigest(std::span<const Column> columns) { append_csv_header(csv_, columns); }
    void add(const Row& row) {
        append_csv(csv_, row);
        if (csv_.size() > 32 * limits::KiB) digest();
    }
    std::string finish() {
        digest();
        return hex(hasher_.finish());
    }

private:
    void digest() {
        hasher_.update(bytes(csv_));
        csv_.clear();
    }
    crypto::Hasher hasher_;
    std::string csv_;
};

} // namespace dataset

Result<std::shared_ptr<const Dataset>> open_dataset(const std::filesystem::path& folder) {
    auto summary = TRY(dataset::read_summary(folder));
    auto path = folder / dataset_files::rows;
    auto rows = TRY(files::Mapping::open(path, files::Mapping::Access::random));
    if (rows.size() < sizeof(dataset_files::RowsHeader)) return dataset::damaged(path);
    auto header = load<dataset_files::RowsHeader>(rows.data());
    if (header.magic != dataset_files::RowsHeader{}.magic ||
        header.columns != summary.columns.size())
        return dataset::damaged(path);
    auto keys = TRY(KeyIndex::open(folder / dataset_files::keys, rows.size()));
    if (keys.rows() != summary.rows || rows.size() + keys.size() != summary.bytes)
        return dataset::damaged(path);
    return std::make_shared<dataset::MappedDataset>(folder, std::move(summary), std::move(rows),
                                                    std::move(keys));
}

Outcome verify(const Dataset& dataset) {
    const auto& summary = dataset.summary();
    dataset::CsvDigest digest(summary.columns);
    std::uint64_t found = 0, in_order = 0;
    dataset.all([&](const Row& row) {
        digest.add(row);
        auto same = dataset.find(row.cell(summary.key));
        found += same && same->cell(0).data() == row.cell(0).data();
        return true;
    });
    std::string last;
    dataset.by_key("", [&](const Row& row) {
        auto key = row.cell(summary.key);
        in_order += key > last;
        last = key;
        return true;
    });
    if (digest.finish() != summary.hash)
        return Failure{Kind::corrupt, "The rows are not those whose hash was recorded"};
    if (found != summary.rows || in_order != summary.rows)
        return Failure{Kind::corrupt, "The index does not lead to every row"};
    return {};
}

Outcome remove_unfinished(const std::filesystem::path& versions) {
    std::error_code error;
    if (!std::filesystem::exists(versions, error)) return {};
    std::filesystem::directory_iterator folders(versions, error);
    if (error) return files::failure(error.value(), "listing a folder", versions);
    std::vector<std::filesystem::path> unfinished;
    for (const auto& folder : folders) {
        if (!folder.is_directory() ||
            std::filesystem::exists(folder.path() / dataset_files::summary))
            continue;
        // Only what is made of our files: whatever else stands there is not ours to remove.
        bool ours = std::ranges::all_of(
            std::filesystem::directory_iterator(folder.path()), [](const auto& file) {
                auto name = file.path().filename();
                return name == dataset_files::rows || name == dataset_files::keys ||
                       name == "summary.json.new" || name.string().starts_with("scratch.");
            });
        if (ours) unfinished.push_back(folder.path());
    }
    for (const auto& folder : unfinished) {
        std::filesystem::remove_all(folder, error);
        if (error)
            return files::failure(error.value(),
                                  "removing a dataset version that was never finished", folder);
    }
    return {};
}

} // namespace vienreiz::store
