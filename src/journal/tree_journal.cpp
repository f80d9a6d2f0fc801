#include "journal/tree_journal.hpp"

#include "base/limits.hpp"
#include "journal/batch.hpp"
#include "journal/receipt.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace tree_journal {

Failure beyond(Index index, std::uint64_t size) {
    return {Kind::missing,
            "There is no entry " + grouped(index) + ": the journal holds " + grouped(size)};
}

Failure retired(Index minimum) {
    return {Kind::missing, "Entries below " + grouped(minimum) +
                               " are not given any more: their retention has ended. The hashes "
                               "over them are, and every receipt goes on holding"};
}

Failure unfit_hashes() {
    return {Kind::corrupt,
            "The journal's tree hashes do not fit its entries: have the journal checked"};
}

} // namespace tree_journal

Outcome usable(const Identity& identity) {
    if (is_key_name(identity.origin) && identity.key.algorithm() == crypto::Algorithm::Ed25519)
        return {};
    return Failure{Kind::invalid,
                   "A journal needs an origin without spaces and plus signs, and an Ed25519 key"};
}

Outcome is_batch(std::span<const std::string_view> entries, std::uint64_t size) {
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
    if (limits::journal_entries - size < entries.size())
        return Failure{Kind::too_large, "The journal is full: begin another one"};
    return {};
}

std::string TreeJournal::signed_note(const TreeHead& head) const {
    std::lock_guard hold(signing_mutex_);
    if (head.size == signed_size_ && !signed_note_.empty()) return signed_note_;
    auto note = signer_.sign(to_text(Checkpoint{origin(), head.size, head.root}));
    if (head.size < signed_size_) return note;
    signed_size_ = head.size;
    signed_note_ = note;
    shows(note);
    return note;
}

Result<std::string> TreeJournal::entry(Index index) const {
    auto now = head();
    if (index >= now.size) return tree_journal::beyond(index, now.size);
    if (index < minimum_index()) return tree_journal::retired(minimum_index());
    auto chunk = TRY(load(index, index + 1));
    return std::string(chunk.entries.front());
}

Outcome TreeJournal::read(Index from, Index to, const Each& each) const {
    auto now = head();
    if (from > to || to > now.size) return tree_journal::beyond(std::max(from, to), now.size);
    while (from < to) {
        auto chunk = TRY(load(from, to));
        for (auto entry : chunk.entries) TRY(each(from++, entry));
    }
    return {};
}

Result<Bytes> TreeJournal::tile(unsigned level, std::uint64_t number, unsigned width) const {
    if (width == 0) width = tile_width;
    if (level >= hash_levels || width > width_in(level, number, head().size))
        return Failure{Kind::missing, "The journal does not reach this tile"};
    return hashes(level, number * tile_width, width);
}

Result<Bytes> TreeJournal::bundle(std::uint64_t number, unsigned width) const {
    if (width == 0) width = tile_width;
    if (width > width_in(0, number, head().size))
        return Failure{Kind::missing, "The journal does not reach this bundle"};
    // "… MAY return an error response if the resource's end index … is below or equal to the minimum index."
    if ((number + 1) * tile_width <= minimum_index()) return tree_journal::retired(minimum_index());
    Bytes out;
    for (auto from = number * tile_width, to = from + width; from < to;) {
        auto chunk = TRY(load(from, to));
        for (auto entry : chunk.entries) add_framed(out, entry);
        from += chunk.entries.size();
    }
    return out;
}

Result<std::string> TreeJournal::receipt(Index index) const {
    auto now = head();
    if (index >= now.size) return tree_journal::beyond(index, now.size);
    if (index < minimum_index()) return tree_journal::retired(minimum_index());
    auto chunk = TRY(load(index, index + 1));
    auto entry = chunk.entries.front();
    auto proof = TRY(inclusion_proof(index, now.size, nodes()));
    // Nobody gets a receipt that would not verify.
    if (!verify_inclusion({index, now.size, leaf_hash(bytes(entry)), now.root}, proof))
        return tree_journal::unfit_hashes();
    return to_text(Receipt{index, std::string(entry), std::move(proof), signed_note(now)});
}

Result<Proof> TreeJournal::inclusion(Index index, std::uint64_t size) const {
    auto now = head();
    if (size > now.size) return tree_journal::beyond(size - 1, now.size);
    if (index >= size) return tree_journal::beyond(index, size);
    auto leaf = TRY(node_from({0, index}, rows()));
    auto root = TRY(root_of(size, nodes()));
    auto proof = TRY(inclusion_proof(index, size, nodes()));
    if (!verify_inclusion({index, size, leaf, root}, proof)) return tree_journal::unfit_hashes();
    return proof;
}

Result<Bytes> TreeJournal::cose_receipt(Index index, std::uint64_t size,
                                        CoseSignature signature) const {
    auto proof = TRY(inclusion(index, size));
    auto root = TRY(root_of(size, nodes()));
    CoseProof whole{index, size, std::move(proof), {}};
    whole.entry = TRY(entry(index));
    return signer_.cose(whole, root, signature);
}

Result<Proof> TreeJournal::consistency(std::uint64_t old_size, std::uint64_t size) const {
    auto now = head();
    if (old_size == 0 || old_size > size)
        return Failure{Kind::invalid,
                       "A proof of consistency goes from at least one entry to as many or more"};
    if (size > now.size) return tree_journal::beyond(size - 1, now.size);
    auto proof = TRY(consistency_proof(old_size, size, nodes()));
    auto old_root = TRY(root_of(old_size, nodes()));
    auto root = size == now.size ? now.root : TRY(root_of(size, nodes()));
    if (!verify_consistency({old_size, size, old_root, root}, proof))
        return tree_journal::unfit_hashes();
    return proof;
}

} // namespace vienreiz::journal
