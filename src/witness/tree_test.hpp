// A journal for the tests of this folder: a tree of which every earlier size can be proved.
#pragma once

#include "witness/submission.hpp"

namespace vienreiz::witness {

using journal::Hash;

inline constexpr auto origin = "log.example/one";

inline crypto::PrivateKey key_of(std::uint8_t who) {
    return *crypto::PrivateKey::from_ed25519_seed(Bytes(32, who));
}

class GrowingTree {
public:
    void grow_to(std::uint64_t size, std::string_view salt = "") {
        while (leaves_.size() < size)
            leaves_.push_back(
                journal::leaf_hash(bytes(std::to_string(leaves_.size()) + std::string(salt))));
    }
    [[nodiscard]] Hash root(std::uint64_t size) const { return *journal::root_of(size, hashes()); }
    [[nodiscard]] std::string note(std::uint64_t size, std::uint8_t who = 1) const {
        auto root = size == 0 ? journal::empty_root() : this->root(size);
        return journal::sign_note(to_text(journal::Checkpoint{origin, size, root}), origin,
                                  key_of(who));
    }
    [[nodiscard]] std::string submission(std::uint64_t old_size, std::uint64_t size) const {
        auto note = this->note(size);
        Submission out{old_size, {}, note};
        if (old_size > 0 && old_size < size) out.proof = consistency(old_size, size);
        return to_text(out);
    }
    [[nodiscard]] journal::Proof consistency(std::uint64_t old_size, std::uint64_t size) const {
        return *journal::consistency_proof(old_size, size, hashes());
    }

private:
    [[nodiscard]] journal::NodeHashes hashes() const {
        return [this](journal::Node node) -> Result<Hash> { return hash(node.height, node.index); };
    }
    [[nodiscard]] Hash hash(unsigned height, std::uint64_t index) const {
        if (height == 0) return leaves_.at(index);
        return journal::node_hash(hash(height - 1, 2 * index), hash(height - 1, 2 * index + 1));
    }
    std::vector<Hash> leaves_;
};

} // namespace vienreiz::witness
