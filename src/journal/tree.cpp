#include "journal/tree.hpp"

#include <algorithm>
#include <bit>
#include <ranges>

namespace vienreiz::journal {

Hash leaf_hash(ByteView entry) { return crypto::sha256(0x00, entry); }
Hash node_hash(const Hash& left, const Hash& right) { return crypto::sha256(0x01, left, right); }
Hash empty_root() { return crypto::sha256({}); }

namespace tree {

unsigned width(std::uint64_t number) { return static_cast<unsigned>(std::bit_width(number)); }
unsigned ones(std::uint64_t number) { return static_cast<unsigned>(std::popcount(number)); }
unsigned trailing_zeros(std::uint64_t number) {
    return static_cast<unsigned>(std::countr_zero(number));
}
// Shifting a 64-bit number by 64 is undefined in C++; here it gives 0, as arithmetic has it.
std::uint64_t shifted(std::uint64_t number, unsigned by) { return by < 64 ? number >> by : 0; }

std::uint64_t split_point(std::uint64_t count) { return std::bit_floor(count - 1); }

// MTH(D[begin:end]) where begin is a multiple of a power of two >= end - begin.
Result<Hash> range_root(std::uint64_t begin, std::uint64_t end, const NodeHashes& hashes) {
    auto count = end - begin;
    if (std::has_single_bit(count)) {
        auto height = trailing_zeros(count);
        return hashes(Node{height, begin >> height});
    }
    auto middle = begin + split_point(count);
    auto left = TRY(range_root(begin, middle, hashes));
    auto right = TRY(range_root(middle, end, hashes));
    return node_hash(left, right);
}

// The folds that verification is made of. `place` tells by its bits, from the lowest, on which side
// of the path each sibling stands: 0 for the right, 1 for the left.
Hash climb(Hash hash, std::span<const Hash> siblings, std::uint64_t place) {
    for (const auto& sibling : siblings) {
        hash = place & 1 ? node_hash(sibling, hash) : node_hash(hash, sibling);
        place >>= 1;
    }
    return hash;
}
// Only the siblings on the left: those that an older tree already had.
Hash climb_left_only(Hash hash, std::span<const Hash> siblings, std::uint64_t place) {
    for (const auto& sibling : siblings) {
        if (place & 1) hash = node_hash(sibling, hash);
        place >>= 1;
    }
    return hash;
}
Hash climb_border(Hash hash, std::span<const Hash> siblings) {
    for (const auto& sibling : siblings) hash = node_hash(sibling, hash);
    return hash;
}

Failure wrong_length(std::size_t got, std::size_t wanted) {
    return {Kind::invalid, "The proof has " + std::to_string(got) + " hashes, but must have " +
                               std::to_string(wanted)};
}
Failure wrong_root(std::string_view which) {
    return {Kind::invalid, "The proof leads to another root than that of " + std::string(which)};
}

} // namespace tree

std::vector<Node> peaks(std::uint64_t size) {
    std::vector<Node> nodes;
    for (auto rest = size; rest != 0;) {
        auto highest = std::bit_floor(rest);
        auto height = tree::trailing_zeros(highest);
        nodes.push_back({height, (size - rest) >> height});
        rest -= highest;
    }
    return nodes;
}

Edge::Edge(std::uint64_t size, std::vector<Hash> peak_hashes)
    : size_(size), peaks_(std::move(peak_hashes)) {
    check(peaks_.size() == tree::ones(size), "a tree has one peak for each bit of its size");
}

Hash Edge::root() const {
    if (peaks_.empty()) return empty_root();
    auto hash = peaks_.back();
    for (const auto& peak : peaks_ | std::views::reverse | std::views::drop(1))
        hash = node_hash(peak, hash);
    return hash;
}

Result<Hash> root_of(std::uint64_t size, const NodeHashes& hashes) {
    if (size == 0) return empty_root();
    return tree::range_root(0, size, hashes);
}

// RFC 6962 §2.1.1, from the root down; the proof lists siblings from the leaf up.
Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const NodeHashes& hashes) {
    check(index < size, "an inclusion proof is for an entry of the tree");
    Proof proof;
    std::uint64_t begin = 0, end = size;
    while (end - begin > 1) {
        auto middle = begin + tree::split_point(end - begin);
        if (index < middle) { // PATH(m, D[n]) = PATH(m, D[0:k]) : MTH(D[k:n])
            proof.push_back(TRY(tree::range_root(middle, end, hashes)));
            end = middle;
        } else { // PATH(m, D[n]) = PATH(m - k, D[k:n]) : MTH(D[0:k])
            proof.push_back(TRY(tree::range_root(begin, middle, hashes)));
            begin = middle;
        }
    }
    std::ranges::reverse(proof);
    return proof;
}

// RFC 6962 §2.1.2 SUBPROOF(m, D[n], true).
Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                const NodeHashes& hashes) {
    check(old_size > 0 && old_size <= size, "a consistency proof is from a tree to a later one");
    Proof proof;
    std::uint64_t begin = 0, end = size;
    while (old_size < end) {
        auto middle = begin + tree::split_point(end - begin);
        if (old_size <= middle) { // the right subtree is new
            proof.push_back(TRY(tree::range_root(middle, end, hashes)));
            end = middle;
        } else { // the left subtree is the same in both
            proof.push_back(TRY(tree::range_root(begin, middle, hashes)));
            begin = middle;
        }
    }
    // SUBPROOF(m, D[m], b): the verifier knows this hash only if it is the whole old tree.
    if (begin != 0) proof.push_back(TRY(tree::range_root(begin, end, hashes)));
    std::ranges::reverse(proof);
    return proof;
}

