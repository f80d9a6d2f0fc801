// The minimum index of a journal (c2sp.org/tlog-tiles, Pruning): entries below it are not given any more, in bundles or
// receipts, while every hash over them is. So their retention ends and nothing else changes: checkpoints, tiles, proofs
// of consistency and receipts that somebody holds go on holding, and who kept an entry can prove it from the tiles.
//
// What was raised is stated in a note that the journal signs, and stands in the folder as `minimum-index`:
//
//   vienreiz.local/journals/access
//   minimum index 4711
//   2026-11-22T03:15:00.123456Z
//
// It can be no checkpoint, whose second line is a number. It is raised and never lowered; the entries stay on the disk.
#pragma once

#include "base/time.hpp"
#include "journal/journal.hpp"
#include "journal/note.hpp"

namespace vienreiz::journal {

struct MinimumIndex {
    std::string origin;
    Index index = 0; // the first entry that is given
    Instant since{};
    bool operator==(const MinimumIndex&) const = default;
};
std::string to_text(const MinimumIndex& minimum);
// The note's text. Kind::invalid for any other.
Result<MinimumIndex> parse_minimum_index(std::string_view text);

struct StatedMinimum {
    MinimumIndex minimum;
    std::string note;
};
// Kind::invalid when it is no such note; Kind::forbidden when none of these keys, of one journal, has signed it.
Result<StatedMinimum> verified_minimum_index(std::string_view note,
                                             std::span<const VerifierKey> keys);
// As the journal in a folder states it; nothing when it was never raised. Kind::corrupt when it is damaged.
Result<std::optional<StatedMinimum>> minimum_index_in(Disk& disk,
                                                      const std::filesystem::path& folder);

// Of a journal with that many entries, and the minimum index that it had before. Kind::conflict: it would be lowered.
// Kind::invalid: the journal has fewer entries.
Result<StatedMinimum> stated_minimum_index(const Identity& identity, Index index, Instant since,
                                           std::uint64_t size,
                                           const std::optional<StatedMinimum>& before);
// As stated_minimum_index; and it stands in the folder. Kind::conflict, too: a program has the journal open, or these
// are not its keys.
Result<StatedMinimum> raise_minimum_index(Disk& disk, const std::filesystem::path& folder,
                                          const Identity& identity, Index index, Instant since);

} // namespace vienreiz::journal
