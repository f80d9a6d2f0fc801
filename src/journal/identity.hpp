// The keys a journal signs with, and the file in its folder that names them.
#pragma once

#include "journal/cose.hpp"
#include "journal/cosignature.hpp"
#include "journal/journal.hpp"

namespace vienreiz::journal {

class Signer {
public:
    explicit Signer(const Identity& identity);
    [[nodiscard]] const VerifierKey& key() const { return key_; } // Ed25519
    [[nodiscard]] std::vector<std::string> vkeys() const;         // that one first
    [[nodiscard]] std::vector<std::string> former_vkeys() const;  // that sign as well
    // The note of this text, with a line for each key, the former ones' last. Those with ML-DSA say nothing of the
    // time: that is for witnesses.
    [[nodiscard]] std::string sign(std::string_view checkpoint) const;
    // Kind::missing when there is no such key.
    [[nodiscard]] Result<Bytes> cose(const CoseProof& proof, const Hash& root,
                                     Journal::CoseSignature signature) const;

private:
    crypto::PrivateKey private_key_;
    VerifierKey key_;
    std::optional<Cosigner> post_quantum_;
    std::optional<crypto::ml_dsa::PrivateKey> post_quantum_key_; // that one's
    std::optional<crypto::PrivateKey> former_key_;
    std::optional<Cosigner> former_post_quantum_;
};

// Whether these are the verifier keys that were noted, one a line. Where nothing was noted they are not, nor where the
// first alone was: the journal takes a second key once its entries have turned out to be signed with the first.
// Kind::conflict when others were; `where` is the place they stand in.
Result<bool> are_noted(std::span<const std::string> vkeys, std::optional<std::string_view> noted,
                       std::string where);
std::string to_note(std::span<const std::string> vkeys);
// The same of a file, which may be missing.
Result<bool> has_identity(Disk& disk, const std::filesystem::path& file,
                          std::span<const std::string> vkeys);

} // namespace vienreiz::journal
