// Appending through GroupCommit, against a bare loop that writes and fdatasyncs the same bytes:
// what hashing, the tree, the batches' seals, the side files and a checkpoint now and then cost on
// top of the disk.
//
//   append           64 writers, each with one entry of 300 bytes under way, as sessions on an event
//                    loop are: entries a second, a checkpoint signed after every hundred batches
//                    (a node signs one a second)
//   append_latency   one writer that waits for each entry: the median, in microseconds
//   append_cpu       processor time an entry when batches are full: the goal is 2 microseconds
#include "base/limits.hpp"
#include "journal/batch.hpp"
#include "journal/group_commit.hpp"
#include "measure.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <latch>
#include <sys/resource.h>

namespace vienreiz::bench {
namespace {

using Clock = std::chrono::steady_clock;
using namespace journal;

constexpr std::size_t entry_bytes = 300;
constexpr std::size_t framed_bytes = 2 + entry_bytes;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}
double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](timeval t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// On the disk the program is built on, never in memory; gone when it ends.
struct Folder {
    std::filesystem::path path = std::filesystem::current_path() / "build" / "bench-append";
    Folder() {
        std::filesystem::remove_all(path);
        std::filesystem::create_directories(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

std::unique_ptr<Journal> fresh_journal(const Folder& folder) {
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::Ed25519);
    auto opened = open_files({folder.path / "journal", {"bench.example/journal", key}});
    check(opened.has_value(), opened ? "" : opened.error().what);
    return std::move(*opened);
}

// Passes batches on and notes their sizes, so that the peer writes the same ones.
class Noting final : public Journal {
public:
    explicit Noting(Journal& to) : to_(to) {}
    std::vector<std::size_t> batches;

    Result<Index> append(std::span<const std::string_view> entries) override {
        constexpr std::size_t checkpoint_every = 100;
        batches.push_back(entries.size());
        if (batches.size() % checkpoint_every == 0)
            check(!to_.checkpoint().empty(), "a checkpoint can be signed at any time");
        return to_.append(entries);
    }
    [[nodiscard]] Outcome takes_entries() const override { return to_.takes_entries(); }
    [[nodiscard]] const std::string& origin() const override { return to_.origin(); }
    [[nodiscard]] std::string vkey() const override { return to_.vkey(); }
    [[nodiscard]] std::vector<std::string> vkeys() const override { return to_.vkeys(); }
    Result<Proof> inclusion(Index index, std::uint64_t size) const override {
        return to_.inclusion(index, size);
    }
    [[nodiscard]] std::uint64_t size() const override { return to_.size(); }
    [[nodiscard]] std::string checkpoint() const override { return to_.checkpoint(); }
    Result<std::string> entry(Index index) const override { return to_.entry(index); }
    Outcome read(Index from, Index to, const Each& each) const override {
        return to_.read(from, to, each);
    }
    Result<Bytes> tile(unsigned level, std::uint64_t number, unsigned width) const override {
        return to_.tile(level, number, width);
    }
    Result<Bytes> bundle(std::uint64_t number, unsigned width) const override {
        return to_.bundle(number, width);
    }
    Result<std::string> receipt(Index index) const override { return to_.receipt(index); }
    Result<Bytes> cose_receipt(Index index, std::uint64_t size,
                               CoseSignature signature) const override {
        return to_.cose_receipt(index, size, signature);
    }
    Result<Proof> consistency(std::uint64_t old_size, std::uint64_t size) const override {
        return to_.consistency(old_size, size);
    }

private:
    Journal& to_;
};

// Writers that append their next entry when they are told of the last, as sessions on an event loop
// do.
class Writers {
public:
    Writers(GroupCommit& commit, std::size_t writers, std::size_t entries)
        : commit_(commit), writers_(writers), left_(static_cast<std::int64_t>(entries)),
          done_(static_cast<std::ptrdiff_t>(entries)) {}

    void run() {
        for (std::size_t writer = 0; writer < writers_; ++writer) append_next();
        done_.wait();
    }

private:
    void append_next() {
        if (left_.fetch_sub(1) <= 0) return;
        commit_.append(std::string(entry_bytes, 'x'), [this](Result<Index> index) {
            check(index.has_value(), "the benchmark's disk works");
            append_next();
            done_.count_down();
        });
    }
    GroupCommit& commit_;
    std::size_t writers_;
    std::atomic<std::int64_t> left_;
    std::latch done_;
};

struct Run {
    double seconds, processor;
    std::vector<std::size_t> batches;
};
Run append_with(std::size_t writers, std::size_t entries) {
    Folder folder;
    auto journal = fresh_journal(folder);
    Noting noting(*journal);
    auto start = Clock::now();
    auto processor = processor_seconds();
    {
        GroupCommit commit(noting);
        Writers(commit, writers, entries).run();
    }
    return {seconds_since(start), processor_seconds() - processor, std::move(noting.batches)};
}

void bare(File& file, std::uint64_t& end, ByteView bytes) {
    check(file.write(end, bytes).has_value() && file.sync().has_value(),
          "the benchmark's disk works");
    end += bytes.size();
}

bool append_rate() {
    constexpr std::size_t writers = 64, entries = 64 * 2'500;
    std::vector<std::size_t> batches(entries / writers, writers); // until ours has run
    auto ours = [&] {
        auto run = append_with(writers, entries);
        batches = run.batches;
        return static_cast<double>(entries) / run.seconds;
    };
    auto peer = [&] {
        Folder folder;
        auto file = real_disk()->open(folder.path / "bare").value();
        Bytes bytes(batch_head_bytes + entries * framed_bytes, 'x');
        std::uint64_t end = 0;
        auto start = Clock::now();
        for (auto batch : batches)
            bare(*file, end, ByteView(bytes).first(batch_head_bytes + batch * framed_bytes));
        return static_cast<double>(entries) / seconds_since(start);
    };
    return compare(
        {"append", "write+fdatasync of the same batches", "entries/s", Target::at_least, 0.6}, ours,
        peer);
}

bool append_latency() {
    constexpr int turns = 500;
    auto median_of = [](const std::function<void()>& one) {
        std::vector<double> microseconds;
        for (int turn = 0; turn < turns; ++turn) {
            auto start = Clock::now();
            one();
            microseconds.push_back(1e6 * seconds_since(start));
        }
        return median(std::move(microseconds));
    };
    auto ours = [&] {
        Folder folder;
        auto journal = fresh_journal(folder);
        GroupCommit commit(*journal);
        return median_of([&] {
            auto index = commit.append_and_wait(std::string(entry_bytes, 'x'));
            check(index.has_value(), "the benchmark's disk works");
        });
    };
    auto peer = [&] {
        Folder folder;
        auto file = real_disk()->open(folder.path / "bare").value();
        Bytes bytes(batch_head_bytes + framed_bytes, 'x');
        std::uint64_t end = 0;
        return median_of([&] { bare(*file, end, bytes); });
    };
    return compare(
        {"append_latency", "write+fdatasync of the same bytes", "us", Target::at_most, 2}, ours,
        peer);
}

bool append_cpu() {
    constexpr std::size_t entries = 200'000;
    auto ours = [] {
        auto run = append_with(limits::journal_batch_entries, entries);
        return 1e6 * run.processor / static_cast<double>(entries);
    };
    return compare({"append_cpu", "the goal", "us of processor an entry", Target::at_most, 1}, ours,
                   [] { return 2.0; });
}

} // namespace
} // namespace vienreiz::bench

int main() {
    bool met = vienreiz::bench::append_rate();
    met = vienreiz::bench::append_latency() && met;
    met = vienreiz::bench::append_cpu() && met;
    return vienreiz::bench::ended(met);
}
