// The engine on servers that work: beside the one over files, with several nodes, with what somebody has changed.
#include "journal/all_tiles_test.hpp"
#include "journal/receipt.hpp"
#include "journal/simulated_disk.hpp"
#include "journal/tiles.hpp"
#include "postgres/proposal.hpp"
#include "postgres/test_journals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace vienreiz::postgres::test {

using journal::tile_width;

struct PostgresJournals : Journals {};

TEST_F(PostgresJournals, BeginEmptyWithASignedCheckpoint) {
    auto journal = open();
    EXPECT_EQ(journal->size(), 0u);
    EXPECT_EQ(journal->origin(), "example.lv/journals/main");
    EXPECT_EQ(checkpoint_of(*journal).root, journal::empty_root());
    EXPECT_EQ(journal->entry(0).error().kind, Kind::missing);
    EXPECT_EQ(journal->receipt(0).error().kind, Kind::missing);
    EXPECT_EQ(journal->tile(0, 0, 1).error().kind, Kind::missing);
    EXPECT_EQ(journal->bundle(0, 1).error().kind, Kind::missing);
    EXPECT_TRUE(journal->takes_entries());
}

TEST_F(PostgresJournals, KeepWhatWasAppendedInOrder) {
    auto journal = open();
    EXPECT_EQ(add_numbered(*journal, 1).value(), 0u);
    EXPECT_EQ(add_numbered(*journal, 3).value(), 1u);
    EXPECT_EQ(add_numbered(*journal, 300).value(), 4u);
    EXPECT_EQ(journal->entry(303).value(), "entry 303");
    auto before = journal->checkpoint();
    journal = open();
    EXPECT_EQ(journal->checkpoint(), before);
    EXPECT_EQ(add_numbered(*journal, 1).value(), 304u);
    auto texts = all(*journal);
    ASSERT_EQ(texts.size(), 305u);
    for (Index index = 0; index < 305; ++index)
        EXPECT_EQ(texts[index], fmt::format("entry {}", index));
}

// What an observer may fetch, and what anybody may ask for, of the two engines.
void expect_same_bytes(const Journal& ours, const Journal& files) {
    ASSERT_EQ(ours.size(), files.size());
    EXPECT_EQ(ours.checkpoint(), files.checkpoint());
    EXPECT_EQ(ours.vkeys(), files.vkeys());
    for (const auto& tile : journal::tiles_of(files.size()))
        EXPECT_EQ(*ours.tile(tile.level, tile.number, tile.width),
                  *files.tile(tile.level, tile.number, tile.width))
            << journal::tile_path(tile);
    for (const auto& bundle : journal::bundles_of(files.size()))
        EXPECT_EQ(*ours.bundle(bundle.number, bundle.width),
                  *files.bundle(bundle.number, bundle.width))
            << journal::tile_path(bundle);
    for (Index index = 0; index < files.size(); index += 1 + files.size() / 7) {
        EXPECT_EQ(*ours.receipt(index), *files.receipt(index));
        EXPECT_EQ(*ours.cose_receipt(index, files.size(), Journal::CoseSignature::ed25519),
                  *files.cose_receipt(index, files.size(), Journal::CoseSignature::ed25519));
        EXPECT_EQ(*ours.consistency(index + 1, files.size()),
                  *files.consistency(index + 1, files.size()));
        EXPECT_EQ(*ours.inclusion(index, index + 1), *files.inclusion(index, index + 1));
    }
}

