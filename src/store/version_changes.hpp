// The file `changes` of a version: what became of each row since the version before. It follows from the two versions,
// so it may be removed: then it is worked out anew, which takes a pass over both.
//
//   header   64 bytes: "vienreiz chgs 1\n", then as 64-bit numbers, little-endian like all here: rows of the version
//            before, the first 64 bits of its content's SHA-256, the same two of this version, changes, the check
//   changes  8 bytes each, in the order of the keys: the row's rank in the version before and its rank in this one, 32
//            bits each; all ones where it is in one of the two only
//   check    hash64 (hash64.hpp) of the changes, 64 KiB of them at a time, each seeded with the one before; the first
//            with the number of changes
//
// A rank is a row's place in the order of the keys. So a row without a rank before was inserted, one without a rank
// now was deleted, and one that has both was updated. Columns of the two versions are the same when name and type
// agree; one that only one of them has is empty in the other.
//
// Operation    both versions are read once, side by side in the order of the keys
// Memory       64 KiB while it is made; it is mapped for reading
// Concurrency  may be read from any thread
#pragma once

#include "store/column_index.hpp"

#include <optional>

namespace vienreiz::store {

struct RowChange {
    static constexpr Rank none = 0xffff'ffff;
    Rank before = none, now = none;
    bool operator==(const RowChange&) const = default;
};

// Which column of one version is which of another: one a column of `now`, with the place it has in `before`.
std::vector<std::optional<std::size_t>> same_columns(const std::vector<Column>& before,
                                                     const std::vector<Column>& now);

// Walks two versions side by side; both must outlive it. Kind::conflict when their keys are not the same column.
class VersionMerge {
public:
    static Result<VersionMerge> of(const Dataset& before, const Dataset& now);
    // Ranks that are still to be looked at. Equal keys are passed together, so any pair that was here once is a place
    // to begin again.
    struct Place {
        std::uint64_t before = 0, now = 0;
        bool operator==(const Place&) const = default;
    };
    void go_to(Place place) { at_ = place; }
    [[nodiscard]] Place place() const { return at_; }
    [[nodiscard]] bool at_end() const;
    // Passes one key. Nothing: the row is what it was.
    std::optional<RowChange> next();

private:
    VersionMerge(const Dataset& before, const Dataset& now);
    [[nodiscard]] bool differ(const Row& before, const Row& now) const;

    const Dataset *before_, *now_;
    std::size_t key_before_, key_now_;
    bool alike_;                                        // the same columns in the same order
    std::vector<std::optional<std::size_t>> in_before_; // of each column now
    std::vector<std::size_t> gone_;                     // columns of before that are no more
    Place at_;
};

class VersionChanges {
public:
    // Kind::missing when it was not made yet; Kind::corrupt when it is of other versions, or is not whole.
    static Result<VersionChanges> open(const std::filesystem::path& folder, const Dataset& before,
                                       const Dataset& now);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] RowChange operator[](std::uint64_t at) const;

private:
    explicit VersionChanges(files::Mapping mapping) : mapping_(std::move(mapping)) {}
    files::Mapping mapping_;
    std::uint64_t size_ = 0, rows_before_ = 0, rows_now_ = 0;
};

// Makes the file in the folder of `now`: all of it or nothing. Kind::too_large for more rows than a rank can name;
// Kind::unavailable when the disk is full, or when it was asked to stop.
Outcome write_changes(const std::filesystem::path& folder, const Dataset& before,
                      const Dataset& now, const std::stop_token& stop);

} // namespace vienreiz::store
