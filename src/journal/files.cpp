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
#include "journal/identity.hpp"
#include "journal/receipt.hpp"
#include "journal/recovery.hpp"
#include "journal/segments.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace vienreiz::journal {
namespace files {

constexpr std::size_t read_ahead = 512; // of one entry: most are shorter
constexpr std::size_t chunk_bytes = 1 * limits::MiB;
constexpr std::size_t chunk_entries = 1024;

// What readers see; replaced as a whole.
struct Head {
    std::uint64_t size;
    Hash root;
    std::shared_ptr<const std::vector<Index>> segments; // that hold entries: their first indices
};

// Some consecutive entries of one segment.
struct Chunk {
    Bytes bytes;
    std::vector<std::string_view> entries; // into bytes
};

class Files final : public Journal {
public:
    Files(FilesOptions options, Signer signer, std::unique_ptr<Lock> lock, Recovered recovered,
          std::unique_ptr<File> segment, std::unique_ptr<File> head,
          std::unique_ptr<File> checkpoint)
        : options_(std::move(options)), signer_(std::move(signer)), lock_(std::move(lock)),
          side_files_(std::move(recovered.side_files)),
          link_(recovered.chain.link.value_or(Hash{})), edge_(std::move(recovered.chain.edge)),
          segment_(std::move(segment)), segment_bytes_(recovered.current_bytes),
          segment_room_(recovered.current_room),
          segments_(std::make_shared<const std::vector<Index>>(std::move(recovered.segments))),
          current_(recovered.current), head_file_(std::move(head)),
          checkpoint_file_(std::move(checkpoint)), seal_key_(seal_key(options_.identity.key)),
          readers_(options_.disk, options_.folder) {
        publish({edge_.size(), edge_.root(), segments_});
    }

    Result<Index> append(std::span<const std::string_view> entries) override;
    [[nodiscard]] Outcome takes_entries() const override {
        std::lock_guard hold(head_mutex_);
        return refusal_ ? Outcome(*refusal_) : Outcome();
    }
    [[nodiscard]] const std::string& origin() const override { return options_.identity.origin; }
    [[nodiscard]] std::string vkey() const override { return to_vkey(signer_.key()); }
    [[nodiscard]] std::vector<std::string> vkeys() const override { return signer_.vkeys(); }
    [[nodiscard]] std::uint64_t size() const override {
        return size_.load(std::memory_order_acquire);
    }
    [[nodiscard]] std::string checkpoint() const override { return signed_note(*head()); }
    Result<std::string> entry(Index index) const override;
    Outcome read(Index from, Index to, const Each& each) const override;
    Result<Bytes> tile(unsigned level, std::uint64_t number, unsigned width) const override;
    Result<Bytes> bundle(std::uint64_t number, unsigned width) const override;
    Result<std::string> receipt(Index index) const override;
    Result<Proof> inclusion(Index index, std::uint64_t size) const override;
    Result<Bytes> cose_receipt(Index index, std::uint64_t size,
                               CoseSignature signature) const override;
    Result<Proof> consistency(std::uint64_t old_size, std::uint64_t size) const override;

private:
    // The steps of append().
    [[nodiscard]] Outcome admit(std::span<const std::string_view> entries) const;
    Outcome stage(std::span<const std::string_view> entries);
    Outcome make_durable();
    void publish(Head head);

    Outcome write_batch(const BatchHead& head);
    Outcome begin_segment();
    Failure take_back(Failure why);
    Failure refuse_from_now_on(Failure why);

    [[nodiscard]] std::shared_ptr<const Head> head() const {
        std::lock_guard hold(head_mutex_);
        return head_;
    }
    std::string signed_note(const Head& head) const;
    Result<Chunk> load(const Head& head, Index from, Index to) const;

