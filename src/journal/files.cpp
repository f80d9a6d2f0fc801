// The engine over files of its own: one folder a journal, one write and one sync a batch.
//
// The folder
//
//   identity                 the journal's verifier keys (C2SP vkey), one a line, Ed25519 first
//   lock                     held while a program has the journal open
//   segment-<first index>    batches one after another, and zeros behind them; the only truth. A
//                            segment holds at most limits::journal_segment bytes; a batch never
//                            spans two.
//   head                     size and root of the newest tree that was acknowledged; never synced
//   checkpoint               the newest checkpoint that was shown, a signed note; never synced
//   minimum-index            below which no entry is given, if it was ever raised (minimum_index.hpp)
//   rotations                how the journal came to these keys, if they were ever rotated (rotation.hpp)
//   hashes-<level>, positions   side files, never synced but when a segment is full
//   rebuilding               there while all side files are written anew; if it is found at
//   opening,
//                            a power cut may have left holes in them, and they are written again
//
// A batch's bytes are described at the top of journal/batch.hpp, the side files in side_files.hpp.
//
// Appending, in steps that stay apart, so that an engine of many machines can put its own between
//
//   stage    build the batch, write it behind the last one, write the side files. If that fails
//            (the disk is full), the segment is cut back to where it ended, and synced.
//            A batch that does not fit into the room made for it makes more: it is written with
//            limits::journal_room zeros behind it. So most syncs find the size of the file and the
//            place of its blocks unchanged, and cost one write of the disk instead of two.
//   durable  one fdatasync of the segment. If that fails nobody can know what the disk holds, and
//            asking again would lie (Linux forgets the pages it could not write): the journal
//            refuses to append until it is opened again.
//   head     the tree is now this one. (Between machines: the compare-and-swap of the head.)
//   publish  show it to readers. (Between machines: after the witnesses.)
//
// A checkpoint is signed when somebody asks for it, and once for each head: its signatures take as
// long as hashing a thousand entries. Only a head that was published is ever signed, so no second
// tree of one size is.
//
// Opening
//
//   1  Take the lock; compare the identity.
//   2  Find the last segment that begins with a whole batch. Take the tree before it from the side
//      files; if that is not the tree its first batch was sealed on, build it from all segments.
//   3  Follow the batches to the end, checking digests, links and roots, and write the side files
//      for them again: that is all that can have been lost since the last segment was filled.
//   4  What stands behind the last whole batch, but zeros, is a batch that was never acknowledged. It is cut
//      off, and said so. But if a later batch bears the journal's seal, or
//      `head` or `checkpoint` is of a larger or another tree, acknowledged entries are damaged: opening is
//      refused, nothing is cut.
//   5  Write the last batch again and sync it, for it may come from memory only. A whole batch that
//      was not acknowledged when the program stopped stays: its entries count.
//
// Readers take the published head under a short lock and then read files that only grow.
#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "journal/minimum_index.hpp"
#include "journal/recovery.hpp"
#include "journal/rotation.hpp"
#include "journal/segments.hpp"
#include "journal/succession.hpp"
#include "journal/tree_journal.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace vienreiz::journal {
namespace files {

constexpr std::size_t read_ahead = 512; // of one entry: most are shorter
constexpr std::size_t chunk_bytes = 1 * limits::MiB;
constexpr std::size_t chunk_entries = 1024;

// What readers see; replaced as a whole.
struct Published {
    TreeHead head;
    std::shared_ptr<const std::vector<Index>> segments; // that hold entries: their first indices
};

class Files final : public TreeJournal {
public:
    Files(FilesOptions options, std::unique_ptr<Lock> lock, Recovered recovered,
          std::unique_ptr<File> segment, std::unique_ptr<File> head,
          std::unique_ptr<File> checkpoint, std::optional<StatedMinimum> minimum,
          Rotations rotations, const Hash& seal)
        : TreeJournal(options.identity), options_(std::move(options)), lock_(std::move(lock)),
          minimum_(std::move(minimum)), rotations_(std::move(rotations)),
          side_files_(std::move(recovered.side_files)),
          link_(recovered.chain.link.value_or(Hash{})), edge_(std::move(recovered.chain.edge)),
          segment_(std::move(segment)), segment_bytes_(recovered.current_bytes),
          segment_room_(recovered.current_room),
          segments_(std::make_shared<const std::vector<Index>>(std::move(recovered.segments))),
          current_(recovered.current), head_file_(std::move(head)),
          checkpoint_file_(std::move(checkpoint)), seal_key_(seal),
          readers_(options_.disk, options_.folder) {
        publish();
    }

