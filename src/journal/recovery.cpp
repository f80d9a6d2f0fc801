#include "journal/recovery.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "base/machine_words.hpp"
#include "journal/segments.hpp"
#include "journal/verification.hpp"

#include <algorithm>

namespace vienreiz::journal {

Hash seal_key(const crypto::PrivateKey& key) {
    return crypto::sha256(key.sign(bytes("vienreiz journal: the seal of its batches")));
}

std::string place(Index segment, std::uint64_t offset) {
    return segment_name(segment) + ", offset " + std::to_string(offset);
}

namespace recovery {

// Room is made ahead of the batches by writing zeros; no batch begins with one.
bool is_room(ByteView content) {
    return std::ranges::all_of(content, [](std::uint8_t byte) { return byte == 0; });
}

Result<Batch> next_batch(ByteView rest, std::uint64_t offset, Chain& chain, const Hash* seal_key,
                         SideAddition& addition) {
    auto batch = TRY(parse_batch(rest));
    if (seal_key && !is_sealed(rest, *seal_key))
        return Failure{Kind::corrupt, "A batch does not bear the journal's seal"};
    addition.begin(chain.edge.size());
    TRY(chain.follow(batch, offset, addition));
    return batch;
}

} // namespace recovery

Result<Stop> follow_segment(ByteView content, Chain& chain, const Hash* seal_key,
                            const OnBatch& each) {
    Stop stop;
    SideAddition addition;
    while (stop.end < content.size()) {
        auto rest = content.subspan(stop.end);
        auto batch = recovery::next_batch(rest, stop.end, chain, seal_key, addition);
        if (!batch) {
            if (!recovery::is_room(rest)) stop.why = std::move(batch).error();
            break;
        }
        TRY(each(*batch, addition));
        stop.last = stop.end;
        stop.end += batch->head.bytes();
        ++stop.batches;
    }
    return stop;
}

std::array<std::uint8_t, head_bytes> head_record(std::uint64_t size, const Hash& root) {
    std::array<std::uint8_t, head_bytes> out;
    machine_words::store_big_endian(out.data(), size);
    std::ranges::copy(root, out.begin() + 8);
    std::ranges::copy(crypto::sha256(ByteView(out).first(40)), out.begin() + 40);
    return out;
}

std::optional<NotedHead> parse_head(ByteView record) {
    if (record.size() != head_bytes) return {};
    NotedHead out{machine_words::load_big_endian<std::uint64_t>(record.data()), {}};
    std::ranges::copy(record.subspan(8, 32), out.root.begin());
    if (!std::ranges::equal(head_record(out.size, out.root), record)) return {};
    return out;
}

Result<std::optional<Checkpoint>> newest_noted(Disk& disk, const std::filesystem::path& folder,
                                               std::span<const VerifierKey> keys) {
    std::optional<Checkpoint> newest;
    auto note = TRY(read_if_there(disk, folder / checkpoint_file, limits::note_bytes));
    if (note)
        if (auto shown = verified_checkpoint(text(*note), keys)) newest = std::move(*shown);
    auto head = TRY(read_if_there(disk, folder / head_file, head_bytes));
    auto acknowledged = head ? parse_head(*head) : std::nullopt;
    if (acknowledged && (!newest || newest->size < acknowledged->size))
        newest = Checkpoint{keys.front().name, acknowledged->size, acknowledged->root};
    return newest;
}

namespace recovery {

Failure corrupt(std::string what, std::string where) {
    return {Kind::corrupt, std::move(what), std::move(where)};
}

constexpr std::size_t largest_batch =
    batch_head_bytes + limits::journal_batch_bytes + 2 * limits::journal_batch_entries;

class Recovery {
public:
    Recovery(Disk& disk, const std::filesystem::path& folder, std::span<const VerifierKey> keys,
             const Hash& seal_key, SideFiles side_files)
        : disk_(disk), folder_(folder), keys_(keys), seal_key_(seal_key),
          side_files_(std::move(side_files)) {}

