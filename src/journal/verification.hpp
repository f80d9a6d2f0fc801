// Whose signatures under a note hold.
#pragma once

#include "journal/checkpoint.hpp"
#include "journal/cosignature.hpp"

namespace vienreiz::journal {

// The places in `known` of the keys that signed. Fails when none did (Kind::forbidden), and also
// when one of them signed wrongly: then the whole note is not to be trusted (Kind::invalid).
Result<std::vector<std::size_t>> verified_by(const Note& note, std::span<const VerifierKey> known);

// A whole note: its checkpoint, if its origin is that of a key which signed it.
Result<Checkpoint> verified_checkpoint(std::string_view note, std::span<const VerifierKey> known);

} // namespace vienreiz::journal
