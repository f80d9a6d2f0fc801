// Two checkpoints that one journal has signed and that cannot both be true, in a file that
// convinces whoever knows the journal's keys, without the journal:
//
//   vienreiz contradiction 1
//   <length in bytes of the note whose tree is the smaller one>
//   <the note>
//   <length of the note whose tree is the larger one, or as large>
//   <the note>
//   <base64: the root that the larger tree had when it was as small>
//   <the proof that it had, RFC 6962 §2.1.2: a line of base64 for each hash>
//
// Where the larger tree had another root at that size than the smaller note signs, something was
// taken out or changed.
#pragma once

#include "journal/policy.hpp"

namespace vienreiz::journal {

struct Contradiction {
    std::string smaller, larger; // signed notes
    Hash root{};
    Proof proof{};
};

std::string to_text(const Contradiction& contradiction);
// Whether a file is meant to be one.
bool is_contradiction(std::string_view text);
Result<Contradiction> parse_contradiction(std::string_view text);

struct Contradicting {
    Checkpoint smaller, larger;
};
// Kind::forbidden or invalid unless the policy holds for both notes; invalid when they may both be
// true.
Result<Contradicting> verify_contradiction(const Contradiction& contradiction,
                                           const Policy& policy);

} // namespace vienreiz::journal
