// One suite for both engines: what a view may rely on, whichever store it stands in.
#include "store/files.hpp"
#include "store/scratch_folder.hpp"
#include "store/store.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <map>
#include <thread>

namespace vienreiz::store::store_test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs(const Snapshot& snapshot, std::string_view from = "", std::string_view to = "") {
    Pairs out;
    snapshot.scan(from, to, [&](std::string_view key, std::string_view value) {
        out.emplace_back(key, value);
        return Scan::next;
    });
    return out;
}

void put(Store& store, const Pairs& pairs) {
    auto batch = store.batch();
    for (const auto& [key, value] : pairs) batch->put(key, value);
    ASSERT_TRUE(batch->commit());
}

enum class Engine { memory, lmdb };

class Stores : public testing::TestWithParam<Engine> {
protected:
    std::unique_ptr<Store> open(std::string_view name = "views") {
        if (GetParam() == Engine::memory) return memory_store();
        return *lmdb_store(scratch.path() / name);
    }
    ScratchFolder scratch;
    std::unique_ptr<Store> store = open();
};
INSTANTIATE_TEST_SUITE_P(Store, Stores, testing::Values(Engine::memory, Engine::lmdb),
                         [](const auto& engine) {
                             return engine.param == Engine::memory ? "Memory" : "Lmdb";
                         });

TEST_P(Stores, KeepKeysInTheOrderOfTheirBytes) {
    using namespace std::string_literals;
    put(*store, {{"b", "2"}, {"a", "1"}, {"\xff"s, "6"}, {"\0"s, "0"}, {"a\0"s, "1b"}, {"ā", "5"}});
    Pairs expected{{"\0"s, "0"}, {"a", "1"}, {"a\0"s, "1b"},
                   {"b", "2"},   {"ā", "5"}, {"\xff"s, "6"}};
    EXPECT_EQ(pairs(*store->snapshot()), expected);
    EXPECT_EQ(pairs(*store->snapshot(), "a", "b"), (Pairs{{"a", "1"}, {"a\0"s, "1b"}}));
    EXPECT_EQ(pairs(*store->snapshot(), "aa", "aa"), Pairs{});
}

TEST_P(Stores, ScanEveryKeyWithAPrefixAndNoOther) {
    put(*store, {{"p", "0"},
                 {"p/1", "1"},
                 {"p/2", "2"},
                 {"p0", "3"},
                 {"\xff\xff", "4"},
                 {"\xff\xff\x01", "5"}});
    auto with = [&](std::string_view prefix) {
        std::string values;
        store->snapshot()->scan_prefix(prefix, [&](std::string_view, std::string_view value) {
            values += value;
            return Scan::next;
        });
        return values;
    };
    EXPECT_EQ(with("p/"), "12");
    EXPECT_EQ(with("\xff\xff"), "45");
    EXPECT_EQ(with(""), "012345");
    EXPECT_EQ(with("q"), "");
}

TEST_P(Stores, StopAScanWhenToldTo) {
    put(*store, {{"a", ""}, {"b", ""}, {"c", ""}});
    int seen = 0;
    store->snapshot()->scan("", "",
                            [&](auto, auto) { return ++seen == 2 ? Scan::stop : Scan::next; });
    EXPECT_EQ(seen, 2);
}

TEST_P(Stores, KeepASnapshotWhatItWasWhileBatchesGoOn) {
    put(*store, {{"a", "1"}, {"b", "1"}});
    auto before = store->snapshot();
    {
        auto batch = store->batch();
        batch->put("a", "2");
        batch->erase("b");
        batch->put("c", "2");
        EXPECT_EQ(store->snapshot()->get("a"), "1");
        ASSERT_TRUE(batch->commit());
    }
    EXPECT_EQ(pairs(*before), (Pairs{{"a", "1"}, {"b", "1"}}));
    EXPECT_EQ(pairs(*store->snapshot()), (Pairs{{"a", "2"}, {"c", "2"}}));
    ASSERT_TRUE(store->clear());
    EXPECT_EQ(before->get("b"), "1");
    EXPECT_EQ(pairs(*store->snapshot()), Pairs{});
}

TEST_P(Stores, LeaveNoTraceOfABatchThatWasNotCommitted) {
    put(*store, {{"a", "1"}});
    {
        auto batch = store->batch();
        batch->put("a", "2");
        batch->put("b", "2");
    }
    EXPECT_EQ(pairs(*store->snapshot()), (Pairs{{"a", "1"}}));
    put(*store, {{"c", "3"}}); // and the next batch may begin
    EXPECT_EQ(store->snapshot()->get("c"), "3");
}

