// Writing one version of a dataset. The files are described in dataset.cpp.
//
// add() only encodes the row into a block. Full blocks go to two lanes: one writes and hashes them
// and takes the keys, the other profiles the columns. finish() sorts and indexes the keys while the
// disk syncs the rows.
#include "base/json.hpp"
#include "store/dataset.hpp"
#include "store/dataset_files.hpp"
#include "store/files.hpp"
#include "store/key_index.hpp"
#include "store/key_sort.hpp"
#include "store/lane.hpp"
#include "store/profile.hpp"
#include "store/row_format.hpp"

#include <fmt/format.h>

#include <future>

namespace vienreiz::store {
namespace dataset_writer {

// Two lanes read a block while it is still in a cache of the processor.
constexpr std::size_t block_bytes = 256 * limits::KiB;

// Takes the blocks in order: to the file, to the hash, and the keys to the sorter.
class Keeper {
public:
    Keeper(const std::filesystem::path& folder, files::File file, std::span<const Column> columns,
           std::size_t key, std::size_t sort_bytes)
        : rows(std::move(file)), keys(folder, sort_bytes), columns_(columns.size()), key_(key) {
        csv_.reserve(gathered + limits::KiB);
        append_csv_header(csv_, columns);
    }

    Outcome take(const RowBlock& block) {
        TRY(rows.append({block.bytes.get(), block.used}));
        rows.begin_writing_back();
        const auto* at = block.bytes.get();
        for (std::uint64_t i = 0; i < block.rows; ++i) {
            RowView row(at, columns_);
            auto offset = block.offset + static_cast<std::uint64_t>(at - block.bytes.get());
            TRY(keys.add({row.cell(key_), offset, block.lines[i]}));
            append_csv(csv_, RowAccess::row(at, columns_));
            if (csv_.size() >= gathered) digest_gathered();
            at = row.next();
        }
        return {};
    }
    crypto::Hash hash() {
        digest_gathered();
        return hasher_.finish();
    }

    files::File rows;
    KeySorter keys;

private:
    // Calling the digest costs as much as feeding it a row: so it gets many at a time.
    static constexpr std::size_t gathered = 32 * limits::KiB;

    void digest_gathered() {
        hasher_.update(bytes(csv_));
        csv_.clear();
    }
    std::size_t columns_, key_;
    crypto::Hasher hasher_;
    std::string csv_;
};

using Block = std::shared_ptr<const RowBlock>;

class Writer final : public DatasetWriter {
public:
    Writer(std::filesystem::path folder, files::File rows, std::vector<Column> columns,
           std::size_t key, std::size_t sort_bytes)
        : folder_(std::move(folder)), columns_(std::move(columns)), key_(key),
          next_offset_(rows.size()), keeper_(folder_, std::move(rows), columns_, key_, sort_bytes),
          profiler_(columns_, key_) {}
    ~Writer() override;

    Outcome add(std::span<const std::string_view> cells, std::uint64_t line) override;
    Result<DatasetSummary> finish(std::vector<DuplicateKey>& duplicates, std::size_t most) override;

private:
    void begin_block(std::size_t at_least);
    void hand_over();
    Result<std::uint64_t> write_keys(const crypto::Hash& hash,
                                     std::vector<DuplicateKey>& duplicates, std::size_t most);

