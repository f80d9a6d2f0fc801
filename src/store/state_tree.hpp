// A hash over all pairs of a state that is cheap to keep as the state changes: the root of a Merkle tree in which a
// pair's place is the hash of its key. Whoever has applied the same history has the same root, in whatever order the
// pairs were written; and whoever has not, has another.
//
//   leaf   SHA-256(00 || SHA-256(key) || SHA-256(value))
//   node   SHA-256(01 || left || right): of the keys whose hash goes on with a 0 bit, and with a 1 bit
//   A subtree with one pair is its leaf; one without any is 32 zero bytes, and so is the root of an empty state.
//
// Parts     256 subtrees, by the first byte of the hash of the key. Each can be gone on with by itself, so however much
//           has changed, it is taken in portions.
// Kept      below a prefix in the same store: nodes with two pairs or more below them, those of four levels together in
//           one value. A change reads and writes a quarter as many of them as the logarithm of the number of pairs.
//           Nothing is kept above the parts.
#pragma once

#include "crypto/hash.hpp"
#include "store/store.hpp"

#include <map>
#include <span>
#include <vector>

namespace vienreiz::store {

class StateTree {
public:
    // By the hash of the key: the hash of the new value, or nothing where the pair is gone.
    using Changes = std::map<crypto::Hash, std::optional<crypto::Hash>>;

    using Part = std::uint8_t;
    static constexpr unsigned parts = 256;
    [[nodiscard]] static Part part_of(const crypto::Hash& key) { return key.front(); }

    explicit StateTree(std::string prefix) : prefix_(std::move(prefix)) {}

    [[nodiscard]] crypto::Hash root(const Snapshot& view, Part part) const;
    // What comes of changes, all in one part: its root, and what is to be written for it. Kind::corrupt when a node is
    // not there or not one.
    struct Next {
        Part part = 0;
        crypto::Hash before{}, root{};
        std::vector<std::pair<std::string, std::optional<std::string>>> writes; // nothing: erased
    };
    [[nodiscard]] Result<Next> next(const Snapshot& view, Part part, const Changes& changes) const;
    // Over all parts, of which some are to be as these are.
    [[nodiscard]] crypto::Hash root(const Snapshot& view, std::span<const Next> next = {}) const;
    // On the same tree as it was made of.
    static void write(Batch& batch, const Next& next);

private:
    [[nodiscard]] std::string name_of(Part part) const;
    std::string prefix_;
};

} // namespace vienreiz::store
