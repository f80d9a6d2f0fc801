// How long a journal of 1 GiB takes from opening to its first answers: an entry and its receipt.
// Its files are dropped from memory before each round, as after a start of the machine.
#include "base/limits.hpp"
#include "journal/batch.hpp"
#include "journal/receipt.hpp"
#include "measure.hpp"

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace vienreiz::bench {
namespace {

using namespace journal;

constexpr std::size_t entry_bytes = 300;

void drop_from_memory(const std::filesystem::path& folder) {
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        auto descriptor = ::open(file.path().c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) continue;
        ::fsync(descriptor);
        ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        ::close(descriptor);
    }
}

template <class T>
T value(Result<T> result) {
    check(result.has_value(), result ? "" : result.error().what);
    return std::move(*result);
}

// At least 1 GiB, and the last segment full: that is what opening reads.
void fill(const FilesOptions& options) {
    auto journal = value(open_files(options));
    std::string entry(entry_bytes, 'x');
    std::vector<std::string_view> batch(limits::journal_batch_entries, entry);
    auto batch_bytes = batch_head_bytes + batch.size() * (2 + entry_bytes);
    auto in_segment = limits::journal_segment / batch_bytes;
    auto segments = limits::GiB / (in_segment * batch_bytes) + 1;
    for (std::size_t at = 0; at < segments * in_segment; ++at) value(journal->append(batch));
}

bool startup() {
    auto folder = std::filesystem::current_path() / "build" / "bench-startup";
    std::filesystem::remove_all(folder);
    FilesOptions options{
        folder,
        {"bench.example/journal", crypto::PrivateKey::generate(crypto::Algorithm::Ed25519)}};
    options.disk = real_disk();
    fill(options);
    auto ours = [&] {
        drop_from_memory(folder);
        auto start = std::chrono::steady_clock::now();
        auto journal = value(open_files(options));
        value(journal->entry(journal->size() / 2));
        value(verify_receipt(value(journal->receipt(journal->size() / 2)),
                             std::vector{journal->vkey()}));
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    bool met = compare({"startup", "1 s", "s with a journal of 1 GiB", Target::at_most, 1}, ours,
                       [] { return 1.0; });
    std::filesystem::remove_all(folder);
    return met;
}

} // namespace
} // namespace vienreiz::bench

int main() { return vienreiz::bench::ended(vienreiz::bench::startup()); }
