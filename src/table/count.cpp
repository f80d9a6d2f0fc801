#include "table/count.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <numeric>
#include <queue>
#include <span>
#include <sys/mman.h>
#include <unistd.h>

namespace vienreiz::table {
namespace {

constexpr std::size_t exactly = 10'000;
constexpr unsigned index_bits = 14;
constexpr unsigned rank_most = 64 - index_bits + 1;
constexpr std::size_t registers = std::size_t{1} << index_bits;

// σ and τ of the estimator: what the registers that are still zero, or already full, are worth.
double sigma(double x) {
    double weight = 1, sum = x;
    for (double before = -1; sum != before; weight += weight) {
        x *= x;
        before = sum;
        sum += x * weight;
    }
    return sum;
}

double tau(double x) {
    if (x <= 0 || x >= 1) return 0;
    double weight = 1, sum = 1 - x;
    for (double before = -1; sum != before;) {
        x = std::sqrt(x);
        before = sum;
        weight *= 0.5;
        sum -= (1 - x) * (1 - x) * weight;
    }
    return sum / 3;
}

// By one byte after the other, from the lowest: hashes are as even as this sort could wish for, and
// it takes a fifth of the time of one that compares.
void sort_hashes(std::vector<std::uint64_t>& hashes) {
    std::vector<std::uint64_t> other(hashes.size());
    for (unsigned shift = 0; shift < 64; shift += 8) {
        std::array<std::size_t, 256> place{};
        for (auto hash : hashes) ++place[hash >> shift & 0xFF];
        std::exclusive_scan(place.begin(), place.end(), place.begin(), std::size_t{0});
        for (auto hash : hashes) other[place[hash >> shift & 0xFF]++] = hash;
        hashes.swap(other);
    }
}

Failure temporary_file_failed(std::string_view doing) {
    return {Kind::unavailable, fmt::format("A temporary file in {} could not be {}: {}",
                                           std::filesystem::temp_directory_path().string(), doing,
                                           std::strerror(errno))};
}

} // namespace

std::uint64_t hash_of(std::string_view value) { return std::hash<std::string_view>{}(value); }

void DistinctCount::add(std::uint64_t hash) {
    if (!registers_.empty()) return note(hash);
    if (seen_.size() < 2 * (size_ + 1)) grow();
    if (!insert(hash == 0 ? 1 : hash) || ++size_ <= exactly) return;
    registers_.resize(registers);
    for (auto seen : seen_)
        if (seen != 0) note(seen);
    seen_ = {};
}

// Whether it is new.
bool DistinctCount::insert(std::uint64_t hash) {
    auto last = seen_.size() - 1;
    for (auto at = hash & last;; at = (at + 1) & last) {
        if (seen_[at] == hash) return false;
        if (seen_[at] != 0) continue;
        seen_[at] = hash;
        return true;
    }
}

void DistinctCount::grow() {
    std::vector<std::uint64_t> before(std::max<std::size_t>(seen_.size() * 2, 64));
    before.swap(seen_);
    for (auto hash : before)
        if (hash != 0) insert(hash);
}

void DistinctCount::note(std::uint64_t hash) {
    auto index = hash >> (64 - index_bits);
    auto zeros = static_cast<unsigned>(std::countl_zero(hash << index_bits));
    auto rank = static_cast<std::uint8_t>(std::min(zeros + 1, rank_most));
    registers_[index] = std::max(registers_[index], rank);
}

double DistinctCount::estimate() const {
    std::vector<double> having(rank_most + 1); // registers by rank
    for (auto rank : registers_) ++having[rank];
    constexpr auto m = static_cast<double>(registers);
    double z = m * tau(1 - having[rank_most] / m);
    for (auto rank = rank_most - 1; rank >= 1; --rank) z = 0.5 * (z + having[rank]);
    z += m * sigma(having[0] / m);
    return m * m / (2 * std::log(2.0) * z);
}

std::uint64_t DistinctCount::count() const {
    return registers_.empty() ? size_ : static_cast<std::uint64_t>(std::llround(estimate()));
}

UniqueCheck::UniqueCheck(std::size_t run) : run_(run), look_at_(std::min<std::size_t>(run, 1024)) {}

UniqueCheck::UniqueCheck(UniqueCheck&& other) noexcept
    : run_(other.run_), look_at_(other.look_at_), repeated_(other.repeated_),
      hashes_(std::move(other.hashes_)), runs_(std::move(other.runs_)),
      file_(std::exchange(other.file_, -1)), trouble_(std::move(other.trouble_)) {}

UniqueCheck::~UniqueCheck() { give_up(); }

void UniqueCheck::give_up() {
    repeated_ = true;
    hashes_ = {};
    runs_.clear();
    if (file_ >= 0) ::close(std::exchange(file_, -1));
}

// Sorts what is there and looks for neighbours: first after 1 024 values, then ever less often.
void UniqueCheck::look() {
    sort_hashes(hashes_);
    if (std::ranges::adjacent_find(hashes_) != hashes_.end()) return give_up();
    if (hashes_.size() == run_) {
        trouble_ = spill();
        if (!trouble_) return give_up();
        hashes_.clear();
    }
    look_at_ = std::min(run_, std::max<std::size_t>(hashes_.size() * 8, 1024));
    if (!runs_.empty()) look_at_ = run_;
}

Outcome UniqueCheck::spill() {
    if (file_ < 0) {
        auto folder = std::filesystem::temp_directory_path();
        file_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (file_ < 0) return temporary_file_failed("made");
    }
    auto rest = std::as_bytes(std::span(hashes_));
    while (!rest.empty()) {
        auto written = ::write(file_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return temporary_file_failed("written");
        rest = rest.subspan(static_cast<std::size_t>(written));
    }
    runs_.push_back(hashes_.size());
    return {};
}

Result<bool> UniqueCheck::merge() const {
    auto total =
        std::accumulate(runs_.begin(), runs_.end(), std::size_t{0}) * sizeof(std::uint64_t);
    void* mapped = ::mmap(nullptr, total, PROT_READ, MAP_PRIVATE, file_, 0);
    if (mapped == MAP_FAILED) return temporary_file_failed("read");
    struct Head {
        const std::uint64_t *at, *end;
        bool operator<(const Head& other) const { return *at > *other.at; } // the least on top
    };
    std::priority_queue<Head> heads;
    auto at = static_cast<const std::uint64_t*>(mapped);
    for (auto run : runs_) heads.push({at, at + run}), at += run;
    if (!hashes_.empty()) heads.push({hashes_.data(), hashes_.data() + hashes_.size()});
    bool first = true, repeated = false;
    for (std::uint64_t before = 0; !heads.empty() && !repeated;) {
        auto head = heads.top();
        heads.pop();
        repeated = !first && *head.at == before;
        first = false;
        before = *head.at++;
        if (head.at != head.end) heads.push(head);
    }
    ::munmap(mapped, total);
    return !repeated;
}

Result<bool> UniqueCheck::unique() {
    TRY(std::move(trouble_));
    if (repeated_) return false;
    sort_hashes(hashes_);
    if (std::ranges::adjacent_find(hashes_) != hashes_.end()) return false;
    return runs_.empty() ? true : merge();
}

} // namespace vienreiz::table
