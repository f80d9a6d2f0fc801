// A journal of this program, read as anybody reads published files; and two checkpoints that
// exclude each other.
#include "journal/all_tiles_test.hpp"
#include "journal/batch.hpp"
#include "journal/contradiction.hpp"
#include "journal/journal.hpp"
#include "journal/simulated_disk.hpp"
#include "journal/static_log.hpp"

#include <gtest/gtest.h>

#include <map>

namespace vienreiz::static_log_test {
using namespace journal;

using Sizes = std::vector<std::uint64_t>;

struct AnyJournal : testing::Test {
    void SetUp() override { grow_to(600); }
    void grow_to(std::uint64_t size) {
        std::vector<std::string> entries;
        for (auto at = journal->size(); at < size; ++at)
            entries.push_back("entry " + std::to_string(at));
        std::vector<std::string_view> views(entries.begin(), entries.end());
        ASSERT_TRUE(journal->append(views));
        head = *parse_checkpoint(parse_note(journal->checkpoint())->text);
    }
    Result<Bytes> published(const std::string& path) {
        auto name = TRY(parse_tile_path(path));
        auto width = name.width == tile_width ? 0 : name.width;
        auto content =
            TRY(name.of == TileName::Of::hashes ? journal->tile(name.level, name.number, width)
                                                : journal->bundle(name.number, width));
        if (path == wrong) content[content.size() / 2] ^= 1;
        return content;
    }
    GetTile get = [this](const TileName& name) {
        return fetch_tile([this](const std::string& path) { return published(path); }, name);
    };
    Result<ProvedTree> tree() {
        auto edge = std::make_shared<RightEdge>(TRY(RightEdge::of(head.size, head.root, get)));
        return ProvedTree(edge, get);
    }