// Batches as they come, from seeds; a seed that fails is named and plays the same again.
TEST_F(PostgresJournals, GiveTheSameBytesAsFilesDo) {
    for (unsigned seed = 1; seed <= 15; ++seed) {
        std::mt19937 random(seed);
        auto one_of = [&](std::initializer_list<std::size_t> sizes) {
            return *(sizes.begin() + random() % sizes.size());
        };
        auto with = options(shared_pair().primary->address());
        with.identity.origin += std::to_string(seed);
        auto ours = open(with);
        auto files = journal::open_files(
            {"/journal", with.identity, std::make_shared<journal::SimulatedDisk>(1)});
        for (auto batches = 1 + random() % 5; batches > 0; --batches) {
            std::vector<std::string> texts(one_of({1, 2, 7, 255, 256, 257, 700}));
            for (auto& one : texts)
                one = std::string(one_of({20, 20, 20, 0, 3'000}),
                                  static_cast<char>('a' + random() % 26));
            ASSERT_EQ(add(*ours, texts).value(), add(**files, texts).value());
            if (random() % 4 == 0) ours = open(with);
        }
        expect_same_bytes(*ours, **files);
        ASSERT_FALSE(HasFailure()) << "seed " << seed;
    }
}

TEST_F(PostgresJournals, GiveTheSameBytesAsFilesDoWhereTilesAreFull) {
    auto ours = open();
    auto files =
        journal::open_files({"/journal", identity(), std::make_shared<journal::SimulatedDisk>(1)});
    for (auto count : {4'096, 4'096, 1, 4'095, 513, 4'000}) {
        ASSERT_TRUE(add_numbered(*ours, static_cast<std::size_t>(count)));
        ASSERT_TRUE(add_numbered(**files, static_cast<std::size_t>(count)));
    }
    ASSERT_EQ(add(*ours, std::vector<std::string>(4'096, "x")).value(),
              add(**files, std::vector<std::string>(4'096, "x")).value());
    while (ours->size() < 66'000) {
        ASSERT_TRUE(add_numbered(*ours, 4'096));
        ASSERT_TRUE(add_numbered(**files, 4'096));
    }
    expect_same_bytes(*ours, **files); // level 2 has begun
}

TEST_F(PostgresJournals, GiveReceiptsThatVerify) {
    auto journal = open();
    for (int batch = 0; batch < 20; ++batch) ASSERT_TRUE(add_numbered(*journal, 23));
    for (Index index = 0; index < journal->size(); index += 11) {
        auto verified =
            journal::verify_receipt(journal->receipt(index).value(), std::vector{journal->vkey()});
        ASSERT_TRUE(verified) << verified.error().what;
        EXPECT_EQ(verified->entry, fmt::format("entry {}", index));
        EXPECT_EQ(verified->size, 460u);
    }
}

TEST_F(PostgresJournals, TakeEntriesUpToTheLimitAndNoLonger) {
    auto journal = open();
    std::string longest(limits::journal_entry, 'x'), longer = longest + "x";
    EXPECT_EQ(add(*journal, {longer}).error().kind, Kind::too_large);
    EXPECT_EQ(add(*journal, {}).error().kind, Kind::invalid);
    ASSERT_TRUE(add(*journal, {longest, "", longest}));
    EXPECT_EQ(all(*journal), (std::vector<std::string>{longest, "", longest}));
    std::vector<std::string> many(limits::journal_batch_entries + 1, "x");
    EXPECT_EQ(add(*journal, many).error().kind, Kind::too_large);
    many.pop_back();
    EXPECT_TRUE(add(*journal, many));
    std::vector<std::string> heavy(limits::journal_batch_bytes / limits::journal_entry + 1,
                                   longest);
    EXPECT_EQ(add(*journal, heavy).error().kind, Kind::too_large);
    heavy.pop_back();
    EXPECT_TRUE(add(*journal, heavy));
    EXPECT_EQ(journal->entry(journal->size() - 1).value(), longest);
    EXPECT_EQ(all(*journal).size(), 3 + many.size() + heavy.size());
}

TEST_F(PostgresJournals, ShowWhatAnotherNodeAppended) {
    auto one = open(), other = open();
    ASSERT_TRUE(add_numbered(*one, 300));
    EXPECT_TRUE(soon([&] { return other->size() == 300; }));
    EXPECT_EQ(other->entry(299).value(), "entry 299");
    EXPECT_EQ(other->checkpoint(), one->checkpoint());
    ASSERT_EQ(add_numbered(*other, 5).value(), 300u);
    EXPECT_TRUE(soon([&] { return one->size() == 305; }));
    EXPECT_EQ(one->checkpoint(), other->checkpoint());
    EXPECT_EQ(add_numbered(*one, 1).value(), 305u);
    auto start = std::chrono::steady_clock::now();
    for (auto size = other->size(); size < 315; ++size) {
        ASSERT_TRUE(add_numbered(*one, 1));
        ASSERT_TRUE(soon([&] { return other->size() == one->size(); }));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2))
        << "it is told of each, and does not wait for its next look";
}

TEST_F(PostgresJournals, CatchUpHoweverFarBehind) {
    Proxy proxy(shared_pair().primary->port());
    auto behind = open(options(proxy.address())), journal = open();
    proxy.hold(true);
    proxy.drop_all();
    std::vector<std::string> texts(limits::journal_batch_entries, std::string(100, 'x'));
    for (int batch = 0; batch < 10; ++batch) ASSERT_TRUE(add(*journal, texts));
    EXPECT_EQ(behind->size(), 0u);
    proxy.hold(false);
    EXPECT_TRUE(soon([&] { return behind->size() == journal->size(); }));
    EXPECT_EQ(behind->checkpoint(), journal->checkpoint());
}

TEST_F(PostgresJournals, TakeProposalsOfSeveralNodesAtOnce) {
    constexpr std::size_t nodes = 3, batches = 40, each = 9;
    std::array<std::map<Index, std::string>, nodes> told;
    std::vector<journal::Checkpoint> shown;
    std::mutex shown_mutex;
    {
        std::vector<std::jthread> threads;
        for (std::size_t node = 0; node < nodes; ++node)
            threads.emplace_back([&, node] {
                auto journal = open();
                for (std::size_t batch = 0; batch < batches; ++batch) {
                    std::vector<std::string> texts;
                    for (std::size_t at = 0; at < each; ++at)
                        texts.push_back(fmt::format("node {} batch {} entry {}", node, batch, at));
                    auto first = add(*journal, texts);
                    ASSERT_TRUE(first) << first.error().what;
                    for (std::size_t at = 0; at < each; ++at) told[node][*first + at] = texts[at];
                    auto checkpoint = checkpoint_of(*journal);
                    std::lock_guard hold(shown_mutex);
                    shown.push_back(checkpoint);
                }
            });
    }
    auto journal = open();
    auto texts = all(*journal);
    ASSERT_EQ(texts.size(), nodes * batches * each);
    for (const auto& of_node : told)
        for (const auto& [index, entry] : of_node) EXPECT_EQ(texts.at(index), entry);
    for (const auto& checkpoint : shown) expect_grown(*journal, checkpoint);
}

TEST_F(PostgresJournals, AreReadWhileTheyGrow) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 1));
    std::jthread reader([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            auto size = journal->size();
            ASSERT_EQ(journal->entry(size - 1).value(), fmt::format("entry {}", size - 1));
            auto verified = journal::verify_receipt(journal->receipt(size / 2).value(),
                                                    std::vector{journal->vkey()});
            ASSERT_TRUE(verified) << verified.error().what;
        }
    });
    for (int batch = 0; batch < 60; ++batch) ASSERT_TRUE(add_numbered(*journal, 7));
}

// ---- what somebody has changed ---------------------------------------------------------------------

TEST_F(PostgresJournals, NeverHandOutADamagedEntry) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    ASSERT_TRUE(add_numbered(*journal, 3));
    auto& primary = *shared_pair().primary;
    // The fifth byte of the second entry: "entry 0" takes nine with its length.
    primary.ask(fmt::format(
        "UPDATE {}.pieces SET entries = set_byte(entries, 13, 88) WHERE first = 0", schema));
    auto damaged = journal->entry(1);
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().kind, Kind::corrupt);
    EXPECT_EQ(damaged.error().where, "journal example.lv/journals/main, entry 1");
    EXPECT_EQ(journal->receipt(1).error().kind, Kind::corrupt);
    EXPECT_EQ(journal->bundle(0, 3).error().kind, Kind::corrupt);
    EXPECT_TRUE(journal->entry(3));
    // With a leaf that fits, the root tells.
    primary.ask(
        fmt::format("UPDATE {}.pieces SET leaves = overlay(leaves PLACING sha256('\\x00'::bytea || "
                    "substring(entries FROM 12 FOR 7)) FROM 33) WHERE first = 0",
                    schema));
    auto reopened = open_postgres(options(primary.address()));
    ASSERT_FALSE(reopened);
    EXPECT_EQ(reopened.error().kind, Kind::corrupt);
    primary.ask(fmt::format("DELETE FROM {}.pieces WHERE first = 3", schema));
    EXPECT_EQ(journal->entry(4).error().kind, Kind::corrupt);
    EXPECT_TRUE(journal->entry(4).error().where.contains("entry 4"));
}

TEST_F(PostgresJournals, RememberNothingThatIsNotSure) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    auto& primary = *shared_pair().primary;
    // What a server shows for a moment and then loses.
    primary.ask(
        fmt::format("INSERT INTO {}.pieces VALUES (1, 3, 'x', sha256('lost'), 'lost')", schema));
    EXPECT_EQ(journal->tile(0, 0, 3)->size(), 96u);
    primary.ask(fmt::format("DELETE FROM {}.pieces WHERE first = 3", schema));
    ASSERT_TRUE(add_numbered(*journal, 3));
    EXPECT_TRUE(journal->receipt(4));
    EXPECT_TRUE(journal->consistency(3, 6));
}

struct HeadsThatWentBack : PostgresJournals, testing::WithParamInterface<const char*> {};
// %1: the schema.
INSTANTIATE_TEST_SUITE_P(
    Each, HeadsThatWentBack,
    testing::Values("UPDATE {0}.heads SET size = 3, root = (SELECT root FROM {0}.old)",
                    "UPDATE {0}.heads SET root = sha256('another tree')",
                    "UPDATE {0}.heads SET size = 7, root = sha256('another tree')",
                    "DELETE FROM {0}.heads"));

TEST_P(HeadsThatWentBack, AreRefusedForGood) {
    auto journal = open();
    auto& primary = *shared_pair().primary;
    ASSERT_TRUE(add_numbered(*journal, 3));
    primary.ask(fmt::format("CREATE TABLE {0}.old AS SELECT size, root FROM {0}.heads", schema));
    ASSERT_TRUE(add_numbered(*journal, 3));
    primary.ask(fmt::format("CREATE TABLE {0}.kept AS SELECT * FROM {0}.heads", schema));
    auto shown = journal->checkpoint();
    primary.ask(fmt::format(fmt::runtime(GetParam()), schema));
    auto refused = add_numbered(*journal, 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::corrupt) << refused.error().what;
    EXPECT_EQ(journal->takes_entries().error().kind, Kind::corrupt);
    // Also when the database is as it was again: nobody knows what has been there in between.
    primary.ask(fmt::format("DELETE FROM {0}.heads; INSERT INTO {0}.heads OVERRIDING SYSTEM VALUE "
                            "SELECT * FROM {0}.kept",
                            schema));
    EXPECT_EQ(add_numbered(*journal, 1).error().kind, Kind::corrupt);
    EXPECT_EQ(journal->checkpoint(), shown);
}

TEST_F(PostgresJournals, NoticeAHeadThatWentBackWithoutAppending) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    shared_pair().primary->ask(
        fmt::format("UPDATE {}.heads SET size = 0, root = sha256('')", schema));
    EXPECT_TRUE(soon([&] { return !journal->takes_entries(); }));
    auto refused = add_numbered(*journal, 1);
    EXPECT_EQ(refused.error().kind, Kind::corrupt);
    EXPECT_TRUE(refused.error().what.contains("fewer than the 3 it was shown with"))
        << refused.error().what;
}

// ---- opening ---------------------------------------------------------------------------------------

TEST_F(PostgresJournals, BelongToOneOriginAndKey) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 1));
    auto with = options(shared_pair().primary->address());
    with.identity = identity(2);
    EXPECT_EQ(open_postgres(with).error().kind, Kind::conflict);
    with.identity.origin = "two words";
    EXPECT_EQ(open_postgres(with).error().kind, Kind::invalid);
    with.identity.origin = "example.lv/journals/other";
    auto other = open(with);
    EXPECT_EQ(other->size(), 0u) << "a database holds many journals";
    ASSERT_TRUE(add_numbered(*other, 2));
    EXPECT_EQ(journal->size(), 1u);
    EXPECT_EQ(all(*other).size(), 2u);
}

