#include "base/limits.hpp"
#include "journal/batch.hpp"
#include "journal/check.hpp"
#include "journal/checkpoint.hpp"
#include "journal/receipt.hpp"
#include "journal/recovery.hpp"
#include "journal/segments.hpp"
#include "journal/side_files.hpp"
#include "journal/simulated_disk.hpp"
#include "journal/tiles.hpp"
#include "journal/verification.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

namespace vienreiz::files_test {
using namespace journal;

const std::filesystem::path folder = "/data/journals/main";

crypto::PrivateKey key(std::uint8_t which = 1) {
    return *crypto::PrivateKey::from_ed25519_seed(Bytes(32, which));
}
std::string text_of(std::uint64_t index) { return "entry " + std::to_string(index); }

// A journal on a simulated disk, opened and closed at will.
struct Journals : testing::Test {
    std::shared_ptr<SimulatedDisk> disk = std::make_shared<SimulatedDisk>(1);
    std::unique_ptr<Journal> journal;

    Result<std::unique_ptr<Journal>> try_open(std::string origin = "example.lv/journals/main",
                                              std::uint8_t which = 1) {
        return open_files({folder, {std::move(origin), key(which)}, disk});
    }
    void open() {
        journal.reset();
        auto opened = try_open();
        ASSERT_TRUE(opened) << opened.error().what << " " << opened.error().where;
        journal = std::move(*opened);
    }
    Result<Index> add(std::uint64_t count, std::string_view padding = "") {
        std::vector<std::string> texts;
        for (std::uint64_t at = 0; at < count; ++at)
            texts.push_back(text_of(journal->size() + at) + std::string(padding));
        return journal->append(std::vector<std::string_view>(texts.begin(), texts.end()));
    }
    // What entries appended as one batch take of the disk, by journal/batch.hpp and side_files.hpp.
    static std::uint64_t room_of(std::uint64_t first, std::uint64_t count) {
        BatchWriter batch;
        batch.begin();
        for (auto at = first; at < first + count; ++at) batch.add(text_of(at));
        return batch.bytes() + count * (sizeof(Hash) + position_bytes);
    }
    void expect_whole(std::uint64_t size) {
        ASSERT_EQ(journal->size(), size);
        std::uint64_t seen = 0;
        auto read = journal->read(0, size, [&](Index index, std::string_view entry) -> Outcome {
            EXPECT_EQ(index, seen++);
            EXPECT_TRUE(entry.starts_with(text_of(index))) << entry;
            return {};
        });
        ASSERT_TRUE(read) << read.error().what;
        EXPECT_EQ(seen, size);
        auto health = check();
        ASSERT_TRUE(health) << health.error().what << " " << health.error().where;
        EXPECT_EQ(health->entries, size);
    }
    Result<Health> check() {
        return check_files(*disk, folder, journal ? journal->vkey() : vkey(), [](auto, auto) {});
    }
    static std::string vkey() {
        return to_vkey(verifier_key("example.lv/journals/main", key().public_key()));
    }
    std::filesystem::path segment(Index first = 0) { return folder / segment_name(first); }
    // Without the room behind them. No entry here ends with a zero.
    Bytes batches(Index first = 0) {
        auto content = disk->content(segment(first));
        while (!content.empty() && content.back() == 0) content.pop_back();
        return content;
    }
};

TEST_F(Journals, BeginEmptyWithASignedCheckpoint) {
    open();
    EXPECT_EQ(journal->size(), 0U);
    EXPECT_EQ(journal->origin(), "example.lv/journals/main");
    auto checkpoint =
        verified_checkpoint(journal->checkpoint(), std::vector{*verifier_key(journal->vkey())});
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->root, empty_root());
    EXPECT_EQ(journal->entry(0).error().kind, Kind::missing);
    EXPECT_EQ(journal->receipt(0).error().kind, Kind::missing);
    EXPECT_EQ(journal->tile(0, 0, 0).error().kind, Kind::missing);
    expect_whole(0);
}

TEST_F(Journals, KeepWhatWasAppendedInOrder) {
    open();
    EXPECT_EQ(add(1).value(), 0U);
    EXPECT_EQ(add(3).value(), 1U);
    EXPECT_EQ(add(300).value(), 4U);
    EXPECT_EQ(journal->entry(303).value(), "entry 303");
    expect_whole(304);
    auto before = journal->checkpoint();
    open();
    EXPECT_EQ(journal->checkpoint(), before);
    EXPECT_EQ(add(1).value(), 304U);
    expect_whole(305);
}

