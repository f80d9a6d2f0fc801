#include "capabilities/distribution/reading.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/cell_check.hpp"
#include "store/column_index.hpp"
#include "table/csv_write.hpp"

#include <fmt/format.h>

#include <array>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

// Two threads read, check and spell blocks of rows side by side; each then waits for its turn to hand its rows to the
// writer, so that a version holds the rows in the file's order whichever thread was faster.
namespace vienreiz::distribution {
namespace {

// The rows of one block, canonical, and what was wrong with the others.
struct Checked {
    std::string text;
    std::vector<std::uint32_t> ends;  // a row's cells end there, counted from the row's start
    std::vector<std::uint64_t> lines; // of the rows in the file, one a row
    std::vector<Fault> faults;
    std::uint64_t rejected = 0;

    void clear() {
        text.clear(), ends.clear(), lines.clear(), faults.clear();
        rejected = 0;
    }
};

class RejectReport {
public:
    explicit RejectReport(const std::filesystem::path& file) : file_(file) {}
    Outcome add(const Fault& fault) {
        if (written_ == limits::rejects_kept) return {};
        if (written_++ == 0) {
            out_.open(file_, std::ios::binary | std::ios::trunc);
            out_ << "line,column,value,reason\r\n";
        }
        auto line = std::to_string(fault.line);
        std::array<std::string_view, 4> cells{line, fault.column, fault.value, fault.reason};
        std::string record;
        table::append_csv_record(record, cells, ',');
        out_ << record;
        if (!out_)
            return Failure{Kind::unavailable,
                           "The reject report cannot be written; is the disk full?",
                           file_.string()};
        return {};
    }
    void close() { out_.close(); }

private:
    std::filesystem::path file_;
    std::ofstream out_;
    std::size_t written_ = 0;
};

class Assembly {
public:
    Assembly(const ReadingJob& job, table::Reader& reader, const Layout& layout,
             store::DatasetWriter& writer, Progress& progress)
        : job_(job), reader_(reader), layout_(layout), writer_(writer), progress_(progress),
          report_(job.rejects) {}

    Outcome run() {
        std::thread other([this] { work(); });
        work();
        other.join();
        report_.close();
        if (failure_) return std::move(*failure_);
        return {};
    }

private:
    // One thread: block after block, until the end or a failure of anybody.
    void work() {
        CellCheck check(job_.dataset, layout_);
        table::Block block;
        Checked checked;
        for (;;) {
            auto read = reader_.next_block(block);
            if (!read) {
                if (read.error().kind != Kind::missing) fail(std::move(read).error());
                return;
            }
            checked.clear();
            for (std::size_t i = 0; i < block.size(); ++i) {
                auto record = block[i];
                if (check.check(record, block.first_row() + i + 1, checked.text, checked.ends,
                                checked.faults))
                    checked.lines.push_back(record.line);
                else
                    ++checked.rejected;
            }
            if (!hand_over(block, checked)) return;
        }
    }

    bool hand_over(const table::Block& block, const Checked& checked) {
        std::unique_lock lock(mutex_);
        turn_.wait(lock, [&] { return failure_ || next_row_ == block.first_row(); });
        if (failure_) return false;
        if (auto written = write(checked); !written) failure_ = std::move(written).error();
        next_row_ += block.size();
        progress_.bytes = reader_.bytes_read();
        lock.unlock();
        turn_.notify_all();
        return true;
    }

    Outcome write(const Checked& checked) {
        auto fields = job_.dataset.fields.size();
        std::vector<std::string_view> cells(fields);
        const char* at = checked.text.data();
        for (std::size_t row = 0; row < checked.lines.size(); ++row) {
            std::uint32_t from = 0;
            for (std::size_t i = 0; i < fields; ++i) {
                auto end = checked.ends[row * fields + i];
                cells[i] = {at + from, end - from};
                from = end;
            }
            at += from;
            TRY(writer_.add(cells, checked.lines[row]));
        }
        for (const auto& fault : checked.faults) TRY(report_.add(fault));
        progress_.rows += checked.lines.size();
        progress_.rejected += checked.rejected;
        return {};
    }

    void fail(Failure failure) {
        {
            std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::move(failure);
        }
        turn_.notify_all();
    }

    const ReadingJob& job_;
    table::Reader& reader_;
    const Layout& layout_;
    store::DatasetWriter& writer_;
    Progress& progress_;
    RejectReport report_;
    std::mutex mutex_;
    std::condition_variable turn_;
    std::uint64_t next_row_ = 0;
    std::optional<Failure> failure_;
};

Failure duplicate_keys(const std::vector<store::DuplicateKey>& duplicates,
                       const catalogue::Dataset& dataset) {
    const auto& first = duplicates.front();
    return {Kind::conflict,
            fmt::format("The key {} stands in more than one row ({} listed): \"{}\" in lines {} "
                        "and {}; a key names one row",
                        dataset.key, duplicates.size(), escaped(first.key), first.first_line,
                        first.second_line),
            "line " + std::to_string(first.second_line)};
}

Outcome report_duplicates(const std::filesystem::path& file,
                          const std::vector<store::DuplicateKey>& duplicates,
                          const catalogue::Dataset& dataset) {
    RejectReport report(file);
    for (const auto& one : duplicates)
        TRY(report.add({one.second_line, dataset.key, escaped(table::shortened(one.key)),
                        fmt::format("the same key stands in line {}", one.first_line)}));
    report.close();
    return {};
}

} // namespace

Outcome index_if_short(const std::filesystem::path& version, const store::DatasetSummary& summary) {
    if (summary.rows * summary.columns.size() > limits::indexed_at_once) return {};
    auto indexed = store::index_columns(version, {});
    std::error_code ignored;
    if (!indexed) std::filesystem::remove_all(version, ignored);
    return indexed;
}

Result<Reading> read_into_version(const ReadingJob& job, Progress& progress) {
    std::error_code ignored;
    progress.of = std::filesystem::file_size(job.file, ignored);
    auto reader = TRY(table::read_csv(job.file, job.dialect));
    auto layout = TRY(layout_of(job.dataset, reader->header()));

    std::vector<store::Column> columns;
    for (const auto& field : job.dataset.fields) columns.push_back({field.name, field.type});
    auto writer = TRY(store::write_dataset(job.version, std::move(columns),
                                           *catalogue::position(job.dataset, job.dataset.key)));

    TRY(Assembly(job, *reader, layout, *writer, progress).run());
    auto rejected = progress.rejected.load();
    if (rejected && job.on_reject == Rejects::refuse)
        return Failure{Kind::invalid, fmt::format("{} of {} rows do not fit the description; the "
                                                  "reject report says which cells and why",
                                                  rejected, rejected + progress.rows.load())};
    if (progress.rows == 0)
        return Failure{Kind::invalid, "The file has no rows that can be published"};

    std::vector<store::DuplicateKey> duplicates;
    auto summary = writer->finish(duplicates, limits::rejects_kept);
    if (!summary && !duplicates.empty()) {
        TRY(report_duplicates(job.rejects, duplicates, job.dataset));
        return duplicate_keys(duplicates, job.dataset);
    }
    if (!summary) return std::move(summary).error();
    TRY(index_if_short(job.version, *summary));
    return Reading{std::move(*summary), rejected, layout.unused};
}

} // namespace vienreiz::distribution