    Result<Index> append(std::span<const std::string_view> entries) override;
    [[nodiscard]] Outcome takes_entries() const override {
        std::lock_guard hold(head_mutex_);
        return refusal_ ? Outcome(*refusal_) : Outcome();
    }
    [[nodiscard]] std::uint64_t size() const override {
        return size_.load(std::memory_order_acquire);
    }
    [[nodiscard]] Index minimum_index() const override {
        return minimum_ ? minimum_->minimum.index : 0;
    }
    [[nodiscard]] std::string minimum_index_note() const override {
        return minimum_ ? minimum_->note : "";
    }
    [[nodiscard]] std::string rotations() const override { return rotations_.statements; }
    // Before anybody else has it: a journal whose last entry ends it takes no further one.
    Outcome notice_ending();

protected:
    [[nodiscard]] TreeHead head() const override { return published()->head; }
    Result<Chunk> load(Index from, Index to) const override;
    Result<Bytes> hashes(unsigned level, std::uint64_t from, std::size_t count) const override {
        return side_files_.hashes(level, from, count);
    }
    void shows(const std::string& note) const override;

private:
    // The steps of append().
    Outcome stage(std::span<const std::string_view> entries);
    Outcome make_durable();
    void publish();

    Outcome write_batch(const BatchHead& head);
    Outcome begin_segment();
    Failure take_back(Failure why);
    Failure refuse_from_now_on(Failure why);

    [[nodiscard]] std::shared_ptr<const Published> published() const {
        std::lock_guard hold(head_mutex_);
        return published_;
    }

    FilesOptions options_;
    std::unique_ptr<Lock> lock_;
    std::optional<StatedMinimum> minimum_; // before the journal was opened
    Rotations rotations_;                  // likewise
    SideFiles side_files_;

    // The appending thread's own.
    Hash link_;
    Edge edge_, staged_edge_;
    BatchWriter writer_;
    SideAddition addition_;
    std::unique_ptr<File> segment_;
    std::uint64_t segment_bytes_, segment_room_; // of its batches; with the zeros behind them
    std::shared_ptr<const std::vector<Index>> segments_; // a new one for each segment
    Index current_;
    std::unique_ptr<File> head_file_, checkpoint_file_;
    std::optional<Failure> refusal_; // written under head_mutex_
    Hash root_{};
    Hash seal_key_;