    std::unique_ptr<Journal> journal =
        open_files({.folder = "/j",
                    .identity = {"a.example/j", *crypto::PrivateKey::from_ed25519_seed(Bytes(32))},
                    .disk = std::make_shared<SimulatedDisk>(1)})
            .value();
    Checkpoint head;
    std::string wrong;
};

TEST_F(AnyJournal, IsReadWithEveryTileProved) {
    for (auto size : Sizes{600, 768, 1'000, 2'560}) {
        if (size > head.size) grow_to(size);
        auto tree = this->tree();
        ASSERT_TRUE(tree) << tree.error().what;
        auto tiles = tiles_of(size), bundles = bundles_of(size);
        for (const auto& name : tiles)
            EXPECT_EQ(tree->tile(name.level, name.number).value(), get(name).value());
        for (const auto& name : bundles)
            EXPECT_EQ(tree->bundle(name.number).value(), get(name).value());
        auto beyond = size / tile_width + 1;
        EXPECT_EQ(tree->tile(0, beyond).error().kind, Kind::missing);
        EXPECT_EQ(tree->bundle(beyond).error().kind, Kind::missing);
        EXPECT_EQ(tree->tile(2, 0).error().kind, Kind::missing);
    }
}

TEST_F(AnyJournal, GivesTheNodesThatProofsAreMadeOf) {
    auto tree = this->tree().value();
    auto hashes = [&](Node node) { return tree.node(node); };
    for (auto old_size : Sizes{1, 255, 256, 257, 512, 599, 600}) {
        auto proof = consistency_proof(old_size, 600, hashes).value();
        EXPECT_EQ(proof, journal->consistency(old_size, 600).value()) << old_size;
        auto root = root_of(old_size, hashes).value();
        EXPECT_TRUE(verify_consistency({old_size, 600, root, head.root}, proof));
    }
    EXPECT_EQ(inclusion_proof(123, 600, hashes).value(), journal->inclusion(123, 600).value());
}

TEST_F(AnyJournal, GivesNothingThatIsNotOfItsTree) {
    for (std::string path :
         {"tile/0/000", "tile/0/001", "tile/entries/001", "tile/entries/002.p/88"}) {
        wrong = path;
        auto tree = this->tree().value();
        auto name = *parse_tile_path(path);
        auto given = name.of == TileName::Of::hashes ? tree.tile(name.level, name.number)
                                                     : tree.bundle(name.number);
        ASSERT_FALSE(given) << path;
        EXPECT_EQ(given.error().kind, Kind::corrupt);
        EXPECT_EQ(given.error().where, path);
    }
    wrong = "tile/0/001";
    EXPECT_EQ(tree()->bundle(1).error().where, wrong) << "what would prove it is wrong";
    for (std::string path : {"tile/0/002.p/88", "tile/1/000.p/2"}) {
        wrong = path;
        EXPECT_EQ(tree().error().kind, Kind::corrupt) << path;
    }
    wrong.clear();
    head.root[0] ^= 1;
    EXPECT_EQ(tree().error().kind, Kind::corrupt);
}

TEST_F(AnyJournal, WithoutEntriesHasTheEmptyRoot) {
    auto none = [](const TileName&) -> Result<Bytes> { return Failure{Kind::missing, "None"}; };
    EXPECT_TRUE(RightEdge::of(0, empty_root(), none));
    EXPECT_FALSE(RightEdge::of(0, leaf_hash({}), none));
    EXPECT_TRUE(partial_tiles_of(0).empty());
}

TEST(PartialTiles, AreThoseAtTheRightEdge) {
    // c2sp.org/tlog-tiles: the tree of 70 000.
    using enum TileName::Of;
    EXPECT_EQ(
        partial_tiles_of(70'000),
        (std::vector<TileName>{
            {hashes, 0, 273, 112}, {hashes, 1, 1, 17}, {hashes, 2, 0, 1}, {entries, 0, 273, 112}}));
    EXPECT_EQ(partial_tiles_of(256), (std::vector<TileName>{{hashes, 1, 0, 1}}));
}

TEST(FetchedTiles, AreAsLongAsTheyShouldBe) {
    Bytes three, four;
    for (auto entry : {"a", "bb", "ccc"}) add_framed(three, entry);
    four = three;
    add_framed(four, "dddd");
    using Files = std::map<std::string, Bytes>;
    auto fetched = [](const Files& files, const TileName& name) {
        return fetch_tile(
            [&](const std::string& path) -> Result<Bytes> {
                auto found = files.find(path);
                if (found == files.end()) return Failure{Kind::missing, "It is not there", path};
                return found->second;
            },
            name);
    };
    using enum TileName::Of;
    TileName entries_name{entries, 0, 0, 3}, hashes_name{hashes, 0, 0, 2};
    auto partial = tile_path(entries_name), full = std::string("tile/entries/000");
    EXPECT_EQ(fetched({{partial, three}}, entries_name).value(), three);
    EXPECT_EQ(fetched({{full, four}}, entries_name).value(), three) << "out of the full one";
    EXPECT_EQ(fetched({}, entries_name).error().where, partial);
    EXPECT_EQ(fetched({{partial, four}}, entries_name).error().kind, Kind::corrupt);
    three.pop_back();
    EXPECT_EQ(fetched({{partial, three}}, entries_name).error().kind, Kind::corrupt);
    EXPECT_EQ(fetched({{full, three}}, entries_name).error().kind, Kind::corrupt);
    for (auto length : Sizes{0, 63, 65, 8'192}) {
        auto wrong = fetched({{tile_path(hashes_name), Bytes(length)}}, hashes_name);
        EXPECT_EQ(wrong.error().kind, Kind::corrupt) << length;
    }
    EXPECT_EQ(fetched({{tile_path(hashes_name), Bytes(64)}}, hashes_name)->size(), 64U);
    EXPECT_EQ(fetched({{"tile/0/000", Bytes(8'192)}}, hashes_name)->size(), 64U);
}

// ---- contradictions -------------------------------------------------------------------------

struct AContradiction : AnyJournal {
    void SetUp() override {
        AnyJournal::SetUp();
        auto tree = this->tree().value();
        auto hashes = [&](Node node) { return tree.node(node); };
        was = root_of(300, hashes).value();
        found = {signed_note({"a.example/j", 300, leaf_hash(bytes("something else"))}),
                 journal->checkpoint(), was, consistency_proof(300, 600, hashes).value()};
    }
    [[nodiscard]] std::string signed_note(const Checkpoint& of, std::uint8_t who = 0) const {
        return sign_note(to_text(of), of.origin,
                         *crypto::PrivateKey::from_ed25519_seed(Bytes(32, who)));
    }
    Kind refused() {
        auto verified = verify_contradiction(found, policy);
        EXPECT_FALSE(verified);
        return verified ? Kind::conflict : verified.error().kind;
    }
    Hash was{}; // the root of the first 300
    Contradiction found;
    Policy policy = policy_of(std::vector{journal->vkey()}).value();
};

TEST_F(AContradiction, ConvincesWhoKnowsTheKeys) {
    auto read = parse_contradiction(to_text(found)).value();
    auto proved = verify_contradiction(read, policy);
    ASSERT_TRUE(proved) << proved.error().what;
    EXPECT_EQ(proved->smaller.size, 300U);
    EXPECT_EQ(proved->larger.size, 600U);
    EXPECT_EQ(to_text(read), to_text(found));
    // Of one size, where no further proof is needed.
    found = {signed_note({"a.example/j", 600, was}), journal->checkpoint(), head.root, {}};
    EXPECT_TRUE(verify_contradiction(found, policy));
}

TEST_F(AContradiction, IsNoneWhereBothMayBeTrue) {
    found.smaller = signed_note({"a.example/j", 300, was});
    EXPECT_EQ(refused(), Kind::invalid);
}

TEST_F(AContradiction, AccusesNobodyWithoutProof) {
    auto whole = found;
    found.root = leaf_hash(bytes("invented"));
    EXPECT_EQ(refused(), Kind::invalid);
    found = whole;
    found.proof.pop_back();
    EXPECT_EQ(refused(), Kind::invalid);
    found = whole;
    std::swap(found.smaller, found.larger);
    EXPECT_EQ(refused(), Kind::invalid);
    found = whole;
    found.smaller = signed_note({"a.example/j", 300, was}, 1);
    EXPECT_EQ(refused(), Kind::forbidden) << "somebody else has signed it";
    auto other = verifier_key("b.example/j",
                              crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))->public_key());
    policy.logs.push_back({other});
    found.smaller = signed_note({"b.example/j", 300, leaf_hash({})}, 1);
    EXPECT_EQ(refused(), Kind::invalid) << "of another journal";
    found.smaller = signed_note({"a.example/j", 0, leaf_hash({})});
    EXPECT_EQ(refused(), Kind::invalid);
}

TEST_F(AContradiction, IsReadAsItIsWrittenOnly) {
    auto text = to_text(found);
    EXPECT_TRUE(is_contradiction(text));
    EXPECT_FALSE(is_contradiction("c2sp.org/tlog-proof@v1\n"));
    for (std::size_t length = 0; length < text.size(); ++length) {
        auto cut = parse_contradiction(std::string_view(text).substr(0, length));
        // Without the last hashes it is a shorter proof, which proves nothing.
        if (cut) {
            EXPECT_FALSE(verify_contradiction(*cut, policy)) << length;
        }
    }
    EXPECT_FALSE(parse_contradiction(text + "\n"));
    auto length = std::to_string(found.smaller.size());
    EXPECT_TRUE(text.contains("\n" + length + "\n"));
    EXPECT_FALSE(parse_contradiction(replace_all(text, "\n" + length, "\n0" + length)));
    EXPECT_FALSE(parse_contradiction(text + std::string(limits::contradiction_bytes, 'x')));
}

} // namespace vienreiz::static_log_test
