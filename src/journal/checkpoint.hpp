// Checkpoints (c2sp.org/tlog-checkpoint): the head of a journal, as the text of a signed note.
//
//   vienreiz.example.lv/journals/main         origin
//   300                                       entries
//   yjk9Apa+xeC43KuYO9H7fRRh9RLnJny4ljGtJv1m2Eg=   root
#pragma once

#include "journal/note.hpp"
#include "journal/tree.hpp"

namespace vienreiz::journal {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    std::vector<std::string> extensions{}; // not recommended: no auditor sees them
    bool operator==(const Checkpoint&) const = default;
};

std::string to_text(const Checkpoint& checkpoint);
Result<Checkpoint> parse_checkpoint(std::string_view text); // the note's text, without signatures
Result<Checkpoint> checkpoint_in(std::string_view note);    // whoever may have signed it

// 32 bytes of base64.
Result<Hash> hash_from_base64(std::string_view text);

// A proof as tlog-proof and tlog-witness write it: a line for each hash, its base64. Kind::invalid for any other text.
std::string to_text(std::span<const Hash> proof);
Result<Proof> parse_proof(std::string_view lines);

} // namespace vienreiz::journal
