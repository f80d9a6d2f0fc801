// Cosignatures (c2sp.org/tlog-cosignature): that the tree of a checkpoint begins with every earlier one the cosigner
// saw. A signature is 8 bytes of POSIX time, big-endian, and the signature itself.
//
//   Ed25519    over "cosignature/v1\ntime <seconds>\n" and the checkpoint's text, extensions and all
//   ML-DSA-44  over a structure that names cosigner, time, origin, size and root; extensions are not covered.
//              A log signs its own checkpoints so too, as its cosigner.
#pragma once

#include "journal/note.hpp"

#include <chrono>
#include <optional>

namespace vienreiz::journal {

using CosignedAt = std::chrono::sys_seconds;

// Who cosigns: a witness, or with ML-DSA a log of its own checkpoints.
class Cosigner {
public:
    using Key =
        std::variant<crypto::PrivateKey, crypto::ml_dsa::PrivateKey>; // the former is Ed25519
    Cosigner(std::string name, Key key);

    [[nodiscard]] const VerifierKey& verifier_key() const { return verifier_key_; }
    // One signature line. `checkpoint` is a note's text; Kind::invalid if it is no checkpoint.
    [[nodiscard]] Result<std::string> cosign(std::string_view checkpoint, CosignedAt time) const;

private:
    Key key_;
    VerifierKey verifier_key_;
};

// When such a signature was made; nothing for bytes that are too few, or a time beyond 2^63 - 1. Not verified.
std::optional<CosignedAt> cosigned_at(ByteView signature);
// Whether these bytes are such a signature of `key`, which is of type 04 or 06.
bool verifies_cosignature(const VerifierKey& key, std::string_view checkpoint, ByteView signature);

} // namespace vienreiz::journal