// Equivalent to RFC 9162 §2.1.3.2. Up to where the paths of the entry and of the last entry meet
// ("inner") siblings stand on either side; above ("border") only on the left.
Result<Hash> root_over(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                       std::span<const Hash> proof) {
    if (index >= size)
        return Failure{Kind::invalid, "Entry " + std::to_string(index) + " is not in a tree of " +
                                          std::to_string(size)};
    auto inner = tree::width(index ^ (size - 1));
    auto border = tree::ones(tree::shifted(index, inner));
    if (proof.size() != inner + border) return tree::wrong_length(proof.size(), inner + border);
    auto hash = tree::climb(leaf, proof.first(inner), index);
    return tree::climb_border(hash, proof.subspan(inner));
}

Outcome verify_inclusion(const Inclusion& claim, std::span<const Hash> proof) {
    if (TRY(root_over(claim.index, claim.size, claim.leaf, proof)) != claim.root)
        return tree::wrong_root("the tree");
    return {};
}

Outcome verify_consistency(const Consistency& claim, std::span<const Hash> proof) {
    if (claim.old_size == 0)
        return Failure{Kind::invalid, "A tree without entries proves nothing about a later one"};
    return verify_subtree_consistency({{0, claim.old_size}, claim.size, claim.old_root, claim.root},
                                      proof);
}

bool is_subtree(Subtree range) {
    if (range.start >= range.end) return range.start == range.end;
    auto count = range.end - range.start;
    if (count > std::uint64_t{1} << 63) return range.start == 0;
    return range.start % std::bit_ceil(count) == 0;
}

Outcome verify_subtree_inclusion(const SubtreeInclusion& claim, std::span<const Hash> proof) {
    const auto [start, end] = claim.range;
    if (!is_subtree(claim.range))
        return Failure{Kind::invalid, "These bounds are not those of a subtree"};
    if (claim.index < start || claim.index >= end)
        return Failure{Kind::invalid, "The entry is not in the subtree"};
    return verify_inclusion({claim.index - start, end - start, claim.leaf, claim.root}, proof);
}

namespace tree {

// The walk from a subtree up to the root of the whole tree, in numbers (as RFC 9162 §2.1.4.2 walks
// from an old tree, which is the subtree [0, old size)).
struct Climb {
    unsigned skip;   // the rows below the largest complete node at the subtree's right edge
    unsigned inner;  // siblings up to where its path meets that of the last entry
    unsigned border; // siblings above that, all on the left
    bool seeded;     // the subtree is one complete node: its root need not be sent
};
Climb climb_of(Subtree range, std::uint64_t size) {
    auto last = range.end - 1;
    auto fork = width(last ^ (size - 1));
    auto skip = trailing_zeros(range.end - range.start);
    return {skip, fork - skip, ones(shifted(last, fork)),
            range.end - range.start == std::uint64_t{1} << skip};
}

// The siblings that lie within the subtree must lead to its own root.
bool leads_to_subtree(const SubtreeConsistency& claim, const Climb& climb, const Hash& seed,
                      std::span<const Hash> siblings) {
    auto last = claim.range.end - 1;
    auto fork = climb.inner + climb.skip;
    auto height = width(last ^ claim.range.start);
    auto inner = std::min(height, fork) - climb.skip;
    auto above = ones(shifted(last, height));
    auto border = climb.border > above ? climb.border - above : 0;
    auto hash = climb_left_only(seed, siblings.first(inner), last >> climb.skip);
    return climb_border(hash, siblings.subspan(climb.inner, border)) == claim.subtree_root;
}

// The subtree reaches to the end of the tree: everything else stands on its left.
Outcome verify_last_subtree(const SubtreeConsistency& claim, std::span<const Hash> proof) {
    auto height = width((claim.range.end - 1) ^ claim.range.start);
    auto count = ones(shifted(claim.range.start, height));
    if (proof.size() != count) return wrong_length(proof.size(), count);
    if (climb_border(claim.subtree_root, proof) != claim.root) return wrong_root("the tree");
    return {};
}

} // namespace tree

Outcome verify_subtree_consistency(const SubtreeConsistency& claim, std::span<const Hash> proof) {
    const auto [start, end] = claim.range;
    if (!is_subtree(claim.range) || end > claim.size)
        return Failure{Kind::invalid, "These bounds are not those of a subtree of the tree"};
    if (start == end) {
        if (!proof.empty()) return tree::wrong_length(proof.size(), 0);
        if (claim.subtree_root != empty_root()) return tree::wrong_root("an empty subtree");
        return {};
    }
    if (end == claim.size) return tree::verify_last_subtree(claim, proof);

    auto climb = tree::climb_of(claim.range, claim.size);
    auto wanted = climb.inner + climb.border + (climb.seeded ? 0U : 1U);
    if (proof.size() != wanted) return tree::wrong_length(proof.size(), wanted);
    auto seed = climb.seeded ? claim.subtree_root : proof.front();
    auto siblings = climb.seeded ? proof : proof.subspan(1);
    if (!climb.seeded && !tree::leads_to_subtree(claim, climb, seed, siblings))
        return tree::wrong_root("the older tree");
    auto hash = tree::climb(seed, siblings.first(climb.inner), (end - 1) >> climb.skip);
    if (tree::climb_border(hash, siblings.subspan(climb.inner)) != claim.root)
        return tree::wrong_root("the newer tree");
    return {};
}

} // namespace vienreiz::journal