    // The readers'.
    mutable std::mutex head_mutex_;
    std::shared_ptr<const Published> published_;
    std::atomic<std::uint64_t> size_ = 0;
    mutable SegmentFiles readers_;
};

// ---- appending -------------------------------------------------------------------------------

Result<Index> Files::append(std::span<const std::string_view> entries) {
    if (refusal_) return *refusal_;
    TRY(is_batch(entries, edge_.size()));
    auto first = edge_.size();
    TRY(stage(entries));
    TRY(make_durable());
    publish();
    return first;
}

Outcome Files::stage(std::span<const std::string_view> entries) {
    writer_.begin();
    for (auto entry : entries) writer_.add(entry);
    auto bytes_needed = writer_.bytes();
    if (!segment_ || (segment_bytes_ > 0 && segment_bytes_ + bytes_needed > options_.segment_bytes))
        TRY(begin_segment());

    staged_edge_ = edge_;
    addition_.begin(edge_.size());
    for (std::size_t at = 0; at < entries.size(); ++at) {
        auto leaf = leaf_hash(bytes(entries[at]));
        addition_.add_leaf(leaf, segment_bytes_ + writer_.offsets()[at]);
        staged_edge_.append(leaf,
                            [&](Node node, const Hash& hash) { addition_.add_node(node, hash); });
    }
    BatchHead head{.first = edge_.size(),
                   .link = link_,
                   .root_before = root_,
                   .root_after = staged_edge_.root()};
    auto written = write_batch(head);
    if (!written) return take_back(std::move(written).error());
    return {};
}

Outcome Files::write_batch(const BatchHead& head) {
    auto end = segment_bytes_ + writer_.bytes(), room = segment_room_;
    if (end > room)
        room = std::max(
            end, std::min<std::uint64_t>(end + limits::journal_room, options_.segment_bytes));
    TRY(segment_->write(segment_bytes_,
                        writer_.finish(head, seal_key_, room > segment_room_ ? room - end : 0)));
    segment_room_ = room;
    return side_files_.write(addition_);
}

// What was written of a batch that will not be goes away for good, before anything else is written.
Failure Files::take_back(Failure why) {
    auto cut = segment_->truncate(segment_bytes_);
    if (cut) cut = segment_->sync();
    segment_room_ = segment_bytes_;
    if (cut) return why;
    return refuse_from_now_on(std::move(cut).error());
}

Failure Files::refuse_from_now_on(Failure why) {
    Failure refusal{Kind::corrupt,
                    "The disk failed while the journal was written: nothing is appended until "
                    "the program is started again. " +
                        why.what,
                    why.where};
    diagnostics::error(refusal.what, {{"where", refusal.where}});
    std::lock_guard hold(head_mutex_);
    refusal_ = refusal;
    return refusal;
}

Outcome Files::begin_segment() {
    // From now on opening reads only the new segment again: the side files so far must hold.
    auto held = side_files_.sync();
    if (!held) return refuse_from_now_on(std::move(held).error());
    auto first = edge_.size();
    auto file = TRY(options_.disk->open(options_.folder / segment_name(first)));
    auto named = options_.disk->sync_folder(options_.folder);
    if (!named) return refuse_from_now_on(std::move(named).error());
    segment_ = std::move(file);
    segment_bytes_ = segment_room_ = 0;
    current_ = first;
    return {};
}

Outcome Files::make_durable() {
    auto synced = segment_->sync();
    if (!synced) return refuse_from_now_on(std::move(synced).error());
    if (segment_bytes_ == 0) {
        auto more = *segments_;
        more.push_back(current_);
        segments_ = std::make_shared<const std::vector<Index>>(std::move(more));
    }
    segment_bytes_ += writer_.bytes();
    link_ = writer_.link();
    edge_ = staged_edge_;
    return {};
}

void Files::publish() {
    auto shown = std::make_shared<const Published>(TreeHead{edge_.size(), edge_.root()}, segments_);
    root_ = shown->head.root;
    // It only serves to notice a disk that forgets: the entries are durable without it.
    if (auto noted = head_file_->write(0, head_record(shown->head.size, root_)); !noted)
        diagnostics::warn("The newest head could not be noted", {{"why", noted.error().what}});
    {
        std::lock_guard hold(head_mutex_);
        published_ = shown;
    }
    size_.store(shown->head.size, std::memory_order_release);
}

void Files::shows(const std::string& note) const {
    // Never shorter than the one before, so one write replaces it. It only serves to notice a disk
    // that forgets; the entries are durable without it.
    if (auto noted = checkpoint_file_->write(0, bytes(note)); !noted)
        diagnostics::warn("The newest checkpoint could not be noted",
                          {{"why", noted.error().what}});
}

// ---- reading ---------------------------------------------------------------------------------

Failure damaged(Index segment, std::uint64_t offset) {
    return {Kind::corrupt,
            "The entry here is not the one that was appended: have the journal checked",
            place(segment, offset)};
}

ByteView hash_at(ByteView hashes, std::size_t at) {
    return hashes.subspan(at * sizeof(Hash), sizeof(Hash));
}

// Reads entries and compares each with its leaf: nobody is given a damaged one.
Result<Chunk> Files::load(Index from, Index to) const {
    // The segment of `from`, and where the next one begins.
    auto segments = published()->segments;
    auto next = std::ranges::upper_bound(*segments, from);
    check(next != segments->begin(), "the first segment begins with entry 0");
    auto segment = *std::prev(next);
    if (next != segments->end()) to = std::min(to, *next);
    to = std::min<Index>(to, from + chunk_entries);

    auto positions = TRY(side_files_.positions(from, to - from));
    auto begin = positions.front();
    auto too_far = std::ranges::upper_bound(positions, begin + chunk_bytes);
    positions.erase(too_far, positions.end());
    auto slack = positions.size() == 1 ? read_ahead : 2 + limits::journal_entry;

    auto file = TRY(readers_.file(segment));
    auto leaves = TRY(side_files_.hashes(0, from, positions.size()));
    Chunk out{TRY(file->read(begin, positions.back() - begin + slack)), {}};
    for (std::size_t at = 0; at < positions.size(); ++at) {
        auto position = positions[at];
        if (position < begin || position - begin > out.bytes.size())
            return damaged(segment, position);
        auto entry = EntryReader(ByteView(out.bytes).subspan(position - begin)).next();
        if (!entry && positions.size() == 1 && out.bytes.size() == slack) { // a long one
            out.bytes = TRY(file->read(begin, 2 + limits::journal_entry));
            entry = EntryReader(out.bytes).next();
        }
        if (!entry || !std::ranges::equal(leaf_hash(bytes(*entry)), hash_at(leaves, at)))
            return damaged(segment, position);
        out.entries.push_back(*entry);
    }
    return out;
}

Outcome Files::notice_ending() {
    auto size = published()->head.size;
    auto notice = [&](Index index, std::string_view entry) -> Outcome {
        // A key that was rotated away ends nothing any more: it may have become somebody else's.
        auto ending = verified_ending(entry, rotations_.key_at(index, signer().key()));
        if (!ending || ending->index != index) return {};
        auto successor = TRY(verifier_key(ending->successor.front())).name;
        refusal_ =
            Failure{Kind::conflict,
                    "This journal has ended and takes no entries: its successor is " + successor};
        return {};
    };
    return size == 0 ? Outcome() : read(size - 1, size, notice);
}

// ---- opening ---------------------------------------------------------------------------------

} // namespace files

