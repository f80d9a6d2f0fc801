#include "journal/check.hpp"

#include "journal/recovery.hpp"
#include "journal/segments.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace checking {

// It reads while another program may append: what stands behind the checkpoint that was shown when
// it began is not acknowledged yet, and a batch there may be half written.
class Check {
public:
    Check(Disk& disk, const std::filesystem::path& folder, const VerifierKey& key,
          const Progress& progress)
        : disk_(disk), folder_(folder), key_(key), progress_(progress) {}

    Result<Health> run() {
        shown_ = TRY(newest_noted(disk_, folder_, key_));
        auto segments = TRY(list_segments(disk_, folder_));
        for (auto first : segments) {
            auto file = TRY(disk_.open_to_read(folder_ / segment_name(first)));
            total_ += TRY(file->size());
        }
        if (auto side_files = SideFiles::open_to_read(disk_, folder_))
            side_files_ = std::move(*side_files); // a copy of the segments alone can be checked too
        TRY(compare_with_shown());
        for (auto first : segments) TRY(check_segment(first, first == segments.back()));
        if (shown_ && shown_->size > chain_.edge.size())
            return corrupt("The journal was shown with " + grouped(shown_->size) +
                               " entries, but these are not all here",
                           segments.empty() ? folder_.string() : segment_name(segments.back()));
        return Health{chain_.edge.size(), batches_, bytes_, base64(chain_.edge.root())};
    }

private:
    Outcome check_segment(Index first, bool is_last) {
        if (first != chain_.edge.size())
            return corrupt("A segment is missing, or has another's name", segment_name(first));
        auto content = TRY(read_segment(disk_, folder_, first));
        auto stop = follow_segment(
            content, chain_, nullptr,
            [this](const Batch&, const SideAddition& more) { return check_batch(more); });
        if (!stop) return within(std::move(stop).error(), segment_name(first) + ", ");
        bool acknowledged = !shown_ || chain_.edge.size() < shown_->size;
        if (stop->why && (!is_last || acknowledged))
            return corrupt(stop->why->what, place(first, stop->end));
        batches_ += stop->batches;
        bytes_ += stop->end;
        done_ += content.size();
        progress_(done_, total_);
        return {};
    }

    Outcome check_batch(const SideAddition& addition) {
        if (side_files_) TRY(side_files_->compare(addition));
        return compare_with_shown();
    }

    // Checkpoints are shown between batches only.
    Outcome compare_with_shown() {
        if (!shown_ || shown_->size != chain_.edge.size() || shown_->root == chain_.edge.root())
            return {};
        return corrupt("The journal's entries are not those it was shown with",
                       "entry " + std::to_string(shown_->size));
    }

    static Failure corrupt(std::string what, std::string where) {
        return {Kind::corrupt, std::move(what), std::move(where)};
    }

    Disk& disk_;
    const std::filesystem::path& folder_;
    const VerifierKey& key_;
    const Progress& progress_;
    std::optional<Checkpoint> shown_;
    std::optional<SideFiles> side_files_;
    Chain chain_;
    std::uint64_t batches_ = 0, bytes_ = 0; // whole ones
    std::uint64_t done_ = 0, total_ = 0;
};

} // namespace checking

Result<Health> check_files(Disk& disk, const std::filesystem::path& folder, std::string_view vkey,
                           const Progress& progress) {
    auto key = TRY(verifier_key(vkey));
    return checking::Check(disk, folder, key, progress).run();
}

Result<Health> check_files(const std::filesystem::path& folder, std::string_view vkey,
                           const Progress& progress) {
    return check_files(*real_disk(), folder, vkey, progress);
}

} // namespace vienreiz::journal