TEST_F(PostgresJournals, TakeASecondKeyAndKeepIt) {
    auto with = options(shared_pair().primary->address());
    open(with);
    with.identity.post_quantum = crypto::ml_dsa::PrivateKey::generate();
    EXPECT_EQ(open(with)->vkeys().size(), 2u);
    with.identity.post_quantum.reset();
    EXPECT_EQ(open_postgres(with).error().kind, Kind::conflict)
        << "its checkpoints were signed with both";
}

TEST_F(PostgresJournals, AreMadeByTwoNodesAtOnce) {
    std::vector<std::jthread> threads;
    for (int node = 0; node < 4; ++node)
        threads.emplace_back([this] { EXPECT_NE(open(), nullptr); });
}

TEST_F(PostgresJournals, RefuseASchemaOfAnotherVersionOrName) {
    open();
    shared_pair().primary->ask(fmt::format("UPDATE {}.format SET version = '3'", schema));
    auto with = options(shared_pair().primary->address());
    EXPECT_EQ(open_postgres(with).error().kind, Kind::conflict);
    for (auto* name : {"", "x; DROP TABLE y", "Upper", "pg_own", "1st",
                       "a_name_that_is_a_good_deal_longer_than_it_may"}) {
        with.schema = name;
        EXPECT_EQ(open_postgres(with).error().kind, Kind::invalid) << name;
    }
}

