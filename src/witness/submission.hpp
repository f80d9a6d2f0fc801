// What a journal sends to be cosigned (c2sp.org/tlog-witness, add-checkpoint):
//
//   old 20852014
//   <hashes of the proof of consistency, one a line>
//
//   <the checkpoint, a signed note>
#pragma once

#include "journal/checkpoint.hpp"

namespace vienreiz::witness {

struct Submission {
    std::uint64_t old_size = 0;
    journal::Proof proof;
    std::string_view note; // the checkpoint, into what was parsed
};
// The form only. Kind::invalid.
Result<Submission> parse_submission(std::string_view body);
std::string to_text(const Submission& submission);

} // namespace vienreiz::witness