TEST_F(Journals, SignTheRootTheStandardDefines) {
    open();
    Edge edge;
    for (std::uint64_t size = 0; size < 520; size += 13) {
        ASSERT_TRUE(add(13));
        for (auto index = size; index < size + 13; ++index)
            edge.append(leaf_hash(bytes(text_of(index))));
        EXPECT_TRUE(journal->checkpoint().contains(base64(edge.root())));
    }
}

TEST_F(Journals, GiveAReceiptForEveryEntry) {
    open();
    for (int batch = 0; batch < 30; ++batch) ASSERT_TRUE(add(23));
    for (Index index = 0; index < journal->size(); ++index) {
        auto receipt = journal->receipt(index);
        ASSERT_TRUE(receipt);
        auto verified = verify_receipt(*receipt, std::vector{journal->vkey()});
        ASSERT_TRUE(verified) << verified.error().what;
        EXPECT_EQ(verified->index, index);
        EXPECT_EQ(verified->entry, text_of(index));
        EXPECT_EQ(verified->size, 690U);
    }
}

TEST_F(Journals, ProveThatTheyOnlyGrew) {
    open();
    std::vector<Hash> roots{empty_root()};
    for (int batch = 0; batch < 40; ++batch) {
        ASSERT_TRUE(add(1));
        roots.push_back(
            verified_checkpoint(journal->checkpoint(), std::array{*verifier_key(journal->vkey())})
                ->root);
    }
    for (std::uint64_t size = 1; size <= 40; ++size)
        for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
            auto proof = journal->consistency(old_size, size);
            ASSERT_TRUE(proof) << proof.error().what;
            Consistency claim{old_size, size, roots[old_size], roots[size]};
            EXPECT_TRUE(verify_consistency(claim, *parse_proof(to_text(*proof))))
                << old_size << " to " << size;
        }
    EXPECT_EQ(journal->consistency(40, 41).error().kind, Kind::missing);
    EXPECT_EQ(journal->consistency(3, 2).error().kind, Kind::invalid);
    EXPECT_EQ(journal->consistency(0, 2).error().kind, Kind::invalid);
}

TEST(Proof, IsALineForEachHash) {
    Proof proof{leaf_hash(bytes("a")), leaf_hash(bytes("b"))};
    auto lines = to_text(proof);
    EXPECT_EQ(lines, base64(proof[0]) + "\n" + base64(proof[1]) + "\n");
    EXPECT_EQ(*parse_proof(lines), proof);
    EXPECT_TRUE(parse_proof("")->empty());
    for (const auto& wrong : {lines.substr(0, lines.size() - 1), lines + "\n", "AAAA\n" + lines})
        EXPECT_FALSE(parse_proof(wrong)) << wrong;
    auto long_one = to_text(Proof(65));
    EXPECT_TRUE(parse_proof(long_one));
    EXPECT_FALSE(parse_proof(long_one + long_one.substr(0, 45)));
}

TEST_F(Journals, ServeTilesAndBundles) {
    open();
    for (int batch = 0; batch < 7; ++batch) ASSERT_TRUE(add(100));
    EXPECT_EQ(journal->tile(0, 0, 0)->size(), 8192U);
    EXPECT_EQ(journal->tile(0, 2, 188)->size(), 188U * 32);
    EXPECT_EQ(journal->tile(0, 2, 12)->size(), 12U * 32);
    EXPECT_EQ(journal->tile(1, 0, 2)->size(), 64U);
    EXPECT_EQ(journal->tile(0, 2, 189).error().kind, Kind::missing);
    EXPECT_EQ(journal->tile(0, 2, 0).error().kind, Kind::missing);
    EXPECT_EQ(journal->tile(1, 0, 3).error().kind, Kind::missing);
    EXPECT_EQ(journal->tile(63, 0, 1).error().kind, Kind::missing);
    EXPECT_EQ(journal->tile(0, UINT64_MAX, 1).error().kind, Kind::missing);
    EXPECT_EQ(journal->bundle(UINT64_MAX, 0).error().kind, Kind::missing);

    auto tile = *journal->tile(0, 1, 0);
    auto bundle = *journal->bundle(1, 0);
    EntryReader reader(bundle);
    for (std::size_t at = 0; at < 256; ++at) {
        auto entry = reader.next();
        ASSERT_TRUE(entry);
        auto leaf = leaf_hash(bytes(*entry));
        EXPECT_TRUE(std::ranges::equal(leaf, ByteView(tile).subspan(at * 32, 32)));
    }
    EXPECT_TRUE(reader.done());
}