TEST_P(Stores, LetABatchReadItsOwnWrites) {
    put(*store, {{"a", "1"}, {"b", "1"}, {"d", "1"}});
    auto batch = store->batch();
    batch->put("c", "2");
    batch->put("a", "2");
    batch->erase("b");
    batch->erase("not there");
    EXPECT_EQ(batch->get("a"), "2");
    EXPECT_EQ(batch->get("b"), std::nullopt);
    EXPECT_EQ(batch->get("d"), "1");
    EXPECT_EQ(pairs(*batch), (Pairs{{"a", "2"}, {"c", "2"}, {"d", "1"}}));
    EXPECT_EQ(pairs(*batch, "b", "d"), (Pairs{{"c", "2"}}));
}

TEST_P(Stores, LetAVisitWriteToTheBatchItScans) {
    Pairs many;
    for (int i = 0; i < 1000; ++i) many.emplace_back(std::to_string(10'000 + i), "x");
    put(*store, many);
    auto batch = store->batch();
    batch->put("10500b", "own");
    int seen = 0;
    batch->scan("", "", [&](std::string_view key, std::string_view) {
        std::string copy(key);
        ++seen;
        batch->erase(copy);
        if (copy == "10200") batch->put("10200a", "ahead"), batch->put("0", "behind");
        return Scan::next;
    });
    EXPECT_EQ(seen, 1002);
    EXPECT_EQ(pairs(*batch), (Pairs{{"0", "behind"}}));
}

TEST_P(Stores, HoldKeysAndValuesAtTheirLimits) {
    std::string longest(limits::store_key_bytes, 'k'), large(limits::store_value_bytes, 'v');
    put(*store, {{longest, ""}, {"large", large}});
    auto snapshot = store->snapshot();
    EXPECT_EQ(snapshot->get(longest), "");
    EXPECT_EQ(snapshot->get("large"), large);
    EXPECT_EQ(snapshot->get(longest + "k"), std::nullopt);
    EXPECT_EQ(snapshot->get(""), std::nullopt);
    EXPECT_EQ(pairs(*snapshot, longest + "k"), (Pairs{{"large", large}}));
}

TEST_P(Stores, StopTheProgramAtAKeyOneBytePastTheLimit) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    auto batch = store->batch();
    EXPECT_DEATH(batch->put(std::string(limits::store_key_bytes + 1, 'k'), ""), "1 to 511 bytes");
    EXPECT_DEATH(batch->put("", "v"), "1 to 511 bytes");
    EXPECT_DEATH(batch->put("k", std::string(limits::store_value_bytes + 1, 'v')),
                 "at most 16 MiB");
    EXPECT_DEATH(store->batch(), "one batch at a time");
}

// Every batch writes one number under two keys: a reader must never see them differ, nor the number
// go back.
TEST_P(Stores, ShowBatchesWholeToReadersOnOtherThreads) {
    put(*store, {{"a", "1000"}, {"z", "1000"}});
    std::atomic<bool> done = false;
    std::atomic<int> torn = 0, reads = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] {
            std::string last = "1000";
            for (bool once_more = true; once_more; once_more = !done) {
                auto snapshot = store->snapshot();
                auto a = *snapshot->get("a"), z = *snapshot->get("z");
                if (a != z || a < last) ++torn;
                last = a;
                ++reads;
            }
        });
    for (int i = 1001; i < 1500; ++i)
        put(*store, {{"a", std::to_string(i)}, {"z", std::to_string(i)}});
    done = true;
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(torn, 0);
    EXPECT_GE(reads, 3);
}

TEST_P(Stores, GiveACheckpointThatOpens) {
    put(*store, {{"a", "1"}, {"b", "2"}});
    ASSERT_TRUE(store->checkpoint(scratch.path() / "copy"));
    put(*store, {{"a", "changed"}});
    auto copy = *lmdb_store(scratch.path() / "copy");
    EXPECT_EQ(pairs(*copy->snapshot()), (Pairs{{"a", "1"}, {"b", "2"}}));
}

TEST_P(Stores, OutliveTheirStoreInASnapshot) {
    put(*store, {{"a", "1"}});
    auto snapshot = store->snapshot();
    store.reset();
    EXPECT_EQ(snapshot->get("a"), "1");
}

// Any sequence of changes, to few keys so that they meet again, leaves what a std::map would hold.
using Change = std::tuple<std::uint8_t, std::string, bool>; // key, value, whether it is an erasure