TEST_F(PostgresJournals, EndTheRetentionOfTheirOldestEntriesAtEveryNode) {
    auto with = options(shared_pair().primary->address());
    Instant since(std::chrono::seconds(1'795'420'800));
    EXPECT_EQ(raise_minimum_index(with, 1, since).error().kind, Kind::missing);
    auto one = open(), other = open();
    ASSERT_TRUE(add_numbered(*one, 600));
    EXPECT_EQ(one->minimum_index(), 0u);
    EXPECT_EQ(one->minimum_index_note(), "");
    auto raised = raise_minimum_index(with, 300, since);
    ASSERT_TRUE(raised) << raised.error().what;
    for (auto* node : {&one, &other}) {
        EXPECT_TRUE(soon([&] { return (*node)->minimum_index() == 300; }));
        EXPECT_EQ((*node)->minimum_index_note(), raised->note);
        EXPECT_EQ((*node)->entry(299).error().kind, Kind::missing);
        EXPECT_EQ((*node)->receipt(299).error().kind, Kind::missing);
        EXPECT_EQ((*node)->bundle(0, 0).error().kind, Kind::missing);
        EXPECT_EQ((*node)->entry(300).value(), "entry 300");
        EXPECT_TRUE((*node)->bundle(1, 0)) << "the minimum lies within it";
        EXPECT_TRUE((*node)->tile(0, 0, 0));
    }
    EXPECT_EQ(raise_minimum_index(with, 300, since).error().kind, Kind::conflict);
    EXPECT_EQ(raise_minimum_index(with, 299, since).error().kind, Kind::conflict);
    EXPECT_EQ(raise_minimum_index(with, 601, since).error().kind, Kind::invalid);
    ASSERT_TRUE(raise_minimum_index(with, 600, since));
    EXPECT_EQ(open()->minimum_index(), 600u);
    EXPECT_TRUE(soon([&] { return one->minimum_index() == 600; }));
    auto key = with;
    key.identity.key = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 77));
    EXPECT_EQ(raise_minimum_index(key, 600, since).error().kind, Kind::conflict);
    // Somebody writes into the table: what the journal's key did not sign is not believed.
    shared_pair().primary->ask(fmt::format("UPDATE {}.minimums SET note = 'none'", schema));
    EXPECT_EQ(open_postgres(with).error().kind, Kind::corrupt);
    EXPECT_EQ(one->entry(599).error().kind, Kind::missing);
}

