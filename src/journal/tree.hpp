// The Merkle tree of RFC 6962 §2.1 over SHA-256: hashes, the head that grows, proofs made and
// checked. A node is named by its height (0: a leaf) and its place in that row: it covers the
// entries [index << height, (index + 1) << height) and is complete when the tree holds them all.
#pragma once

#include "base/result.hpp"
#include "crypto/hash.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace vienreiz::journal {

using crypto::Hash;
using Proof = std::vector<Hash>;

Hash leaf_hash(ByteView entry);
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root(); // of the tree without entries

struct Node {
    unsigned height;
    std::uint64_t index;
    bool operator==(const Node&) const = default;
};

// The complete nodes that cover exactly the first `size` entries, from the left: one for each bit.
std::vector<Node> peaks(std::uint64_t size);

// The right edge of a tree: its peaks. Enough to append to it and to know its root.
class Edge {
public:
    using Emit = std::function<void(Node node, const Hash& hash)>;

    Edge() = default;
    Edge(std::uint64_t size, std::vector<Hash> peak_hashes); // in the order of peaks(size)

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] Hash root() const;

    // Appends one leaf; calls emit(node, hash) for each node above it that this leaf completes.
    template <class EmitNode>
    void append(Hash hash, EmitNode&& emit) {
        auto index = size_++;
        for (unsigned height = 1; index & 1; ++height) {
            hash = node_hash(peaks_.back(), hash);
            peaks_.pop_back();
            index >>= 1;
            emit(Node{height, index}, hash);
        }
        peaks_.push_back(hash);
    }
    void append(const Hash& leaf) {
        append(leaf, [](Node, const Hash&) {});
    }

private:
    std::uint64_t size_ = 0;
    std::vector<Hash> peaks_; // from the left, so from the highest
};

// Gives the hash of a complete node, from wherever the tree is kept.
using NodeHashes = std::function<Result<Hash>(Node node)>;

// RFC 6962 §2.1.1 PATH(index, D[size]) and §2.1.2 PROOF(old_size, D[size]); 0 < old_size <= size.
Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const NodeHashes& hashes);
Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                const NodeHashes& hashes);
// The root of the tree that the first `size` entries make.
Result<Hash> root_of(std::uint64_t size, const NodeHashes& hashes);

// The root to which a proof of inclusion leads. Kind::invalid when it is too short, too long, or of no such entry.
Result<Hash> root_over(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                       std::span<const Hash> proof);

struct Inclusion {
    std::uint64_t index, size;
    Hash leaf, root;
};
// Kind::invalid with the reason when the proof does not bind the leaf to the root.
Outcome verify_inclusion(const Inclusion& claim, std::span<const Hash> proof);

struct Consistency {
    std::uint64_t old_size, size;
    Hash old_root, root;
};
// An empty old tree is consistent with everything, so asking for a proof of it is refused.
Outcome verify_consistency(const Consistency& claim, std::span<const Hash> proof);

// A subtree covers [start, end), where start is a multiple of the least power of two >= end - start
// (C2SP mtc-tlog, draft-ietf-plants-merkle-tree-certs). Its entries hash as a tree of their own.
struct Subtree {
    std::uint64_t start, end;
};
bool is_subtree(Subtree range);

struct SubtreeInclusion {
    std::uint64_t index;
    Subtree range;
    Hash leaf, root; // root of the subtree
};
Outcome verify_subtree_inclusion(const SubtreeInclusion& claim, std::span<const Hash> proof);

struct SubtreeConsistency {
    Subtree range;
    std::uint64_t size;
    Hash subtree_root, root;
};
Outcome verify_subtree_consistency(const SubtreeConsistency& claim, std::span<const Hash> proof);

} // namespace vienreiz::journal