TEST_P(Stores, AgreeWithAModel) {
    int round = 0;
    EXPECT_TRUE(rc::check([&](const std::vector<std::vector<Change>>& batches) {
        auto fresh = open("model" + std::to_string(round++));
        std::map<std::string, std::string> model;
        for (const auto& changes : batches) {
            auto batch = fresh->batch();
            for (const auto& [number, value, erasure] : changes) {
                std::string key(1, static_cast<char>(number));
                if (erasure)
                    batch->erase(key), model.erase(key);
                else
                    batch->put(key, value), model[key] = value;
            }
            RC_ASSERT(pairs(*batch) == Pairs(model.begin(), model.end()));
            RC_ASSERT(batch->commit().has_value());
        }
        RC_ASSERT(pairs(*fresh->snapshot()) == Pairs(model.begin(), model.end()));
    }));
}

// ---- LMDB alone ------------------------------------------------------------------------------

TEST(LmdbStore, KeepsWhatWasCommittedWhenReopened) {
    ScratchFolder scratch;
    {
        auto store = *lmdb_store(scratch.path());
        put(*store, {{"a", "1"}});
        EXPECT_TRUE(std::filesystem::exists(scratch.path() / "unsynced"));
        ASSERT_TRUE(store->flush());
        EXPECT_FALSE(std::filesystem::exists(scratch.path() / "unsynced"));
        put(*store, {{"b", "2"}});
    }
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "unsynced"));
    EXPECT_EQ(pairs(*(*lmdb_store(scratch.path()))->snapshot()), (Pairs{{"a", "1"}, {"b", "2"}}));
}

TEST(LmdbStore, OpensEmptyAfterTheMachineWentDownOverUnsyncedCommits) {
    ScratchFolder scratch;
    {
        put(**lmdb_store(scratch.path()), {{"a", "1"}});
    }
    ASSERT_TRUE(files::write_small(scratch.path() / "unsynced", "00000000-the-boot-before\n"));
    EXPECT_EQ(pairs(*(*lmdb_store(scratch.path()))->snapshot()), Pairs{});
}

TEST(LmdbStore, KeepsItsContentAfterOnlyTheProcessEnded) {
    ScratchFolder scratch;
    {
        put(**lmdb_store(scratch.path()), {{"a", "1"}});
    }
    auto boot_id = *files::read_small("/proc/sys/kernel/random/boot_id");
    ASSERT_TRUE(files::write_small(scratch.path() / "unsynced", boot_id));
    EXPECT_EQ(pairs(*(*lmdb_store(scratch.path()))->snapshot()), (Pairs{{"a", "1"}}));
}

TEST(LmdbStore, SaysThatABatchCouldNotBeginBeforeAnybodyReadsFromIt) {
    ScratchFolder scratch;
    auto store = *lmdb_store(scratch.path());
    put(*store, {{"a", "1"}});
    ASSERT_TRUE(store->flush());
    std::filesystem::create_directory(scratch.path() / "unsynced"); // the mark cannot be written
    {
        auto batch = store->batch();
        EXPECT_EQ(batch->sound().error().kind, Kind::unavailable);
        EXPECT_FALSE(batch->get("a")) << "what it finds is worth nothing";
        EXPECT_FALSE(batch->commit());
    }
    std::filesystem::remove(scratch.path() / "unsynced");
    auto batch = store->batch();
    EXPECT_TRUE(batch->sound());
    EXPECT_EQ(batch->get("a"), "1");
}

TEST(LmdbStore, RefusesABatchThatDoesNotFitAndKeepsTheRest) {
    ScratchFolder scratch;
    auto store = *lmdb_store(scratch.path(), 1 * limits::MiB);
    put(*store, {{"a", "1"}});
    auto batch = store->batch();
    for (int i = 0; i < 64; ++i) batch->put(std::to_string(i), std::string(64 * limits::KiB, 'x'));
    auto committed = batch->commit();
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().kind, Kind::unavailable);
    EXPECT_NE(committed.error().what.find("full"), std::string::npos);
    EXPECT_EQ(pairs(*store->snapshot()), (Pairs{{"a", "1"}}));
    put(*store, {{"b", "2"}});
    EXPECT_EQ(store->snapshot()->get("b"), "2");
}

TEST(LmdbStore, SaysThatAFileIsNoEnvironment) {
    ScratchFolder scratch;
    ASSERT_TRUE(files::write_small(scratch.path() / "data.mdb", std::string(16'384, 'x')));
    auto store = lmdb_store(scratch.path());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, Kind::corrupt);
}

} // namespace vienreiz::store::store_test
