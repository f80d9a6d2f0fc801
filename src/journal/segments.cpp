#include "journal/segments.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::journal {
namespace segments {
constexpr std::string_view prefix = "segment-";
constexpr std::size_t digits = 20;
} // namespace segments

std::string segment_name(Index first) { return fmt::format("{}{:020}", segments::prefix, first); }

std::optional<Index> segment_from_name(std::string_view name) {
    if (!name.starts_with(segments::prefix)) return {};
    name.remove_prefix(segments::prefix.size());
    if (name.size() != segments::digits) return {};
    return number<Index>(name);
}

Result<std::vector<Index>> list_segments(Disk& disk, const std::filesystem::path& folder) {
    std::vector<Index> firsts;
    for (const auto& name : TRY(disk.list(folder)))
        if (auto first = segment_from_name(name)) firsts.push_back(*first);
    std::ranges::sort(firsts);
    return firsts;
}

Result<Bytes> read_segment(Disk& disk, const std::filesystem::path& folder, Index first) {
    auto content = read_whole(disk, folder / segment_name(first), limits::journal_segment_read);
    if (!content && content.error().kind == Kind::too_large) content.error().kind = Kind::corrupt;
    return content;
}

Result<std::shared_ptr<File>> SegmentFiles::file(Index first) {
    std::lock_guard hold(mutex_);
    if (auto found = open_.find(first); found != open_.end()) return found->second;
    if (open_.size() == limits::journal_open_segments) open_.erase(open_.begin());
    std::shared_ptr<File> file = TRY(disk_->open_to_read(folder_ / segment_name(first)));
    open_.emplace(first, file);
    return file;
}

} // namespace vienreiz::journal
