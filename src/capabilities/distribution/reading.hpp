// From a file to a version: every cell of every row checked against the description, then written.
#pragma once

#include "capabilities/catalogue/api.hpp"
#include "store/dataset.hpp"
#include "table/csv.hpp"

#include <atomic>

namespace vienreiz::distribution {

enum class Rejects {
    refuse,
    leave_out
}; // one bad row refuses the file, or is left out of the version
BOOST_DESCRIBE_ENUM(Rejects, refuse, leave_out)

struct Progress { // watched from other threads
    std::atomic<std::uint64_t> bytes{0}, of{0}, rows{0}, rejected{0};
};

struct Reading {
    store::DatasetSummary summary;
    std::uint64_t rejected = 0;
    std::vector<std::string> unused; // columns of the file the description does not name
};

struct ReadingJob {
    std::filesystem::path file;
    table::Dialect dialect;
    const catalogue::Dataset& dataset;
    std::filesystem::path version; // folder to be made
    std::filesystem::path rejects; // CSV: line, column, value, reason; one line a bad cell
    Rejects on_reject = Rejects::refuse;
};

// A longer version's columns are indexed while it serves. Where a short one's cannot be, the disk is full: nothing of
// the version stays.
Outcome index_if_short(const std::filesystem::path& version, const store::DatasetSummary& summary);

// On failure there is no version, but the reject report is there if any row was rejected.
Result<Reading> read_into_version(const ReadingJob& job, Progress& progress);

} // namespace vienreiz::distribution
