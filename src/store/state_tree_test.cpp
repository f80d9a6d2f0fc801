#include "store/state_tree.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::store::state_tree_test {

using crypto::Hash;
using crypto::sha256;
using State = std::map<std::string, std::string>;

Hash joined(std::uint8_t sort, const Hash& left, const Hash& right) {
    Bytes input{sort};
    input.insert(input.end(), left.begin(), left.end());
    input.insert(input.end(), right.begin(), right.end());
    return sha256(input);
}

// As the header has it, without keeping anything.
using Leaves = std::map<Hash, Hash>;
Hash root_of(const Leaves& leaves, unsigned depth = 0) {
    if (leaves.empty()) return {};
    if (leaves.size() == 1) return leaves.begin()->second;
    Leaves left, right;
    for (const auto& [key, leaf] : leaves)
        ((static_cast<unsigned>(key[depth / 8]) >> (7 - depth % 8) & 1U) != 0 ? right : left)
            .emplace(key, leaf);
    return joined(1, root_of(left, depth + 1), root_of(right, depth + 1));
}
Hash root_of(const State& state) {
    Leaves leaves;
    for (const auto& [key, value] : state) {
        auto name = sha256(bytes(key));
        leaves.emplace(name, joined(0, name, sha256(bytes(value))));
    }
    return root_of(leaves);
}

struct Kept {
    StateTree tree{"!t/"};
    std::unique_ptr<Store> store = memory_store();
    StateTree::Changes changes;

    void put(const std::string& key, const std::string& value) {
        changes[sha256(bytes(key))] = sha256(bytes(value));
    }
    void erase(const std::string& key) { changes[sha256(bytes(key))] = {}; }
    Hash commit() {
        std::map<StateTree::Part, StateTree::Changes> by_part;
        for (auto& [key, value] : std::exchange(changes, {}))
            by_part[StateTree::part_of(key)].emplace(key, value);
        for (const auto& [part, some] : by_part) {
            auto next = tree.next(*store->snapshot(), part, some).value();
            EXPECT_EQ(next.before, tree.root(*store->snapshot(), part));
            auto batch = store->batch();
            StateTree::write(*batch, next);
            EXPECT_TRUE(batch->commit());
            EXPECT_EQ(tree.root(*store->snapshot(), part), next.root);
        }
        return tree.root(*store->snapshot());
    }
    std::size_t nodes() const {
        std::size_t count = 0;
        store->snapshot()->scan_prefix("!t/", [&](std::string_view name, auto) {
            if (!name.starts_with("!t/\xff")) ++count; // which says what a part is
            return Scan::next;
        });
        return count;
    }
};

TEST(StateTree, OfNothingIsZeros) {
    EXPECT_EQ(Kept().tree.root(*memory_store()->snapshot()), Hash{});
}

TEST(StateTree, OfOnePairIsItsLeaf) {
    Kept kept;
    kept.put("key", "value");
    auto key = sha256(bytes("key"));
    EXPECT_EQ(kept.commit(), joined(0, key, sha256(bytes("value"))));
    EXPECT_EQ(kept.nodes(), 0U);
}

TEST(StateTree, TellsAnEmptyValueFromAPairThatIsGone) {
    Kept kept;
    kept.put("key", "");
    EXPECT_NE(kept.commit(), Hash{});
    kept.erase("key");
    EXPECT_EQ(kept.commit(), Hash{});
}

// Few enough to meet again, in two parts and some others.
std::vector<std::string> keys_of_few_parts() {
    std::vector<std::string> out;
    for (int number = 0; out.size() < 60; ++number) {
        auto part = StateTree::part_of(sha256(bytes(std::to_string(number))));
        if (number < 10 || part == 7 || part == 8) out.push_back(std::to_string(number));
    }
    return out;
}

// Whatever is written and erased, and in whatever portions: the root is that of what stands there.
RC_GTEST_PROP(StateTree, HasTheRootOfWhatStandsThere, ()) {
    Kept kept;
    State state;
    static const auto keys = keys_of_few_parts();
    auto rounds = *rc::gen::inRange(1, 12);
    for (int round = 0; round < rounds; ++round) {
        auto changes = *rc::gen::container<std::vector<std::pair<std::size_t, int>>>(
            rc::gen::pair(rc::gen::inRange<std::size_t>(0, keys.size()), rc::gen::inRange(-3, 4)));
        for (const auto& [number, value] : changes) {
            const auto& key = keys[number];
            if (value < 0) {
                state.erase(key);
                kept.erase(key);
            } else {
                state[key] = std::to_string(value);
                kept.put(key, state[key]);
            }
        }
        RC_ASSERT(kept.commit() == root_of(state));
    }
    for (const auto& [key, value] : state) kept.erase(key);
    RC_ASSERT(kept.commit() == Hash{});
    RC_ASSERT(kept.nodes() == 0U);
}

TEST(StateTree, SaysThatANodeIsDamaged) {
    Kept kept;
    for (int n = 0; n < 10'000; ++n) kept.put(std::to_string(n), "x");
    kept.commit();
    auto key = sha256(bytes("0"));
    for (std::string_view content : {"", "2", "9"}) {
        auto batch = kept.store->batch();
        batch->put(std::string("!t/\b") + static_cast<char>(key[0]), content);
        ASSERT_TRUE(batch->commit());
        auto refused = kept.tree.next(*kept.store->snapshot(), StateTree::part_of(key),
                                      {{key, sha256(bytes("y"))}});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, Kind::corrupt);
    }
}

} // namespace vienreiz::store::state_tree_test
