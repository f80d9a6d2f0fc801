// Keys in order, whatever their number: sorted in runs that fit in memory, kept in a scratch file,
// merged at the end.
//
// Operation    add() every key in the order of the rows, then merge() once.
// Memory       limits::dataset_sort_bytes, and 64 KiB a run while merging.
// Cost         a run whose keys came in order is not sorted at all; else O(n log n) on 8-byte
//              prefixes, taken behind what all keys of the run have in common, so that most
//              comparisons never touch a key.
#pragma once

#include "store/files.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace vienreiz::store {

struct KeyEntry {
    std::string_view key;
    std::uint64_t offset; // of the row in `rows`
    std::uint64_t number; // of the row: grows from one to the next
};

class KeySorter {
public:
    KeySorter(std::filesystem::path folder, std::size_t memory)
        : folder_(std::move(folder)), memory_(memory) {}

    Outcome add(const KeyEntry& entry);
    // Every key in the order of its bytes, equal ones in the order of their rows.
    Outcome merge(const std::function<Outcome(const KeyEntry&)>& visit);

private:
    struct Reference {
        std::uint64_t prefix; // big-endian, so that numbers compare as bytes do
        std::size_t at;       // in records_
    };
    struct Run {
        std::uint64_t begin, end; // in the scratch file
    };
    [[nodiscard]] std::string_view key_at(std::size_t at) const;
    [[nodiscard]] std::size_t common_prefix() const;
    void sort();
    Outcome spill();

    std::filesystem::path folder_;
    std::size_t memory_;
    std::vector<std::uint8_t>
        records_; // as in the scratch file: offset, number, length (16 bits), key
    std::vector<Reference> references_;
    bool in_order_ = true;
    std::optional<files::File> scratch_;
    std::vector<Run> runs_;
};

} // namespace vienreiz::store