    Result<Recovered> run() {
        segments_ = TRY(list_segments(disk_, folder_));
        if (segments_.empty()) segments_.push_back(0);
        TRY(follow_last());
        TRY(judge_tail());
        TRY(compare_with_shown());
        TRY(cut_tail());
        TRY(write_last_batch_again());
        // Appending goes on in the segment behind, so this one's side files must hold from now on.
        if (leftover_) TRY(side_files_.sync());
        TRY(disk_.sync_folder(folder_));
        return finished();
    }

private:
    // A power cut may leave one segment file behind that holds no whole batch.
    Outcome follow_last() {
        TRY(follow_segment_at_end());
        if (stop_.batches > 0 || segments_.size() == 1) return {};
        leftover_ = segments_.back();
        leftover_content_ = std::move(content_);
        segments_.pop_back();
        return follow_segment_at_end();
    }

    Outcome follow_segment_at_end() {
        content_ = TRY(read_or_empty(segments_.back()));
        chain_ = {};
        TRY(stand_before_segment());
        stop_ = TRY(follow(segments_.back(), content_));
        return {};
    }

    // The tree before the last segment: from the side files when they give the sealed root,
    // otherwise from all the segments before it.
    Outcome stand_before_segment() {
        auto batch = parse_batch(content_);
        if (!batch || segments_.back() == 0 || !is_sealed(content_, seal_key_)) return {};
        auto edge = side_files_.edge(segments_.back());
        auto unfinished = disk_.open_to_read(folder_ / rebuilding_file);
        if (!unfinished && edge && edge->root() == batch->head.root_before &&
            TRY(side_files_.reach(segments_.back()))) {
            chain_ = {std::move(*edge), batch->head.root_before, std::nullopt};
            return {};
        }
        return rebuild();
    }

    Outcome rebuild() {
        diagnostics::warn("The journal's side files are not up to date; they are written anew",
                          {{"folder", folder_.native()}});
        TRY(disk_.replace(folder_ / rebuilding_file, {}));
        for (auto first : std::span(segments_).first(segments_.size() - 1)) {
            auto content = TRY(read_segment(disk_, folder_, first));
            auto stop = TRY(follow(first, content));
            if (stop.why) return corrupt(stop.why->what, place(first, stop.end));
        }
        TRY(side_files_.sync());
        return disk_.remove(folder_ / rebuilding_file);
    }

    Result<Stop> follow(Index segment, ByteView content) {
        // Many batches at once: most hold an entry or two, and a write for each took longer than reading it.
        constexpr std::size_t at_once = 4'096;
        SideAddition pending;
        pending.begin(chain_.edge.size());
        auto stop = follow_segment(content, chain_, &seal_key_,
                                   [&](const Batch&, const SideAddition& more) -> Outcome {
                                       pending.add(more);
                                       if (pending.entries() < at_once) return {};
                                       TRY(side_files_.write(pending));
                                       pending.begin(chain_.edge.size());
                                       return {};
                                   });
        if (!stop) return within(std::move(stop).error(), segment_name(segment) + ", ");
        TRY(side_files_.write(pending));
        return stop;
    }

    // Only the very last batch may be torn, and only while nobody was told of it.
    Outcome judge_tail() {
        if (leftover_) {
            if (stop_.why || *leftover_ != chain_.edge.size())
                return corrupt("Entries are missing or damaged before the last segment: restore "
                               "the journal from a copy",
                               place(segments_.back(), stop_.end));
            return refuse_sealed_later(*leftover_, leftover_content_, 0);
        }
        if (!stop_.why) return {};
        return refuse_sealed_later(segments_.back(), content_, stop_.end);
    }

    // A batch is written only when the one before it is durable. Behind a torn batch no later one can
    // stand, unless the torn one was whole once. (An entry can look like a batch, but its author
    // cannot seal it.)
    Outcome refuse_sealed_later(Index segment, ByteView content, std::uint64_t torn_at) {
        auto all = text(content);
        auto magic = text(ByteView(batch_magic));
        for (auto at = all.find(magic, torn_at + 1); at != std::string_view::npos;
             at = all.find(magic, at + 1)) {
            auto head = parse_batch_head(content.subspan(at));
            if (head && head->first > chain_.edge.size() &&
                is_sealed(content.subspan(at), seal_key_))
                return corrupt("A batch in the middle of the journal is damaged: restore the "
                               "journal from a copy",
                               place(segment, torn_at));
        }
        return {};
    }

