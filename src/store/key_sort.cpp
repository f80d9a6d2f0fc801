#include "store/key_sort.hpp"

#include "base/limits.hpp"
#include "store/hash64.hpp"

#include <algorithm>
#include <bit>

namespace vienreiz::store {
namespace key_sort {

constexpr std::size_t head = 8 + 8 + 2;
constexpr std::size_t write_buffer = 256 * limits::KiB;
constexpr std::size_t read_buffer = 64 * limits::KiB;

std::string_view key_of(const std::uint8_t* record) {
    return {reinterpret_cast<const char*>(record) + head, load<std::uint16_t>(record + 16)};
}

std::uint64_t prefix_of(std::string_view key) {
    std::uint64_t word = 0;
    std::memcpy(&word, key.data(), std::min<std::size_t>(key.size(), 8));
    return __builtin_bswap64(word);
}
static_assert(std::endian::native == std::endian::little);

// Reads one run from front to back.
class RunReader {
public:
    RunReader(const files::File& file, std::uint64_t begin, std::uint64_t end)
        : file_(&file), from_(begin), end_(end), buffer_(read_buffer) {}

    // To the next record; false at the end.
    Result<bool> next() {
        at_ += record_;
        if (filled_ - at_ < head + limits::store_key_bytes) TRY(refill());
        if (at_ == filled_) return false;
        const auto* record = buffer_.data() + at_;
        entry = {key_of(record), load<std::uint64_t>(record), load<std::uint64_t>(record + 8)};
        prefix = prefix_of(entry.key);
        record_ = head + entry.key.size();
        return true;
    }
    KeyEntry entry{};
    std::uint64_t prefix = 0;

private:
    Outcome refill() {
        std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
        filled_ -= at_;
        at_ = 0;
        auto wanted = std::min<std::uint64_t>(buffer_.size() - filled_, end_ - from_);
        auto got = TRY(file_->read_at(from_, std::span(buffer_).subspan(filled_, wanted)));
        if (got < wanted)
            return Failure{Kind::corrupt, "A scratch file has lost its end while keys were sorted"};
        from_ += got;
        filled_ += got;
        return {};
    }
    const files::File* file_;
    std::uint64_t from_, end_;
    std::vector<std::uint8_t> buffer_;
    std::size_t at_ = 0, filled_ = 0, record_ = 0;
};

// Whether `a` comes behind `b`. An earlier run holds earlier rows.
bool behind(const RunReader& a, const RunReader& b) {
    if (a.prefix != b.prefix) return a.prefix > b.prefix;
    if (auto order = a.entry.key.compare(b.entry.key); order != 0) return order > 0;
    return a.entry.number > b.entry.number;
}

} // namespace key_sort

std::string_view KeySorter::key_at(std::size_t at) const {
    return key_sort::key_of(records_.data() + at);
}

Outcome KeySorter::add(const KeyEntry& entry) {
    auto size = key_sort::head + entry.key.size();
    if (records_.size() + size + (references_.size() + 1) * sizeof(Reference) > memory_)
        TRY(spill());
    auto at = records_.size();
    if (in_order_ && !references_.empty()) in_order_ = key_at(references_.back().at) <= entry.key;
    auto length = static_cast<std::uint16_t>(entry.key.size());
    records_.resize(at + size);
    auto* record = records_.data() + at;
    std::memcpy(record, &entry.offset, 8);
    std::memcpy(record + 8, &entry.number, 8);
    std::memcpy(record + 16, &length, 2);
    std::memcpy(record + key_sort::head, entry.key.data(), entry.key.size());
    references_.push_back({0, at});
    return {};
}

std::size_t KeySorter::common_prefix() const {
    auto common = key_at(references_.front().at);
    for (const auto& reference : references_) {
        auto key = key_at(reference.at);
        auto differ = std::ranges::mismatch(common, key);
        common = common.substr(0, static_cast<std::size_t>(differ.in1 - common.begin()));
        if (common.empty()) break;
    }
    return common.size();
}

void KeySorter::sort() {
    if (in_order_) return;
    auto common = common_prefix();
    for (auto& reference : references_)
        reference.prefix = key_sort::prefix_of(key_at(reference.at).substr(common));
    std::ranges::sort(references_, [&](const Reference& a, const Reference& b) {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        if (auto order = key_at(a.at).compare(key_at(b.at)); order != 0) return order < 0;
        return a.at < b.at;
    });
}

Outcome KeySorter::spill() {
    if (references_.empty()) return {};
    sort();
    if (!scratch_) scratch_ = TRY(files::File::scratch(folder_));
    auto begin = scratch_->size();
    std::vector<std::uint8_t> buffer;
    buffer.reserve(key_sort::write_buffer + limits::KiB);
    for (const auto& reference : references_) {
        const auto* record = records_.data() + reference.at;
        buffer.insert(buffer.end(), record,
                      record + key_sort::head + key_sort::key_of(record).size());
        if (buffer.size() < key_sort::write_buffer) continue;
        TRY(scratch_->append(buffer));
        buffer.clear();
    }
    TRY(scratch_->append(buffer));
    runs_.push_back({begin, scratch_->size()});
    records_.clear();
    references_.clear();
    in_order_ = true;
    return {};
}

Outcome KeySorter::merge(const std::function<Outcome(const KeyEntry&)>& visit) {
    TRY(spill());
    records_ = {};
    references_ = {};
    std::vector<key_sort::RunReader> readers;
    readers.reserve(runs_.size());
    std::vector<key_sort::RunReader*> heap; // the least key on top
    auto last = [](const key_sort::RunReader* a, const key_sort::RunReader* b) {
        return key_sort::behind(*a, *b);
    };
    for (auto run : runs_) {
        readers.emplace_back(*scratch_, run.begin, run.end);
        if (TRY(readers.back().next())) heap.push_back(&readers.back());
    }
    std::ranges::make_heap(heap, last);
    while (!heap.empty()) {
        std::ranges::pop_heap(heap, last);
        auto& least = *heap.back();
        TRY(visit(least.entry));
        if (TRY(least.next()))
            std::ranges::push_heap(heap, last);
        else
            heap.pop_back();
    }
    return {};
}

} // namespace vienreiz::store
