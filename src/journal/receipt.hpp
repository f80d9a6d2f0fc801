// A receipt is a C2SP tlog-proof: it verifies offline, with one file and the journal's verifier key.
#pragma once

#include "journal/journal.hpp"

namespace vienreiz::journal {

struct VerifiedReceipt {
    std::string origin;
    Index index;
    std::uint64_t size;   // of the tree the checkpoint signs
    std::string entry;    // the entry proved: from `extra`, whose hash is the proof's leaf
    std::string root;     // base64
};

// Every step of the tlog-proof specification's verification, with a sentence for the step that fails.
// `vkeys`: verifier keys that are trusted; the checkpoint's origin must be one of theirs.
Result<VerifiedReceipt> verify_receipt(std::string_view receipt, std::span<const std::string> vkeys);

} // namespace vienreiz::journal