    Outcome compare_with_shown() {
        auto shown = TRY(newest_noted(disk_, folder_, keys_));
        if (!shown) return {};
        auto where = leftover_ ? place(*leftover_, 0) : place(segments_.back(), stop_.end);
        if (shown->size > chain_.edge.size())
            return corrupt("The journal was shown with " + grouped(shown->size) +
                               " entries but holds only " + grouped(chain_.edge.size()) +
                               ": the disk lost what it had promised to keep, or an old copy was "
                               "put back. Restore the newest copy",
                           where);
        auto hashes = [this](Node node) { return side_files_.node(node); };
        if (TRY(root_of(shown->size, hashes)) == shown->root) return {};
        return corrupt("The journal's entries are not those it was shown with: restore it from a "
                       "copy",
                       where);
    }

    Outcome cut_tail() {
        if (leftover_ && !leftover_content_.empty())
            return cut(*leftover_, 0, leftover_content_.size());
        if (stop_.why) return cut(segments_.back(), stop_.end, content_.size() - stop_.end);
        return {};
    }

    Outcome cut(Index segment, std::uint64_t at, std::uint64_t count) {
        diagnostics::warn(
            "The last batch of the journal was never finished; it is cut off",
            {{"where", (folder_ / place(segment, at)).native()}, {"bytes", std::to_string(count)}});
        auto file = TRY(disk_.open(folder_ / segment_name(segment)));
        TRY(file->truncate(at));
        return file->sync();
    }

    // It may have been read from memory only: after a sync that failed, Linux holds a page for
    // clean though it is not on the disk, and another sync would not write it.
    Outcome write_last_batch_again() {
        if (stop_.end == 0) return {};
        auto file = TRY(disk_.open(folder_ / segment_name(segments_.back())));
        TRY(file->write(stop_.last,
                        ByteView(content_).subspan(stop_.last, stop_.end - stop_.last)));
        return file->sync();
    }

    Result<Recovered> finished() {
        Recovered out{std::move(chain_), std::move(side_files_),
                      segments_,         segments_.back(),
                      stop_.end,         stop_.why ? stop_.end : content_.size()};
        if (stop_.end == 0) out.segments.clear();
        if (leftover_) {
            out.current = *leftover_;
            out.current_bytes = out.current_room = 0;
        }
        return out;
    }

    Result<Bytes> read_or_empty(Index first) {
        auto content = read_segment(disk_, folder_, first);
        if (!content && content.error().kind == Kind::missing) return Bytes{};
        return content;
    }

    Disk& disk_;
    const std::filesystem::path& folder_;
    std::span<const VerifierKey> keys_;
    const Hash& seal_key_;
    SideFiles side_files_;
    std::vector<Index> segments_; // the last one is the one that is followed
    Bytes content_;               // of it
    std::optional<Index> leftover_;
    Bytes leftover_content_;
    Chain chain_;
    Stop stop_;
};

} // namespace recovery

Outcome refuse_foreign(Disk& disk, const std::filesystem::path& folder, const VerifierKey& key,
                       const Hash& seal_key) {
    auto file = disk.open_to_read(folder / segment_name(0));
    if (!file && file.error().kind == Kind::missing) return {};
    if (!file) return std::move(file).error();
    auto content = TRY((*file)->read(0, recovery::largest_batch));
    Chain chain;
    SideAddition unused;
    bool whole = recovery::next_batch(content, 0, chain, nullptr, unused).has_value();
    if (!whole || is_sealed(content, seal_key)) return {};
    return Failure{Kind::conflict,
                   "The journal in this folder is not sealed with the key of " + key.name +
                       ": give the key it was begun with, or another folder",
                   place(0, 0)};
}

Result<Recovered> recover(Disk& disk, const std::filesystem::path& folder,
                          std::span<const VerifierKey> keys, const Hash& seal_key) {
    auto side_files = TRY(SideFiles::open(disk, folder));
    return recovery::Recovery(disk, folder, keys, seal_key, std::move(side_files)).run();
}

} // namespace vienreiz::journal
