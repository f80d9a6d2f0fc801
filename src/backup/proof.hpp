// Whether a restored journal is the one that was backed up, and the one that others have seen.
#pragma once

#include "backup/manifest.hpp"
#include "journal/checkpoint.hpp"
#include "journal/journal.hpp"

namespace vienreiz::backup {

// Reads every byte of the journal in a folder and computes its root anew. Kind::corrupt unless it has the entries and
// the root that were kept. `own`: its own key, to check the batches' seals as well.
Result<journal::Health>
check_kept(const std::filesystem::path& folder, const KeptJournal& kept,
           const std::function<void(std::uint64_t done, std::uint64_t of)>& progress,
           const journal::OwnKey* own);

// How many of a checkpoint's entries the journal in a folder lacks: 0 when the checkpoint's tree is its beginning,
// which is computed from the entries. Of a longer checkpoint nothing more can be said: its root needs those entries.
// Kind::corrupt when the journal is another history; Kind::conflict when the checkpoint is of another journal.
Result<std::uint64_t> entries_missing_for(const std::filesystem::path& folder,
                                          const KeptJournal& kept,
                                          const journal::Checkpoint& checkpoint);

} // namespace vienreiz::backup