    std::filesystem::path folder_;
    std::vector<Column> columns_;
    std::size_t key_;
    std::uint64_t next_offset_, rows_ = 0;
    std::shared_ptr<RowBlock> block_;
    Keeper keeper_;
    Profiler profiler_;
    Lane<Block> keeping_{[this](const Block& block) { return keeper_.take(*block); }};
    Lane<Block> profiling_{
        [this](const Block& block) -> Outcome { return profiler_.add(*block), Outcome{}; }};
    bool ended_ = false, finished_ = false;
};

Writer::~Writer() {
    (void)keeping_.finish();
    (void)profiling_.finish();
    std::error_code ignored;
    if (!finished_) std::filesystem::remove_all(folder_, ignored);
}

Outcome Writer::add(std::span<const std::string_view> cells, std::uint64_t line) {
    check(!ended_, "nothing is added to a finished dataset");
    check(cells.size() == columns_.size(), "a row has as many cells as its dataset has columns");
    check(!cells[key_].empty() && cells[key_].size() <= limits::dataset_key_bytes,
          "a key has 1 to 400 bytes");
    auto size = row_size(cells);
    if (size > limits::dataset_row_bytes)
        return Failure{
            Kind::too_large,
            fmt::format("The row in line {} has {} bytes; a row may have 64 MiB", line, size)};
    if (!block_ || block_->capacity - block_->used < size) begin_block(size);
    encode_row(block_->bytes.get() + block_->used, cells);
    block_->used += size;
    ++block_->rows;
    block_->lines.push_back(line);
    ++rows_;
    if (keeping_.failed()) [[unlikely]]
        return keeping_.finish();
    return {};
}

void Writer::begin_block(std::size_t at_least) {
    hand_over();
    block_ = std::make_shared<RowBlock>(std::max(at_least, block_bytes));
    block_->offset = next_offset_;
}

void Writer::hand_over() {
    if (!block_) return;
    next_offset_ += block_->used;
    Block full = std::move(block_);
    block_ = nullptr;
    profiling_.hand_over(full);
    keeping_.hand_over(std::move(full));
}

Result<DatasetSummary> Writer::finish(std::vector<DuplicateKey>& duplicates, std::size_t most) {
    check(!std::exchange(ended_, true), "a dataset is finished once");
    hand_over();
    TRY(keeping_.finish());
    auto synced = std::async(std::launch::async, [this] { return keeper_.rows.sync(); });
    auto hash = keeper_.hash();
    auto keys_bytes = TRY(write_keys(hash, duplicates, most));
    TRY(profiling_.finish());
    auto rows =
        TRY(files::Mapping::open(folder_ / dataset_files::rows, files::Mapping::Access::random));
    DatasetSummary summary{.rows = rows_,
                           .bytes = rows.size() + keys_bytes,
                           .hash = hex(hash),
                           .columns = columns_,
                           .key = key_,
                           .profile = profiler_.finish(rows.data(), rows_)};
    TRY(synced.get());
    TRY(files::sync_folder(folder_)); // two names, before the file that vouches for them
    TRY(files::write_small(folder_ / dataset_files::summary, json::text(summary)));
    TRY(files::sync_folder(folder_.parent_path()));
    finished_ = true;
    return summary;
}

// The size of the file `keys`.
Result<std::uint64_t> Writer::write_keys(const crypto::Hash& hash,
                                         std::vector<DuplicateKey>& duplicates, std::size_t most) {
    auto index = TRY(KeyIndexWriter::create(
        folder_,
        {.rows = rows_, .rows_bytes = next_offset_, .seed = load<std::uint64_t>(hash.data())}));
    std::string last_key; // none is empty
    std::uint64_t last_line = 0, found = 0;
    DuplicateKey first;
    TRY(keeper_.keys.merge([&](const KeyEntry& entry) -> Outcome {
        if (entry.key != last_key) {
            last_key = entry.key;
            last_line = entry.number;
            return index.add(entry);
        }
        DuplicateKey duplicate{last_key, last_line, entry.number};
        if (found++ == 0) first = duplicate;
        if (duplicates.size() < most) duplicates.push_back(std::move(duplicate));
        return {};
    }));
    if (found > 0)
        return Failure{Kind::conflict,
                       fmt::format("{} rows repeat the key of another row; the first of them are "
                                   "in lines {} and {}. Every key stands once",
                                   found, first.first_line, first.second_line)};
    TRY(index.finish());
    return index.size();
}

} // namespace dataset_writer

Result<std::unique_ptr<DatasetWriter>> write_dataset(const std::filesystem::path& folder,
                                                     std::vector<Column> columns, std::size_t key,
                                                     std::size_t sort_bytes) {
    check(key < columns.size() && columns.size() <= limits::dataset_fields,
          "a dataset has 1 to 500 columns, and its key is one of them");
    std::error_code error;
    auto path = std::filesystem::absolute(folder); // so that it has a parent to sync
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) return files::failure(error.value(), "making a folder", path.parent_path());
    if (!std::filesystem::create_directory(path, error))
        return files::failure(error ? error.value() : EEXIST,
                              "making the folder of a dataset version", path);
    auto made = dataset_files::create_rows(path, columns.size());
    if (!made) {
        std::filesystem::remove_all(path, error);
        return std::move(made).error();
    }
    return std::make_unique<dataset_writer::Writer>(path, std::move(*made), std::move(columns), key,
                                                    sort_bytes);
}

} // namespace vienreiz::store
