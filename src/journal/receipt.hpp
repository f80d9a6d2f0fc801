// A receipt is a C2SP tlog-proof: one file, verified offline with the journal's verifier key.
//
//   c2sp.org/tlog-proof@v1
//   extra <base64 of the entry>
//   index 73894
//   <hashes of the inclusion proof, one a line>
//
//   <the checkpoint, a signed note>
//
// An anchored receipt proves an entry by the checkpoint of another journal, in which its own journal's checkpoint is an
// entry: `extra` is then a receipt itself, and the checkpoint in that one is the entry which the outer one proves.
#pragma once

#include "journal/journal.hpp"
#include "journal/policy.hpp"
#include "journal/tree.hpp"

namespace vienreiz::journal {

struct Receipt {
    Index index;
    std::string
        entry; // carried in `extra`: "not authenticated" there, but its hash is the leaf proved
    Proof proof;
    std::string checkpoint; // a whole note
};
std::string to_text(const Receipt& receipt);
// The form only: nothing is proved yet. Kind::invalid, too_large.
Result<Receipt> parse_receipt(std::string_view text);

struct VerifiedReceipt {
    std::string origin;
    Index index;
    std::uint64_t size; // of the tree the checkpoint signs
    std::string entry;  // the entry proved: from `extra`, whose hash is the proof's leaf
    std::string root;   // base64
    std::vector<std::string> witnesses; // who cosigned, by their names in the policy
    struct Anchor {
        std::string origin; // the journal in which the checkpoint is an entry
        Index index;
        std::uint64_t size;
    };
    std::optional<Anchor> anchor{}; // of an anchored one: whose checkpoint the witnesses cosigned
};

// Anchored or not: every step of the tlog-proof specification's verification, with a sentence for the step that
// fails. Of an anchored one, the policy must name both journals; its quorum is asked for under the outer checkpoint.
Result<VerifiedReceipt> verify_receipt(std::string_view receipt, const Policy& policy);
// `vkeys`: verifier keys that are trusted; the checkpoint's origin must be one of theirs.
Result<VerifiedReceipt> verify_receipt(std::string_view receipt,
                                       std::span<const std::string> vkeys);

} // namespace vienreiz::journal
