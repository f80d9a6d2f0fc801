// Where the keys of a journal are kept, and how they are rotated in place (rotation.hpp says what that is).
//
//   <name>.pem, <name>.ml-dsa.pem                those it signs with
//   <name>.former.pem, <name>.former.ml-dsa.pem  those it had before, from a rotation's beginning to its end: so
//                                                long both sign checkpoints, for those who trust the old ones
//   <name>.next.pem, <name>.next.ml-dsa.pem      those it will have, while a rotation begins
//   <name>.seal                                  what its batches are sealed with, in hex, from its first rotation
//                                                on: it is derived from the first key, which goes
//
// A rotation begins in steps. Each is one file, whole and durable before the next:
//
//   1  <name>.seal, if it is not there. It says what the key says, so nothing has changed.
//   2  <name>.next.pem, <name>.next.ml-dsa.pem. Nobody asks for them.
//   3  `rotations` in the journal's folder, with one statement more. From here on the journal's keys are the new ones;
//      all that follows can be done by whoever comes next.
//   4  <name>.former.pem from <name>.pem, that from <name>.next.pem; likewise of ML-DSA
//   5  `identity` in the journal's folder
//   6  <name>.next.ml-dsa.pem and <name>.next.pem go
//
// Broken off before step 3 the journal opens as before, and a rotation that begins writes its own keys over those of
// step 2. Broken off behind it, whoever opens the journal does the rest first (finish_rotation).
//
// It ends when the former keys are removed, first that of ML-DSA. In between the other one signs.
#pragma once

#include "journal/rotation.hpp"

namespace vienreiz::journal {

struct JournalPlaces {
    std::filesystem::path folder, key, post_quantum_key; // "….pem" and "….ml-dsa.pem"
};

// What a rotation has left beside the keys: the former ones, as far as they are there, and the seal. Kind::corrupt when
// a file cannot be read.
Outcome take_rotated(Disk& disk, const JournalPlaces& places, Identity& into);
// The key and what it seals with, to check a journal.
Result<OwnKey> own_key(Disk& disk, const JournalPlaces& places, crypto::PrivateKey key);

// Whether a rotation that was broken off is now done. Takes the journal's lock when there may be one.
Result<bool> finish_rotation(Disk& disk, const JournalPlaces& places);
// Whoever calls has the journal open, with its keys as they are there, and none is rotated yet. `at_size`: its entries.
Result<Rotation> begin_rotation(Disk& disk, const JournalPlaces& places, const Identity& next,
                                std::uint64_t at_size, Instant at);
// Kind::missing when there are no former keys; Kind::conflict when a program has the journal open.
Outcome end_rotation(Disk& disk, const JournalPlaces& places);
// Whether there are: one rotation ends before the next begins.
Result<bool> has_former_keys(Disk& disk, const JournalPlaces& places);

} // namespace vienreiz::journal
