// Rows that are pushed: what becomes of some keys of a dataset, and the version it becomes of.
//
// Cost         making the version reads the current one and writes it anew, whatever the number of rows that change
#pragma once

#include "capabilities/distribution/reading.hpp"

#include <map>

namespace vienreiz::distribution {

// As it comes: values as text, numbers, true, false or null, by the names of fields; spelt as answers spell them.
struct PushRows {
    using Row = std::map<std::string, json::Value>;
    DatasetId dataset;                      // from the address
    std::optional<std::vector<Row>> upsert; // whole rows: what is not named is empty from now on
    std::optional<std::vector<Row>> patch;  // parts of rows that are there: what is not named stays
    std::optional<std::vector<std::string>> remove; // keys
    std::optional<std::uint64_t> version; // that must be the current one; any, when it is absent
};
BOOST_DESCRIBE_STRUCT(PushRows, (), (dataset, upsert, patch, remove, version))

struct Batch {
    struct Change {
        enum class Sort { upsert, patch, remove };
        Sort sort = Sort::remove;
        std::vector<std::optional<std::string>> cells; // canonical, by field; none: as it was
        std::string place;                             // in what was sent: "/patch/3"
    };
    std::map<std::string, Change, std::less<>> by_key;
    std::optional<std::uint64_t> version;

    // Kind::conflict when it was made for another version than the current one; 0: there is none.
    [[nodiscard]] Outcome is_for(std::uint64_t current) const;
};
// Kind::invalid with every cell that does not fit, by its place; Kind::too_large over limits::pushed_rows.
Result<Batch> batch_of(const catalogue::Dataset& dataset, const PushRows& pushed);

struct Effect {
    std::uint64_t inserted = 0, updated = 0, unchanged = 0, removed = 0;
    std::uint64_t absent = 0; // was to be removed, and is not there
};
BOOST_DESCRIBE_STRUCT(Effect, (), (inserted, updated, unchanged, removed, absent))
// `current` is null where nothing is published yet. Kind::missing when a row that is to be patched is not there;
// Kind::conflict when the version has not got what the description asks for.
Result<Effect> effect_of(const Batch& batch, const catalogue::Dataset& dataset,
                         const store::Dataset* current);
// The version with these changes, in the order of keys.
Result<Reading> merge_into_version(const Batch& batch, const catalogue::Dataset& dataset,
                                   const store::Dataset* current,
                                   const std::filesystem::path& version, Progress& progress);

} // namespace vienreiz::distribution