TEST_F(PostgresJournals, GoOnInASchemaThatHadNoMinimumsYet) {
    ASSERT_TRUE(add_numbered(*open(), 3));
    shared_pair().primary->ask(
        fmt::format("DROP TABLE {0}.minimums; UPDATE {0}.format SET version = '1'", schema));
    auto journal = open();
    ASSERT_NE(journal, nullptr);
    EXPECT_EQ(all(*journal).size(), 3u);
    EXPECT_TRUE(raise_minimum_index(options(shared_pair().primary->address()), 1, now()));
    EXPECT_EQ(open()->minimum_index(), 1u);
}

TEST_F(PostgresJournals, AreUsedByARoleThatMayNotMakeASchema) {
    auto& primary = *shared_pair().primary;
    open();
    auto with = options(primary.address("clerk"));
    primary.ask("CREATE ROLE clerk LOGIN");
    EXPECT_EQ(open_postgres(with).error().kind, Kind::forbidden);
    primary.ask(fmt::format(
        "GRANT USAGE ON SCHEMA {0} TO clerk; GRANT SELECT ON ALL TABLES IN SCHEMA {0} TO clerk; "
        "GRANT INSERT ON {0}.heads, {0}.pieces, {0}.nodes TO clerk; "
        "GRANT UPDATE (size, root, epoch) ON {0}.heads TO clerk",
        schema));
    auto journal = open(with);
    ASSERT_NE(journal, nullptr);
    EXPECT_TRUE(add_numbered(*journal, 300));
    EXPECT_EQ(all(*journal).size(), 300u);
}

