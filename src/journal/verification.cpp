#include "journal/verification.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace verification {

bool holds(const VerifierKey& key, std::string_view text, ByteView signature) {
    if (key.type == SignatureType::ed25519)
        return std::get<crypto::PublicKey>(key.key).verifies(bytes(text), signature);
    return verifies_cosignature(key, text, signature);
}

} // namespace verification

Result<std::vector<std::size_t>> verified_by(const Note& note, std::span<const VerifierKey> known) {
    std::vector<std::size_t> signers;
    for (const auto& signature : note.signatures) {
        for (std::size_t place = 0; place < known.size(); ++place) {
            const auto& key = known[place];
            // "Verifiers MUST ignore signatures from unknown keys, even if they share a name or ID
            // (but not both) with a known key."
            if (key.name != signature.name || key.id != signature.id) continue;
            if (!verification::holds(key, note.text, signature.signature))
                return Failure{Kind::invalid, "The signature of " + key.name + " is wrong"};
            if (std::ranges::find(signers, place) == signers.end()) signers.push_back(place);
        }
    }
    if (signers.empty())
        return Failure{Kind::forbidden, "No key that is trusted has signed this note"};
    return signers;
}

Result<Checkpoint> verified_checkpoint(std::string_view whole, std::span<const VerifierKey> known) {
    auto note = TRY(parse_note(whole));
    auto signers = TRY(verified_by(note, known));
    auto out = TRY(parse_checkpoint(note.text));
    // A witness's cosignature alone does not make a checkpoint: its journal must have signed it.
    auto is_the_journals = [&](std::size_t place) {
        return known[place].name == out.origin && is_log_key(known[place]);
    };
    if (std::ranges::none_of(signers, is_the_journals))
        return Failure{Kind::forbidden,
                       "The checkpoint of " + out.origin + " is not signed by a key of that name"};
    return out;
}

} // namespace vienreiz::journal