TEST_F(Journals, TakeEntriesUpToTheLimitAndNoLonger) {
    open();
    std::string longest(limits::journal_entry, 'x'), longer = longest + "x", nothing;
    EXPECT_EQ(journal->append(std::vector<std::string_view>{longer}).error().kind, Kind::too_large);
    EXPECT_EQ(journal->append({}).error().kind, Kind::invalid);
    ASSERT_TRUE(journal->append(std::vector<std::string_view>{longest, nothing, longest}));
    EXPECT_EQ(journal->entry(0).value(), longest);
    EXPECT_EQ(journal->entry(1).value(), "");
    EXPECT_EQ(journal->entry(2).value(), longest);
    std::vector<std::string_view> many(limits::journal_batch_entries + 1, "x");
    EXPECT_EQ(journal->append(many).error().kind, Kind::too_large);
    many.pop_back();
    EXPECT_TRUE(journal->append(many));
    std::vector<std::string_view> heavy(limits::journal_batch_bytes / limits::journal_entry + 1,
                                        longest);
    EXPECT_EQ(journal->append(heavy).error().kind, Kind::too_large);
    heavy.pop_back();
    EXPECT_TRUE(journal->append(heavy));
    EXPECT_TRUE(check());
}

TEST_F(Journals, GoOnInANewSegmentWhenOneIsFull) {
    open();
    std::string padding(60'000, '.');
    while (journal->size() < 300) ASSERT_TRUE(add(100, padding));
    auto segments = list_segments(*disk, folder).value();
    ASSERT_EQ(segments.size(), 2U);
    EXPECT_LE(disk->content(segment()).size(), limits::journal_segment);
    expect_whole(300);
    open();
    expect_whole(300);
    EXPECT_TRUE(verify_receipt(*journal->receipt(segments[1]), std::vector{journal->vkey()}));

    // Without its side files, or with others, the journal writes them anew.
    journal.reset();
    for (auto name : {"hashes-0", "positions"}) {
        ASSERT_TRUE(disk->remove(folder / name));
        open();
        expect_whole(300);
        journal.reset();
    }
    disk->set_content(folder / "hashes-1", Bytes(320, 7));
    open();
    expect_whole(300);
}

TEST_F(Journals, WriteSideFilesAnewHoweverManyBatchesASegmentHolds) {
    open();
    while (journal->size() < 10'000) ASSERT_TRUE(add(500));
    journal.reset();
    ASSERT_TRUE(disk->remove(folder / "hashes-0"));
    open();
    expect_whole(10'000);
}

TEST_F(Journals, GoOnBehindASegmentLongerThanThoseOfToday) {
    journal = std::move(*open_files(
        {folder, {"example.lv/journals/main", key(1)}, disk, limits::journal_segment_read}));
    std::string padding(60'000, '.');
    while (journal->size() < 400) ASSERT_TRUE(add(100, padding));
    ASSERT_GT(disk->content(segment()).size(), limits::journal_segment);
    open();
    expect_whole(400);
    ASSERT_TRUE(add(1));
    EXPECT_EQ(list_segments(*disk, folder).value(), (std::vector<Index>{0, 400}));
    expect_whole(401);
}

TEST_F(Journals, WriteMostBatchesIntoRoomThatIsThere) {
    open();
    ASSERT_TRUE(add(1));
    auto size = disk->content(segment()).size();
    EXPECT_EQ(size, batches().size() + limits::journal_room);
    ASSERT_TRUE(add(10));
    open(); // the room is found again
    ASSERT_TRUE(add(10));
    EXPECT_EQ(disk->content(segment()).size(), size);
    EXPECT_EQ(check()->bytes, batches().size()) << "room is none of the journal's bytes";
    std::string long_enough(limits::journal_room, '.');
    long_enough.pop_back();
    ASSERT_TRUE(journal->append(std::vector<std::string_view>{long_enough}));
    EXPECT_EQ(disk->content(segment()).size(), batches().size() + limits::journal_room);
}

TEST_F(Journals, BelongToOneOriginAndKey) {
    open();
    ASSERT_TRUE(add(1));
    EXPECT_EQ(try_open().error().kind, Kind::conflict) << "it is still open";
    journal.reset();
    EXPECT_EQ(try_open("example.lv/journals/other").error().kind, Kind::conflict);
    EXPECT_EQ(try_open("example.lv/journals/main", 2).error().kind, Kind::conflict);
    ASSERT_TRUE(disk->remove(folder / identity_file));
    EXPECT_EQ(try_open("example.lv/journals/main", 2).error().kind, Kind::conflict);
    EXPECT_EQ(try_open("two words").error().kind, Kind::invalid);
    open();
    expect_whole(1);
}

TEST_F(Journals, ProveAnEntryInEveryTreeThatHoldsIt) {
    open();
    ASSERT_TRUE(add(9));
    auto hashes = [&](std::uint64_t size) {
        Edge edge;
        for (Index index = 0; index < size; ++index) edge.append(leaf_hash(bytes(text_of(index))));
        return edge.root();
    };
    for (std::uint64_t size = 1; size <= 9; ++size)
        for (Index index = 0; index < size; ++index) {
            auto proof = journal->inclusion(index, size);
            ASSERT_TRUE(proof) << proof.error().what;
            EXPECT_TRUE(verify_inclusion(
                {index, size, leaf_hash(bytes(text_of(index))), hashes(size)}, *proof));
        }
    EXPECT_EQ(journal->inclusion(0, 10).error().kind, Kind::missing);
    EXPECT_EQ(journal->inclusion(5, 5).error().kind, Kind::missing);
}

TEST_F(Journals, CutOffABatchThatWasNeverFinished) {
    open();
    ASSERT_TRUE(add(5));
    auto whole = batches();
    auto acknowledged = disk->content(folder / head_file);
    auto shown = disk->content(folder / checkpoint_file);
    ASSERT_TRUE(add(5));
    journal.reset();
    auto longer = batches();
    for (auto size : {whole.size() + 1, whole.size() + 190, longer.size() - 1}) {
        disk->set_content(segment(),
                          {longer.begin(), longer.begin() + static_cast<std::ptrdiff_t>(size)});
        disk->set_content(folder / head_file, acknowledged);
        disk->set_content(folder / checkpoint_file, shown);
        open();
        expect_whole(5);
        EXPECT_EQ(batches(), whole);
        journal.reset();
    }
}

TEST_F(Journals, RefuseToOpenWhenAnAcknowledgedBatchIsDamaged) {
    open();
    std::vector<std::uint64_t> ends{0};
    for (int batch = 0; batch < 4; ++batch) {
        ASSERT_TRUE(add(3));
        ends.push_back(batches().size());
    }
    journal.reset();
    auto good = disk->content(segment());
    for (std::size_t batch = 0; batch + 1 < ends.size(); ++batch) {
        for (auto byte = ends[batch]; byte < ends[batch + 1]; byte += 7) {
            disk->flip_bit(segment(), byte * 8 + byte % 8);
            auto opened = try_open();
            ASSERT_FALSE(opened) << batch << " " << byte;
            EXPECT_EQ(opened.error().kind, Kind::corrupt);
            EXPECT_TRUE(opened.error().where.contains(place(0, ends[batch])))
                << opened.error().where;
            // The seal of the newest batch is covered by nothing but the key, which check() has not.
            bool newest_seal = batch + 2 == ends.size() &&
                               byte >= ends[batch] + batch_sealed_bytes &&
                               byte < ends[batch] + batch_head_bytes;
            EXPECT_EQ(check().has_value(), newest_seal) << batch << " " << byte;
            disk->set_content(segment(), good);
        }
    }
    open();
    expect_whole(12);
}

TEST_F(Journals, NeverHandOutADamagedEntry) {
    open();
    ASSERT_TRUE(add(3));
    // The disk rots under the running program, in the second entry.
    disk->flip_bit(segment(), (batch_head_bytes + 2 + text_of(0).size() + 2) * 8);
    EXPECT_TRUE(journal->entry(0));
    EXPECT_EQ(journal->entry(1).error().kind, Kind::corrupt);
    EXPECT_TRUE(journal->entry(2));
    EXPECT_EQ(journal->receipt(1).error().kind, Kind::corrupt);
    EXPECT_EQ(journal->bundle(0, 3).error().kind, Kind::corrupt);
}

TEST_F(Journals, NoticeThatAnOldCopyWasPutBack) {
    open();
    ASSERT_TRUE(add(3));
    auto old = disk->content(segment());
    ASSERT_TRUE(add(3));
    journal.reset();
    disk->set_content(segment(), old);
    EXPECT_EQ(try_open().error().kind, Kind::corrupt);
    EXPECT_EQ(check().error().kind, Kind::corrupt);
}

TEST_F(Journals, AnEntryThatLooksLikeABatchChangesNothing) {
    open();
    ASSERT_TRUE(add(3));
    ASSERT_TRUE(add(3));
    auto written = batches();
    auto acknowledged = disk->content(folder / head_file);
    // Somebody appends the bytes of the journal itself, made to look as if they came later.
    auto forged = std::string(text(written));
    auto second = forged.find(text(ByteView(batch_magic)), 1);
    forged[second + 15] = 99;
    ASSERT_TRUE(journal->append(std::vector<std::string_view>{forged, "the end"}));
    journal.reset();
    auto torn = batches();
    torn.pop_back();
    disk->set_content(segment(), torn);
    disk->set_content(folder / head_file, acknowledged);
    open();
    expect_whole(6);
}

TEST_F(Journals, GoOnAfterTheDiskWasFull) {
    open();
    ASSERT_TRUE(add(10));
    auto checkpoint = journal->checkpoint();
    auto before = batches();
    std::uint64_t used = 0;
    auto names = disk->list(folder).value();
    for (const auto& name : names) used += disk->content(folder / name).size();
    // The zeros ahead are among what is used: the first failure gives them back, the next batch takes them again.
    auto needed = room_of(10, 10);
    for (std::uint64_t room = 0; room < needed; ++room) {
        disk->set_faults({.capacity = used + room});
        auto failed = add(10);
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().kind, Kind::unavailable);
        EXPECT_EQ(batches(), before);
        EXPECT_EQ(journal->checkpoint(), checkpoint);
    }
    disk->set_faults({.capacity = used + needed});
    EXPECT_EQ(add(10).value(), 10U);
    disk->set_faults({});
    expect_whole(20);
}

TEST_F(Journals, RefuseToAppendAfterASyncFailedUntilOpenedAgain) {
    open();
    ASSERT_TRUE(add(10));
    auto checkpoint = journal->checkpoint();
    EXPECT_TRUE(journal->takes_entries());
    disk->set_faults({.fail_sync_at = 0});
    EXPECT_EQ(add(1).error().kind, Kind::corrupt);
    EXPECT_EQ(add(1).error().kind, Kind::corrupt);
    EXPECT_EQ(journal->takes_entries().error().kind, Kind::corrupt);
    EXPECT_EQ(journal->size(), 10U);
    EXPECT_EQ(journal->checkpoint(), checkpoint);
    disk->set_faults({});
    // The batch can be read, though it is not on the disk; once it is shown it must stay.
    open();
    ASSERT_EQ(journal->size(), 11U);
    journal.reset();
    disk->cut_power();
    open();
    expect_whole(11);
}

TEST_F(Journals, AreReadWhileTheyGrow) {
    open();
    ASSERT_TRUE(add(1));
    std::jthread reader([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            auto size = journal->size();
            ASSERT_EQ(journal->entry(size - 1).value(), text_of(size - 1));
            auto verified =
                verify_receipt(journal->receipt(size / 2).value(), std::vector{journal->vkey()});
            ASSERT_TRUE(verified) << verified.error().what;
            ASSERT_EQ(verified->entry, text_of(size / 2));
            ASSERT_TRUE(journal->read(0, size, [](Index index, std::string_view entry) -> Outcome {
                EXPECT_EQ(entry, text_of(index));
                return {};
            }));
        }
    });
    for (int batch = 0; batch < 200; ++batch) ASSERT_TRUE(add(7));
}

TEST_F(Journals, LiveOnARealDisk) {
    auto base =
        std::filesystem::temp_directory_path() / ("vienreiz-journal-" + std::to_string(::getpid()));
    FilesOptions options{base, {"example.lv/journals/main", key()}};
    {
        auto opened = open_files(options);
        ASSERT_TRUE(opened) << opened.error().what;
        journal = std::move(*opened);
        ASSERT_TRUE(add(300));
        EXPECT_EQ(open_files({base, options.identity}).error().kind, Kind::conflict);
        journal.reset();
    }
    auto opened = open_files({base, options.identity});
    ASSERT_TRUE(opened) << opened.error().what;
    EXPECT_EQ((*opened)->entry(299).value(), "entry 299");
    auto health = check_files(base, (*opened)->vkey(), [](auto, auto) {});
    ASSERT_TRUE(health) << health.error().what;
    EXPECT_EQ(health->entries, 300U);
    EXPECT_EQ(health->batches, 1U);
    std::filesystem::remove_all(base);
}

} // namespace vienreiz::files_test