    FilesOptions options_;
    Signer signer_;
    std::unique_ptr<Lock> lock_;
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
    mutable std::mutex signing_mutex_;
    mutable std::uint64_t signed_size_ = 0;
    mutable std::string signed_note_; // of the newest head that was signed
    mutable std::mutex head_mutex_;
    std::shared_ptr<const Head> head_;
    std::atomic<std::uint64_t> size_ = 0;
    mutable SegmentFiles readers_;
};

// ---- appending -------------------------------------------------------------------------------

Result<Index> Files::append(std::span<const std::string_view> entries) {
    TRY(admit(entries));
    auto first = edge_.size();
    TRY(stage(entries));
    TRY(make_durable());
    publish({edge_.size(), edge_.root(), segments_});
    return first;
}

Outcome Files::admit(std::span<const std::string_view> entries) const {
    if (refusal_) return *refusal_;
    if (entries.empty()) return Failure{Kind::invalid, "A batch holds at least one entry"};
    if (entries.size() > limits::journal_batch_entries)
        return Failure{Kind::too_large, "A batch holds at most " +
                                            grouped(limits::journal_batch_entries) + " entries"};
    std::size_t total = 0;
    for (auto entry : entries) {
        if (entry.size() > limits::journal_entry)
            return Failure{Kind::too_large,
                           "An entry holds at most " + grouped(limits::journal_entry) + " bytes"};
        total += entry.size();
    }
    if (total > limits::journal_batch_bytes)
        return Failure{Kind::too_large,
                       "A batch holds at most " + grouped(limits::journal_batch_bytes) + " bytes"};
    if (limits::journal_entries - edge_.size() < entries.size())
        return Failure{Kind::too_large, "The journal is full: begin another one"};
    return {};
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

void Files::publish(Head head) {
    root_ = head.root;
    // It only serves to notice a disk that forgets: the entries are durable without it.
    if (auto noted = head_file_->write(0, head_record(head.size, head.root)); !noted)
        diagnostics::warn("The newest head could not be noted", {{"why", noted.error().what}});
    auto shown = std::make_shared<const Head>(std::move(head));
    {
        std::lock_guard hold(head_mutex_);
        head_ = shown;
    }
    size_.store(shown->size, std::memory_order_release);
}

std::string Files::signed_note(const Head& head) const {
    std::lock_guard hold(signing_mutex_);
    if (head.size == signed_size_ && !signed_note_.empty()) return signed_note_;
    auto note = signer_.sign(head_text(options_.identity.origin, head.size, head.root));
    if (head.size < signed_size_) return note;
    signed_size_ = head.size;
    signed_note_ = note;
    // Never shorter than the one before, so one write replaces it. It only serves to notice a disk
    // that forgets; the entries are durable without it.
    if (auto noted = checkpoint_file_->write(0, bytes(note)); !noted)
        diagnostics::warn("The newest checkpoint could not be noted",
                          {{"why", noted.error().what}});
    return note;
}

// ---- reading ---------------------------------------------------------------------------------

Failure beyond(Index index, std::uint64_t size) {
    return {Kind::missing,
            "There is no entry " + grouped(index) + ": the journal holds " + grouped(size)};
}

Failure unfit_side_files() {
    return {Kind::corrupt,
            "The journal's side files do not fit its entries: have the journal checked"};
}

Failure damaged(Index segment, std::uint64_t offset) {
    return {Kind::corrupt,
            "The entry here is not the one that was appended: have the journal checked",
            place(segment, offset)};
}

ByteView hash_at(ByteView hashes, std::size_t at) {
    return hashes.subspan(at * sizeof(Hash), sizeof(Hash));
}

// Reads entries and compares each with its leaf: nobody is given a damaged one.
Result<Chunk> Files::load(const Head& head, Index from, Index to) const {
    // The segment of `from`, and where the next one begins.
    auto next = std::ranges::upper_bound(*head.segments, from);
    check(next != head.segments->begin(), "the first segment begins with entry 0");
    auto segment = *std::prev(next);
    if (next != head.segments->end()) to = std::min(to, *next);
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

Result<std::string> Files::entry(Index index) const {
    auto now = head();
    if (index >= now->size) return beyond(index, now->size);
    auto chunk = TRY(load(*now, index, index + 1));
    return std::string(chunk.entries.front());
}

Outcome Files::read(Index from, Index to, const Each& each) const {
    auto now = head();
    if (from > to || to > now->size) return beyond(std::max(from, to), now->size);
    while (from < to) {
        auto chunk = TRY(load(*now, from, to));
        for (auto entry : chunk.entries) TRY(each(from++, entry));
    }
    return {};
}

Result<Bytes> Files::tile(unsigned level, std::uint64_t number, unsigned width) const {
    if (width == 0) width = tile_width;
    if (level >= hash_levels || width > width_in(level, number, size()))
        return Failure{Kind::missing, "The journal does not reach this tile"};
    return side_files_.hashes(level, number * tile_width, width);
}

Result<Bytes> Files::bundle(std::uint64_t number, unsigned width) const {
    auto now = head();
    if (width == 0) width = tile_width;
    if (width > width_in(0, number, now->size))
        return Failure{Kind::missing, "The journal does not reach this bundle"};
    Bytes out;
    for (auto from = number * tile_width, to = from + width; from < to;) {
        auto chunk = TRY(load(*now, from, to));
        for (auto entry : chunk.entries) add_framed(out, entry);
        from += chunk.entries.size();
    }
    return out;
}

Result<std::string> Files::receipt(Index index) const {
    auto now = head();
    if (index >= now->size) return beyond(index, now->size);
    auto chunk = TRY(load(*now, index, index + 1));
    auto entry = chunk.entries.front();
    auto hashes = [this](Node node) { return side_files_.node(node); };
    auto proof = TRY(inclusion_proof(index, now->size, hashes));
    // Nobody gets a receipt that would not verify.
    if (!verify_inclusion({index, now->size, leaf_hash(bytes(entry)), now->root}, proof))
        return unfit_side_files();
    return to_text(Receipt{index, std::string(entry), std::move(proof), signed_note(*now)});
}

Result<Proof> Files::inclusion(Index index, std::uint64_t size) const {
    auto now = head();
    if (size > now->size) return beyond(size - 1, now->size);
    if (index >= size) return beyond(index, size);
    auto hashes = [this](Node node) { return side_files_.node(node); };
    auto leaf = TRY(side_files_.node({0, index}));
    auto root = TRY(root_of(size, hashes));
    auto proof = TRY(inclusion_proof(index, size, hashes));
    if (!verify_inclusion({index, size, leaf, root}, proof)) return unfit_side_files();
    return proof;
}

Result<Bytes> Files::cose_receipt(Index index, std::uint64_t size, CoseSignature signature) const {
    auto proof = TRY(inclusion(index, size));
    auto hashes = [this](Node node) { return side_files_.node(node); };
    auto root = TRY(root_of(size, hashes));
    CoseProof whole{index, size, std::move(proof), {}};
    whole.entry = TRY(entry(index));
    return signer_.cose(whole, root, signature);
}

Result<Proof> Files::consistency(std::uint64_t old_size, std::uint64_t size) const {
    auto now = head();
    if (old_size == 0 || old_size > size)
        return Failure{Kind::invalid,
                       "A proof of consistency goes from at least one entry to as many or more"};
    if (size > now->size) return beyond(size - 1, now->size);
    auto hashes = [this](Node node) { return side_files_.node(node); };
    auto proof = TRY(consistency_proof(old_size, size, hashes));
    auto old_root = TRY(root_of(old_size, hashes));
    auto root = size == now->size ? now->root : TRY(root_of(size, hashes));
    if (!verify_consistency({old_size, size, old_root, root}, proof)) return unfit_side_files();
    return proof;
}

// ---- opening ---------------------------------------------------------------------------------

} // namespace files

Result<std::unique_ptr<Journal>> open_files(FilesOptions options) {
    const auto& [origin, private_key, post_quantum] = options.identity;
    if (!is_key_name(origin) || private_key.algorithm() != crypto::Algorithm::Ed25519)
        return Failure{
            Kind::invalid,
            "A journal needs an origin without spaces and plus signs, and an Ed25519 key"};
    Signer signer(options.identity);
    auto& disk = *options.disk;
    TRY(disk.make_folder(options.folder));
    auto lock = TRY(disk.lock(options.folder / "lock"));
    auto identity = options.folder / identity_file;
    auto vkeys = signer.vkeys();
    bool identified = TRY(has_identity(disk, identity, vkeys));
    auto seals = seal_key(private_key);
    if (!identified) TRY(refuse_foreign(disk, options.folder, signer.key(), seals));
    auto recovered = TRY(recover(disk, options.folder, signer.key(), seals));
    if (!identified) TRY(disk.replace(identity, bytes(join(vkeys, "\n") + "\n")));
    std::unique_ptr<File> segment;
    if (recovered.current_bytes > 0 || !recovered.segments.empty())
        segment = TRY(disk.open(options.folder / segment_name(recovered.current)));
    auto head = TRY(disk.open(options.folder / head_file));
    auto checkpoint = TRY(disk.open(options.folder / checkpoint_file));
    return std::unique_ptr<Journal>(std::make_unique<files::Files>(
        std::move(options), std::move(signer), std::move(lock), std::move(recovered),
        std::move(segment), std::move(head), std::move(checkpoint)));
}

} // namespace vienreiz::journal
