// A whole journal written by github.com/transparency-dev/tessera (testdata, Apache-2.0): tiles,
// bundles and a checkpoint for each of its sizes, 0 to 15.
#include "journal/batch.hpp"
#include "journal/static_log.hpp"
#include "journal/verification.hpp"
#include "vectors/shared_data.hpp"

#include <map>

namespace vienreiz::ledger_tessera_test {
using namespace journal;

struct Tessera : testing::Test {
    void SetUp() override { NEEDS_SHARED_DATA("ledger/tessera-testlog"); }

    std::string folder = "ledger/tessera-testlog/testdata/";
    std::string checkpoint(int size) {
        return shared_data::file(folder + "log/checkpoint." + std::to_string(size));
    }
    std::vector<VerifierKey> known() {
        auto vkey = shared_data::file(folder + "vkey");
        return {verifier_key(trim(vkey)).value()};
    }
    Fetch fetch = fetch_from(shared_data::path(folder + "log"));

    // All entries under a checkpoint, each proved, and with them every tile.
    Result<std::vector<std::string>> entries(const Fetch& from, const std::string& note) {
        auto checkpoint = TRY(verified_checkpoint(note, known()));
        auto get = [&](const TileName& name) { return fetch_tile(from, name); };
        auto edge =
            std::make_shared<RightEdge>(TRY(RightEdge::of(checkpoint.size, checkpoint.root, get)));
        ProvedTree tree(edge, get);
        std::vector<std::string> out;
        for (std::uint64_t number = 0; width_in(0, number, checkpoint.size) > 0; ++number) {
            auto bundle = TRY(tree.bundle(number));
            for (EntryReader reader(bundle); !reader.done();) out.emplace_back(TRY(reader.next()));
        }
        return out;
    }
};

TEST_F(Tessera, EveryCheckpointVerifiesWithItsEntriesAndTiles) {
    for (int size = 0; size <= 15; ++size) {
        auto read = entries(fetch, checkpoint(size));
        ASSERT_TRUE(read) << size << ": " << read.error().what;
        EXPECT_EQ(read->size(), static_cast<std::size_t>(size));
    }
}

TEST_F(Tessera, EveryCheckpointIsConsistentWithTheNext) {
    std::vector<Checkpoint> heads;
    std::map<std::pair<unsigned, std::uint64_t>, Hash> nodes;
    Edge edge;
    for (int size = 0; size <= 15; ++size)
        heads.push_back(verified_checkpoint(checkpoint(size), known()).value());
    auto all = entries(fetch, checkpoint(15)).value();
    for (const auto& entry : all) {
        auto leaf = leaf_hash(bytes(entry));
        nodes[{0U, edge.size()}] = leaf;
        edge.append(leaf,
                    [&](Node node, const Hash& hash) { nodes[{node.height, node.index}] = hash; });
    }
    auto hashes = [&](Node node) -> Result<Hash> { return nodes.at({node.height, node.index}); };
    for (const auto& old_head : heads)
        for (const auto& head : heads) {
            if (old_head.size == 0 || old_head.size > head.size) continue;
            auto proof = consistency_proof(old_head.size, head.size, hashes).value();
            EXPECT_TRUE(
                verify_consistency({old_head.size, head.size, old_head.root, head.root}, proof));
        }
}

TEST_F(Tessera, AChangedByteIsNoticed) {
    for (std::string path : {"tile/entries/000.p/15", "tile/0/000.p/15"}) {
        auto whole = fetch(path).value();
        for (std::size_t at = 0; at < whole.size(); at += 13) {
            auto changing = [&](const std::string& wanted) -> Result<Bytes> {
                auto content = fetch(wanted);
                if (content && wanted == path) content->at(at) ^= 0x10;
                return content;
            };
            EXPECT_FALSE(entries(changing, checkpoint(15))) << path << " " << at;
        }
    }
}

TEST_F(Tessera, TheFullTileServesWhereThePartialOneIsGone) {
    // The widest partial tile there is plays the full one.
    auto only_last = [&](const std::string& path) -> Result<Bytes> {
        if (path == "tile/0/000") return fetch("tile/0/000.p/15");
        if (path == "tile/entries/000") return fetch("tile/entries/000.p/15");
        return Failure{Kind::missing, "It was deleted"};
    };
    EXPECT_EQ(entries(only_last, checkpoint(9)).value().size(), 9U);
}

} // namespace vienreiz::ledger_tessera_test
