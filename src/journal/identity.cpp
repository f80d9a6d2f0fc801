#include "journal/identity.hpp"

#include "base/limits.hpp"

namespace vienreiz::journal {

Signer::Signer(const Identity& identity)
    : private_key_(identity.key), key_(verifier_key(identity.origin, identity.key.public_key())),
      post_quantum_key_(identity.post_quantum), former_key_(identity.former) {
    if (identity.post_quantum) post_quantum_.emplace(identity.origin, *identity.post_quantum);
    if (identity.former_post_quantum)
        former_post_quantum_.emplace(identity.origin, *identity.former_post_quantum);
}

std::vector<std::string> Signer::vkeys() const {
    std::vector<std::string> out{to_vkey(key_)};
    if (post_quantum_) out.push_back(to_vkey(post_quantum_->verifier_key()));
    return out;
}

std::vector<std::string> Signer::former_vkeys() const {
    std::vector<std::string> out;
    if (former_key_) out.push_back(to_vkey(verifier_key(key_.name, former_key_->public_key())));
    if (former_post_quantum_) out.push_back(to_vkey(former_post_quantum_->verifier_key()));
    return out;
}

std::string Signer::sign(std::string_view checkpoint) const {
    auto note = sign_note(checkpoint, key_.name, private_key_);
    if (post_quantum_) note += post_quantum_->cosign(checkpoint, CosignedAt{}).value();
    if (former_key_)
        note += signature_line(key_.name, verifier_key(key_.name, former_key_->public_key()).id,
                               former_key_->sign(bytes(checkpoint)));
    if (former_post_quantum_)
        note += former_post_quantum_->cosign(checkpoint, CosignedAt{}).value();
    return note;
}

Result<Bytes> Signer::cose(const CoseProof& proof, const Hash& root,
                           Journal::CoseSignature signature) const {
    if (signature == Journal::CoseSignature::ed25519)
        return cose_receipt(proof, root, key_,
                            [&](ByteView message) { return private_key_.sign(message); });
    if (!post_quantum_)
        return Failure{Kind::missing, "This journal has no ML-DSA key to sign with"};
    return cose_receipt(proof, root, post_quantum_->verifier_key(),
                        [&](ByteView message) { return post_quantum_key_->sign(message); });
}

std::string to_note(std::span<const std::string> vkeys) { return join(vkeys, "\n") + "\n"; }

Result<bool> are_noted(std::span<const std::string> vkeys, std::optional<std::string_view> noted,
                       std::string where) {
    if (!noted || *noted == to_note(vkeys.first(1))) return noted && vkeys.size() == 1;
    if (*noted == to_note(vkeys)) return true;
    return Failure{Kind::conflict,
                   "Here is the journal of " + replace_all(trim(*noted), "\n", " and ") +
                       ", not that of " + join(vkeys, " and ") +
                       ": give its origin and keys, or another place",
                   std::move(where)};
}

Result<bool> has_identity(Disk& disk, const std::filesystem::path& file,
                          std::span<const std::string> vkeys) {
    auto found = TRY(read_if_there(disk, file, limits::note_bytes));
    if (!found) return are_noted(vkeys, {}, file.string());
    return are_noted(vkeys, text(*found), file.string());
}

} // namespace vienreiz::journal