// ---- pieces ----------------------------------------------------------------------------------------

TEST(Proposals, AreCutAtTheEndsOfBundlesAndWhereTheyGrowLarge) {
    Edge edge;
    for (int leaf = 0; leaf < 250; ++leaf) edge.append(journal::leaf_hash({}));
    std::string large(50'000, 'x'), small = "y";
    std::vector<std::string_view> entries(300, small);
    entries.insert(entries.end(), {large, large, large});
    auto proposal = make_proposal(entries, edge, 7);
    std::vector<Index> firsts;
    for (const auto& piece : proposal.pieces) {
        firsts.push_back(piece.first);
        EXPECT_LE(piece.entries.size(), piece_bytes);
        auto count = piece.leaves.size() / 32;
        EXPECT_EQ(piece.first / tile_width, (piece.first + count - 1) / tile_width);
    }
    EXPECT_EQ(firsts, (std::vector<Index>{250, 256, 512, 552}));
    ASSERT_EQ(proposal.nodes.size(), 2u);
    EXPECT_EQ(proposal.nodes[1].level, 1u);
    EXPECT_EQ(proposal.nodes[1].number, 1u);
    EXPECT_EQ(proposal.edge.size(), 553u);
    EXPECT_EQ(proposal.on.size, 250u);
    EXPECT_NE(proposal.id, make_proposal(entries, edge, 7).id);
}

TEST(Proposals, AreReadAsTheyWereCutAndNoOtherwise) {
    std::vector<std::string_view> entries{"one", "", "three"};
    auto piece = make_proposal(entries, {}, 0).pieces.at(0);
    std::vector<std::string> seen;
    auto keep = [&](std::string_view entry, const Hash&) { seen.emplace_back(entry); };
    ASSERT_TRUE(read_piece(0, piece.leaves, piece.entries, keep));
    EXPECT_EQ(seen, (std::vector<std::string>{"one", "", "three"}));
    auto refused = [&](const Bytes& leaves, const Bytes& bytes) {
        return read_piece(0, leaves, bytes, [](std::string_view, const Hash&) {}).error().kind ==
               Kind::corrupt;
    };
    for (std::size_t at = 0; at < piece.entries.size(); ++at) {
        auto bytes = piece.entries;
        bytes[at] ^= 1;
        EXPECT_TRUE(refused(piece.leaves, bytes)) << at;
    }
    auto longer = piece.entries;
    longer.push_back(0);
    EXPECT_TRUE(refused(piece.leaves, longer));
    EXPECT_TRUE(refused({}, piece.entries));
    EXPECT_TRUE(refused({piece.leaves.begin(), piece.leaves.end() - 1}, piece.entries));
}

} // namespace vienreiz::postgres::test
