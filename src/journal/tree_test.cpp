#include "journal/tree.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

namespace vienreiz::tree_test {
using namespace journal;

Hash leaf(std::uint64_t index) { return leaf_hash(bytes("entry " + std::to_string(index))); }

// MTH of RFC 6962 §2.1, as the standard writes it.
Hash tree_hash(std::span<const Hash> leaves) {
    if (leaves.empty()) return crypto::sha256({});
    if (leaves.size() == 1) return leaves[0];
    auto k = std::bit_floor(leaves.size() - 1);
    return node_hash(tree_hash(leaves.first(k)), tree_hash(leaves.subspan(k)));
}

// A tree with all its complete nodes in memory.
struct WholeTree {
    Edge edge;
    std::vector<Hash> leaves;
    std::map<std::pair<unsigned, std::uint64_t>, Hash> nodes;

    explicit WholeTree(std::uint64_t size) {
        for (std::uint64_t index = 0; index < size; ++index) {
            leaves.push_back(leaf(index));
            nodes[{0U, index}] = leaves.back();
            edge.append(leaves.back(), [&](Node node, const Hash& hash) {
                nodes[{node.height, node.index}] = hash;
            });
        }
    }
    [[nodiscard]] NodeHashes hashes() const {
        return [this](Node node) -> Result<Hash> {
            auto found = nodes.find({node.height, node.index});
            if (found == nodes.end()) return Failure{Kind::missing, "That node is not complete"};
            return found->second;
        };
    }
    [[nodiscard]] Hash root(std::uint64_t size) const {
        return tree_hash(std::span(leaves).first(size));
    }
};

TEST(Tree, HashesAsTheStandardsExamplesDo) {
    EXPECT_EQ(hex(leaf_hash({})),
              "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    EXPECT_EQ(hex(leaf_hash(bytes("L123456"))),
              "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    EXPECT_EQ(base64(empty_root()), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(Tree, TheEdgeHasTheRootTheStandardDefines) {
    Edge edge;
    std::vector<Hash> leaves;
    for (std::uint64_t size = 0; size < 300; ++size) {
        ASSERT_EQ(edge.root(), tree_hash(leaves)) << size;
        ASSERT_EQ(edge.size(), size);
        leaves.push_back(leaf(size));
        edge.append(leaves.back());
    }
}

TEST(Tree, AnEdgeGoesOnFromItsPeaks) {
    for (std::uint64_t size = 0; size < 70; ++size) {
        WholeTree whole(size);
        std::vector<Hash> hashes;
        for (auto node : peaks(size)) hashes.push_back(*whole.hashes()(node));
        Edge edge(size, hashes);
        edge.append(leaf(size));
        EXPECT_EQ(edge.root(), WholeTree(size + 1).edge.root()) << size;
    }
}

TEST(Tree, EveryEntryIsProvedInEverySmallTree) {
    WholeTree whole(65);
    for (std::uint64_t size = 1; size <= 65; ++size) {
        EXPECT_EQ(*root_of(size, whole.hashes()), whole.root(size));
        for (std::uint64_t index = 0; index < size; ++index) {
            auto proof = inclusion_proof(index, size, whole.hashes());
            ASSERT_TRUE(proof);
            Inclusion claim{index, size, whole.leaves[index], whole.root(size)};
            ASSERT_TRUE(verify_inclusion(claim, *proof)) << index << " in " << size;
            claim.leaf[0] ^= 1;
            ASSERT_FALSE(verify_inclusion(claim, *proof));
        }
    }
}

TEST(Tree, EverySmallTreeIsConsistentWithEveryLaterOne) {
    WholeTree whole(65);
    for (std::uint64_t size = 1; size <= 65; ++size) {
        for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
            auto proof = consistency_proof(old_size, size, whole.hashes());
            ASSERT_TRUE(proof);
            Consistency claim{old_size, size, whole.root(old_size), whole.root(size)};
            ASSERT_TRUE(verify_consistency(claim, *proof)) << old_size << " to " << size;
            claim.old_root[31] ^= 0x80;
            ASSERT_FALSE(verify_consistency(claim, *proof));
        }
    }
}

TEST(Tree, NoProofSurvivesAChangedBit) {
    static const WholeTree whole(500);
    EXPECT_TRUE(rc::check([] {
        auto size = *rc::gen::inRange<std::uint64_t>(2, 500);
        auto index = *rc::gen::inRange<std::uint64_t>(0, size);
        auto proof = *inclusion_proof(index, size, whole.hashes());
        Inclusion claim{index, size, whole.leaves[index], whole.root(size)};
        RC_ASSERT(verify_inclusion(claim, proof).has_value());
        auto bit = *rc::gen::inRange<std::size_t>(0, proof.size() * 256);
        proof[bit / 256][bit % 256 / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        RC_ASSERT(!verify_inclusion(claim, proof).has_value());
    }));
}

TEST(Tree, RefusesProofsOfTheWrongLength) {
    WholeTree whole(7);
    auto proof = *inclusion_proof(2, 7, whole.hashes());
    Inclusion claim{2, 7, whole.leaves[2], whole.root(7)};
    proof.push_back({});
    EXPECT_EQ(verify_inclusion(claim, proof).error().what,
              "The proof has 4 hashes, but must have 3");
    EXPECT_FALSE(verify_inclusion({7, 7, {}, {}}, {}));
    EXPECT_FALSE(verify_consistency({0, 7, empty_root(), whole.root(7)}, {}));
}

} // namespace vienreiz::tree_test
