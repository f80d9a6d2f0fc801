#include "journal/check.hpp"

#include "journal/recovery.hpp"
#include "journal/rotation.hpp"
#include "journal/segments.hpp"
#include "journal/verification.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace checking {

// It reads while another program may append: what stands behind the checkpoint that was shown when
// it began is not acknowledged yet, and a batch there may be half written.
// Entries that were acknowledged when it began may be read on the way.
class Check {
public:
    struct Options {
        Progress progress{};
        std::optional<Hash> seal_key{}; // none: seals are not checked
        Journal::Each each{};
    };
    Check(Disk& disk, const std::filesystem::path& folder, std::span<const VerifierKey> keys,
          Options options)
        : disk_(disk), folder_(folder), keys_(keys), options_(std::move(options)) {}

    Result<Health> run() {
        shown_ = TRY(newest_noted(disk_, folder_, keys_));
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
        return Health{chain_.edge.size(),  batches_,           bytes_,
                      base64(chain_.root), shown_.has_value(), side_files_.has_value()};
    }

private:
    Outcome check_segment(Index first, bool is_last) {
        if (first != chain_.edge.size())
            return corrupt("A segment is missing, or has another's name", segment_name(first));
        auto content = TRY(read_segment(disk_, folder_, first));
        auto stop =
            follow_segment(content, chain_, options_.seal_key ? &*options_.seal_key : nullptr,
                           [this](const Batch& batch, const SideAddition& more) -> Outcome {
                               TRY(check_batch(more));
                               return hand_over(batch);
                           });
        if (!stop) return within(std::move(stop).error(), segment_name(first) + ", ");
        bool acknowledged = !shown_ || chain_.edge.size() < shown_->size;
        if (stop->why && (!is_last || acknowledged))
            return corrupt(stop->why->what, place(first, stop->end));
        batches_ += stop->batches;
        bytes_ += stop->end;
        done_ += content.size();
        if (options_.progress) options_.progress(done_, total_);
        return {};
    }

    Outcome check_batch(const SideAddition& addition) {
        if (side_files_) TRY(side_files_->compare(addition));
        return compare_with_shown();
    }

    Outcome hand_over(const Batch& batch) {
        if (!options_.each || (shown_ && chain_.edge.size() > shown_->size)) return {};
        EntryReader reader(batch.entries);
        for (auto index = batch.head.first; !reader.done(); ++index) {
            auto entry = TRY(reader.next());
            TRY(options_.each(index, entry));
        }
        return {};
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
    std::span<const VerifierKey> keys_;
    Options options_;
    std::optional<Checkpoint> shown_;
    std::optional<SideFiles> side_files_;
    Chain chain_;
    std::uint64_t batches_ = 0, bytes_ = 0; // whole ones
    std::uint64_t done_ = 0, total_ = 0;
};

} // namespace checking

Result<std::vector<std::string>> vkeys_in(Disk& disk, const std::filesystem::path& folder) {
    auto content = TRY(read_whole(disk, folder / identity_file, limits::note_bytes));
    std::vector<std::string> out;
    for (auto line : split(trim(text(content)), '\n')) out.emplace_back(line);
    return out;
}

Result<Health> check_files(Disk& disk, const std::filesystem::path& folder, std::string_view vkey,
                           const Progress& progress, const OwnKey* own) {
    auto verifier = TRY(verifier_key(vkey));
    auto keys = TRY(keys_in(disk, folder, verifier));
    std::optional<Hash> seals;
    if (own) {
        auto named = to_vkey(verifier_key(verifier.name, own->key.public_key()));
        if (std::ranges::find(keys, named, to_vkey) == keys.end())
            return Failure{Kind::conflict, "This key is not the journal's", folder.string()};
        if (keys.size() > 1 && !own->seal) return no_seal(folder);
        seals = own->seal ? *own->seal : seal_key(own->key);
    }
    return checking::Check(disk, folder, keys, {progress, seals, {}}).run();
}

Result<std::uint64_t> read_files(Disk& disk, const std::filesystem::path& folder,
                                 const Journal::Each& each) {
    auto key = TRY(verifier_key(std::string_view(TRY(vkeys_in(disk, folder)).front())));
    std::uint64_t entries = 0;
    auto count = [&](Index index, std::string_view entry) {
        entries = index + 1;
        return each(index, entry);
    };
    auto keys = TRY(keys_in(disk, folder, key));
    TRY(checking::Check(disk, folder, keys, {{}, {}, count}).run());
    return entries;
}

Result<Health> check_files(const std::filesystem::path& folder, std::string_view vkey,
                           const Progress& progress, const OwnKey* own) {
    return check_files(*real_disk(), folder, vkey, progress, own);
}

Result<std::uint64_t> read_files(const std::filesystem::path& folder, const Journal::Each& each) {
    return read_files(*real_disk(), folder, each);
}

Result<std::vector<std::string>> vkeys_in(const std::filesystem::path& folder) {
    return vkeys_in(*real_disk(), folder);
}

Result<Kept> kept_in(const std::filesystem::path& folder) {
    auto disk = real_disk();
    Kept out;
    out.vkeys = TRY(vkeys_in(*disk, folder));
    auto key = TRY(verifier_key(std::string_view(out.vkeys.front())));
    out.origin = key.name;
    auto note = TRY(read_if_there(*disk, folder / checkpoint_file, limits::note_bytes));
    auto keys = TRY(keys_in(*disk, folder, key));
    if (note && verified_checkpoint(text(*note), keys)) out.checkpoint = text(*note);
    if (auto newest = TRY(newest_noted(*disk, folder, keys))) out.entries = newest->size;
    return out;
}

} // namespace vienreiz::journal