Result<std::unique_ptr<Journal>> open_files(FilesOptions options) {
    TRY(usable(options.identity));
    Signer signer(options.identity);
    auto& disk = *options.disk;
    TRY(disk.make_folder(options.folder));
    auto lock = TRY(disk.lock(options.folder / "lock"));
    auto identity = options.folder / identity_file;
    auto vkeys = signer.vkeys();
    bool identified = TRY(has_identity(disk, identity, vkeys));
    auto rotations = TRY(rotations_in(disk, options.folder));
    if (!rotations.all.empty() && !options.identity.seal) return no_seal(options.folder);
    auto keys = TRY(keys_in(disk, options.folder, signer.key()));
    auto seals = options.identity.seal ? *options.identity.seal : seal_key(options.identity.key);
    if (!identified) TRY(refuse_foreign(disk, options.folder, signer.key(), seals));
    auto recovered = TRY(recover(disk, options.folder, keys, seals));
    if (!identified) TRY(disk.replace(identity, bytes(to_note(vkeys))));
    std::unique_ptr<File> segment;
    if (recovered.current_bytes > 0 || !recovered.segments.empty())
        segment = TRY(disk.open(options.folder / segment_name(recovered.current)));
    auto head = TRY(disk.open(options.folder / head_file));
    auto checkpoint = TRY(disk.open(options.folder / checkpoint_file));
    auto stated = TRY(minimum_index_in(disk, options.folder));
    auto journal = std::make_unique<files::Files>(
        std::move(options), std::move(lock), std::move(recovered), std::move(segment),
        std::move(head), std::move(checkpoint), std::move(stated), std::move(rotations), seals);
    TRY(journal->notice_ending());
    return std::unique_ptr<Journal>(std::move(journal));
}

} // namespace vienreiz::journal
