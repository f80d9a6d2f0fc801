// What opening a journal does before anyone may use it; its rules stand at the top of files.cpp.
#pragma once

#include "journal/chain.hpp"
#include "journal/journal.hpp"
#include "journal/side_files.hpp"

namespace vienreiz::journal {

inline constexpr std::string_view identity_file = "identity";     // the verifier key, one line
inline constexpr std::string_view checkpoint_file = "checkpoint"; // the newest one shown, a note
inline constexpr std::string_view head_file = "head";             // the newest tree acknowledged
inline constexpr std::string_view minimum_index_file =
    "minimum-index"; // below which no entry is given; minimum_index.hpp
inline constexpr std::string_view rebuilding_file = "rebuilding"; // while all side files are

// What batches are sealed with. From a signature that is never shown: only who holds the journal's key
// can make it, and everybody who does makes the same one. After a rotation of its keys it is still that of the first.
Hash seal_key(const crypto::PrivateKey& key);

struct Recovered {
    Chain chain;
    SideFiles side_files;
    std::vector<Index> segments; // that hold entries
    Index current = 0;           // the segment to go on in; it may hold none yet
    std::uint64_t current_bytes = 0,
                  current_room = 0; // its batches, and those with the room behind
};

// Kind::corrupt: something acknowledged is damaged
// or gone; Failure.where names the file and the offset, and nothing in the folder has been changed
// but side files.
// `keys`: of Ed25519, all that the journal has had.
Result<Recovered> recover(Disk& disk, const std::filesystem::path& folder,
                          std::span<const VerifierKey> keys, const Hash& seal_key);

// For a folder that does not say whose it is: Kind::conflict when its first batch is whole and bears
// another key's seal. (Where the folder does say, such a batch is damaged.)
Outcome refuse_foreign(Disk& disk, const std::filesystem::path& folder, const VerifierKey& key,
                       const Hash& seal_key);

// What `head_file` holds: size in 8 bytes, root, SHA-256 of those 40 bytes. Any other bytes there were
// torn: the file is never synced.
inline constexpr std::size_t head_bytes = 72;
std::array<std::uint8_t, head_bytes> head_record(std::uint64_t size, const Hash& root);
struct NotedHead {
    std::uint64_t size = 0;
    Hash root{};
};
std::optional<NotedHead> parse_head(ByteView record); // nothing when it was torn

// The newest tree that was acknowledged or shown, as far as the disk remembers. It was durable before. `keys`: as
// above.
Result<std::optional<Checkpoint>> newest_noted(Disk& disk, const std::filesystem::path& folder,
                                               std::span<const VerifierKey> keys);

// Following the batches of a segment until one is not whole, or does not follow.
struct Stop {
    std::uint64_t last = 0, end = 0; // where the last whole batch begins and ends
    std::uint64_t batches = 0;
    std::optional<Failure> why{}; // nothing when only room for more batches, or nothing, is behind
};
using OnBatch = std::function<Outcome(const Batch&, const SideAddition&)>;
// `seal_key`: null for one who does not have it, and so takes batches without looking at their seals.
// Fails as `each` does, and only then.
Result<Stop> follow_segment(ByteView content, Chain& chain, const Hash* seal_key,
                            const OnBatch& each);

std::string place(Index segment, std::uint64_t offset); // "segment-…, offset 4 096"

} // namespace vienreiz::journal
