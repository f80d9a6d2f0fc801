// A hash over all pairs of a state that is cheap to keep as the state changes: the root of a Merkle tree in which a
// pair's place is the hash of its key. Whoever has applied the same history has the same root, in whatever order the
// pairs were written; and whoever has not, has another.
//
//   leaf   SHA-256(00 || SHA-256(key) || SHA-256(value))
//   node   SHA-256(01 || left || right): of the keys whose hash goes on with a 0 bit, and with a 1 bit
//   A subtree with one pair is its leaf; one without any is 32 zero bytes, and so is the root of an empty state.
//
// Kept      below a prefix in the same store: nodes with two pairs or more below them, those of four levels together in
//           one value. A change reads and writes a quarter as many of them as the logarithm of the number of pairs.
#pragma once

#include "crypto/hash.hpp"
#include "store/store.hpp"

#include <map>
#include <vector>

namespace vienreiz::store {

class StateTree {
public:
    // By the hash of the key: the hash of the new value, or nothing where the pair is gone.
    using Changes = std::map<crypto::Hash, std::optional<crypto::Hash>>;

    explicit StateTree(std::string prefix) : prefix_(std::move(prefix)) {}

    [[nodiscard]] crypto::Hash root(const Snapshot& view) const;
    // What comes of changes: the root, and what is to be written for it. Kind::corrupt when a node is not there or not
    // one.
    struct Next {
        crypto::Hash before{}, root{};
        std::vector<std::pair<std::string, std::optional<std::string>>> writes; // nothing: erased
    };
    [[nodiscard]] Result<Next> next(const Snapshot& view, const Changes& changes) const;
    // On the same tree as it was made of.
    static void write(Batch& batch, const Next& next);

private:
    std::string prefix_;
};

} // namespace vienreiz::store
