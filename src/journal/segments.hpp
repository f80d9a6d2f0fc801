// The segment files of a journal's folder, for reading: `segment-<20 digits>`, named after the
// index of their first entry, so that names in order are entries in order.
#pragma once

#include "base/limits.hpp"
#include "journal/disk.hpp"
#include "journal/journal.hpp"

#include <map>
#include <mutex>
#include <optional>

namespace vienreiz::journal {

std::string segment_name(Index first);
std::optional<Index> segment_from_name(std::string_view name);
// First indices, ascending. Other files in the folder are passed over.
Result<std::vector<Index>> list_segments(Disk& disk, const std::filesystem::path& folder);
// The whole of one; Kind::corrupt when it is larger than a segment can be.
Result<Bytes> read_segment(Disk& disk, const std::filesystem::path& folder, Index first);

// Keeps the files that are read most open, up to limits::journal_open_segments. Any thread.
class SegmentFiles {
public:
    SegmentFiles(std::shared_ptr<Disk> disk, std::filesystem::path folder)
        : disk_(std::move(disk)), folder_(std::move(folder)) {}
    Result<std::shared_ptr<File>> file(Index first);

private:
    std::shared_ptr<Disk> disk_;
    std::filesystem::path folder_;
    std::mutex mutex_;
    std::map<Index, std::shared_ptr<File>> open_;
};

} // namespace vienreiz::journal
