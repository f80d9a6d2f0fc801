// How many different values a column has, and whether any comes twice, from 64-bit hashes.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace vienreiz::table {

std::uint64_t hash_of(std::string_view value);

// Exact up to 10 000 different values, then HyperLogLog with 16 384 registers: error 0.8 %.
// Estimator: O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", §4.
class DistinctCount {
public:
    void add(std::uint64_t hash);
    [[nodiscard]] std::uint64_t count() const;

private:
    bool insert(std::uint64_t hash);
    void grow();
    void note(std::uint64_t hash);
    [[nodiscard]] double estimate() const;

    std::vector<std::uint64_t> seen_; // open addressing, a power of two, 0 is free
    std::size_t size_ = 0;
    std::vector<std::uint8_t> registers_; // once there are too many
};

// Whether any value came twice. Most columns repeat one early and cost nothing from then on; the
// hashes of the others are sorted in runs of `run` values, kept in an unlinked file and merged.
class UniqueCheck {
public:
    explicit UniqueCheck(std::size_t run);
    UniqueCheck(UniqueCheck&& other) noexcept;
    UniqueCheck& operator=(UniqueCheck&&) = delete;
    ~UniqueCheck();

    void add(std::uint64_t hash) {
        if (repeated_) return;
        hashes_.push_back(hash);
        if (hashes_.size() == look_at_) look();
    }
    void give_up(); // it no longer matters: unique() will be false
    // kind unavailable: the temporary file could not be written or read.
    Result<bool> unique();

private:
    void look();
    Outcome spill();
    [[nodiscard]] Result<bool> merge() const;

    std::size_t run_, look_at_;
    bool repeated_ = false;
    std::vector<std::uint64_t> hashes_;
    std::vector<std::size_t> runs_; // lengths of those in the file
    int file_ = -1;
    Outcome trouble_;
};

} // namespace vienreiz::table
