// The same entry proved in other ways than by its journal's own tlog-proof: by the root journal's checkpoint, as a COSE
// receipt; and the root's time-stamps.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::platform {

std::vector<Endpoint> journal_proofs();

// The entry an address names, if whoever asks may have it.
struct WantedEntry {
    const journal::Journal& journal;
    std::string_view name; // of the journal
    journal::Index index;
    std::string entry;
};
Result<WantedEntry> wanted_entry(const Ask& ask);
Result<const journal::Journal*> wanted_journal(const Ask& ask);

} // namespace vienreiz::platform
