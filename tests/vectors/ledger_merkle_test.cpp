// The Merkle proofs of github.com/transparency-dev/merkle (testdata, Apache-2.0).
#include "journal/checkpoint.hpp"
#include "vectors/shared_data.hpp"

#include <functional>

namespace vienreiz::ledger_merkle_test {
using namespace journal;

Result<Hash> hash(const json::Value& value, std::string_view name) {
    return hash_from_base64(std::string_view(value.at(name).as_string()));
}
// A few roots are words ("don't care 1") that only have to be equal or not: their hash stands for
// them.
Result<Hash> root(const json::Value& value, std::string_view name) {
    auto raw = TRY(from_base64(std::string_view(value.at(name).as_string())));
    return raw.size() == sizeof(Hash) ? hash(value, name) : crypto::sha256(raw);
}
Result<Proof> proof(const json::Value& value) {
    Proof out;
    if (const auto& list = value.at("proof"); list.is_array())
        for (const auto& item : list.get_array())
            out.push_back(TRY(hash_from_base64(std::string_view(item.as_string()))));
    return out;
}
std::uint64_t number(const json::Value& value, std::string_view name) {
    return value.at(name).to_number<std::uint64_t>();
}

Outcome inclusion(const json::Value& v) {
    auto leaf = TRY(hash(v, "leafHash"));
    auto root = TRY(hash(v, "root"));
    auto hashes = TRY(proof(v));
    return verify_inclusion({number(v, "leafIdx"), number(v, "treeSize"), leaf, root}, hashes);
}
Outcome consistency(const json::Value& v) {
    auto old_root = TRY(root(v, "root1"));
    auto new_root = TRY(root(v, "root2"));
    auto hashes = TRY(proof(v));
    return verify_consistency({number(v, "size1"), number(v, "size2"), old_root, new_root}, hashes);
}
Outcome subtree_inclusion(const json::Value& v) {
    auto leaf = TRY(hash(v, "leafHash"));
    auto root = TRY(hash(v, "root"));
    auto hashes = TRY(proof(v));
    return verify_subtree_inclusion(
        {number(v, "leafIdx"), {number(v, "start"), number(v, "end")}, leaf, root}, hashes);
}
Outcome subtree_consistency(const json::Value& v) {
    auto subtree_root = TRY(root(v, "root1"));
    auto new_root = TRY(root(v, "root2"));
    auto hashes = TRY(proof(v));
    return verify_subtree_consistency(
        {{number(v, "start"), number(v, "end")}, number(v, "size"), subtree_root, new_root},
        hashes);
}

// Runs every file of a folder and gives how many there were.
std::size_t run(const std::string& kind, const std::function<Outcome(const json::Value&)>& verify) {
    std::size_t count = 0;
    auto folder = shared_data::path("ledger/merkle-testdata/testdata/" + kind);
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        if (file.path().extension() != ".json") continue;
        auto vector = shared_data::json_file(file.path());
        EXPECT_EQ(verify(vector).has_value(), !vector.at("wantErr").as_bool()) << file.path();
        ++count;
    }
    return count;
}

TEST(MerkleVectors, All518AreJudgedAsTheirAuthorsDo) {
    NEEDS_SHARED_DATA("ledger/merkle-testdata");
    EXPECT_EQ(run("inclusion", inclusion), 98U);
    EXPECT_EQ(run("consistency", consistency), 98U);
    EXPECT_EQ(run("subtreeinclusion", subtree_inclusion), 204U);
    EXPECT_EQ(run("subtreeconsistency", subtree_consistency), 118U);
}

} // namespace vienreiz::ledger_merkle_test
