#include "backup/forgetting.hpp"
#include "backup/run.hpp"
#include "base/limits.hpp"
#include "journal/simulated_disk.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vienreiz::backup {

namespace backup_test {

using crypto::age::Identity;
using Files = std::map<std::string, Bytes>; // by their paths

// A node's folder and a store, on a disk that fails when it is told to.
struct Machine {
    std::shared_ptr<journal::SimulatedDisk> disk;
    Identity identity = Identity::generate();
    Files files{
        {"keys/a.pem", Bytes(119, 1)}, {"empty", {}}, {"journals/main/segment", Bytes(9, 2)}};
    Instant clock{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};

    explicit Machine(std::uint64_t seed = 1)
        : disk(std::make_shared<journal::SimulatedDisk>(seed)) {
        files["journals/main/segment"] = Bytes(2 * limits::backup_piece + 100, 3);
        files["journals/main/segment"][0] = 4; // so that its two full pieces differ
    }

    // Whatever the files hold now.
    Result<RunResult> back_up(std::vector<crypto::age::Recipient> recipients = {}) {
        if (recipients.empty()) recipients = {identity.recipient()};
        clock += std::chrono::seconds(1);
        for (const auto& [path, content] : files) disk->set_content(Path("/node") / path, content);
        auto run = TRY(Run::begin({disk, "/store", "/node/backups", recipients, clock}));
        run.add({.name = "main", .origin = "example/main", .entries = 3, .root = "root"});
        for (const auto& [path, content] : files) TRY(run.add_file(path, Path("/node") / path));
        return run.finish();
    }
    Result<Store> store() const { return Store::open(disk, "/store"); }
    Result<Files> restored(const std::string& name) const {
        auto opened = TRY(store());
        std::span identities(&identity, 1);
        auto manifest = TRY(read_run(opened, name, identities));
        auto to = Path("/restored") / name;
        TRY(restore_files(*disk, {opened, manifest, identities, to}));
        Files out;
        for (const auto& file : manifest.files) out[file.path] = disk->content(to / file.path);
        return out;
    }
};

std::string why(const Failure& failure) { return failure.what + " (" + failure.where + ")"; }

} // namespace backup_test

using backup_test::Machine;
using backup_test::why;

TEST(Backup, IsRestoredAsItWas) {
    Machine machine;
    auto run = machine.back_up();
    ASSERT_TRUE(run) << why(run.error());
    EXPECT_EQ(run->files, 3U);
    EXPECT_EQ(run->new_pieces, 4U);
    auto restored = machine.restored(run->name);
    ASSERT_TRUE(restored) << why(restored.error());
    EXPECT_EQ(*restored, machine.files);
}

TEST(Backup, AddsOnlyWhatIsNew) {
    Machine machine;
    auto before = machine.files;
    auto first = machine.back_up(), again = machine.back_up();
    ASSERT_TRUE(again) << why(again.error());
    EXPECT_EQ(again->new_pieces, 0U);
    auto& segment = machine.files["journals/main/segment"];
    segment.insert(segment.end(), 50, 9);
    auto grown = machine.back_up();
    ASSERT_TRUE(grown) << why(grown.error());
    EXPECT_EQ(grown->new_pieces, 1U) << "the last piece of the file";
    EXPECT_EQ(grown->new_bytes, 150U);
    EXPECT_EQ(machine.restored(grown->name).value(), machine.files);
    EXPECT_EQ(machine.restored(first->name).value(), before);
    EXPECT_EQ(machine.store()->runs()->size(), 3U);
}

TEST(Backup, ThatForgotWhatTheStoreHoldsWritesItAnew) {
    Machine machine;
    ASSERT_TRUE(machine.back_up());
    auto known = machine.disk->list("/node/backups").value();
    for (const auto& name : known) ASSERT_TRUE(machine.disk->remove(Path("/node/backups") / name));
    auto run = machine.back_up();
    ASSERT_TRUE(run) << why(run.error());
    EXPECT_EQ(run->new_pieces, 4U);
    EXPECT_EQ(machine.restored(run->name).value(), machine.files);
}

TEST(Backup, ToAnotherRecipientIsWrittenAnew) {
    Machine machine;
    auto first = machine.back_up();
    auto old_identity = machine.identity;
    machine.identity = backup_test::Identity::generate();
    auto run = machine.back_up();
    ASSERT_TRUE(run) << why(run.error());
    EXPECT_EQ(run->new_pieces, 4U);
    EXPECT_TRUE(machine.restored(run->name));
    auto refused = machine.restored(first->name);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::forbidden) << why(refused.error());
    EXPECT_TRUE(refused.error().where.contains(first->name)) << why(refused.error());
    machine.identity = old_identity;
    EXPECT_TRUE(machine.restored(first->name));
}

TEST(Backup, ForSeveralIsOpenedByEach) {
    Machine machine;
    auto second = backup_test::Identity::generate();
    auto run = machine.back_up({machine.identity.recipient(), second.recipient()});
    ASSERT_TRUE(run) << why(run.error());
    EXPECT_TRUE(machine.restored(run->name));
    // In another order they are the same.
    EXPECT_EQ(machine.back_up({second.recipient(), machine.identity.recipient()})->new_pieces, 0U);
    machine.identity = second;
    EXPECT_TRUE(machine.restored(run->name));
}

TEST(Backup, NamesThePieceThatIsDamagedOrGone) {
    Machine machine;
    auto run = machine.back_up();
    ASSERT_TRUE(run) << why(run.error());
    auto store = machine.store();
    auto pieces = store->pieces().value();
    EXPECT_TRUE(damaged_pieces(*store, {})->empty());
    for (const auto& name : pieces) {
        auto path = Path("/store/pieces") / name.substr(0, 2) / (name + ".age");
        auto whole = machine.disk->content(path);
        machine.disk->flip_bit(path, whole.size() * 4);
        auto damaged = machine.restored(run->name);
        ASSERT_FALSE(damaged) << name;
        EXPECT_EQ(damaged.error().kind, Kind::corrupt) << why(damaged.error());
        EXPECT_TRUE(damaged.error().where.contains(name)) << why(damaged.error());
        EXPECT_EQ(damaged_pieces(*store, {})->size(), 1U);

        machine.disk->set_content(path, Bytes(whole.begin(), whole.begin() + 50));
        EXPECT_EQ(machine.restored(run->name).error().kind, Kind::corrupt);

        ASSERT_TRUE(machine.disk->remove(path));
        auto gone = machine.restored(run->name);
        EXPECT_EQ(gone.error().kind, Kind::missing) << why(gone.error());
        EXPECT_TRUE(gone.error().what.contains("cannot be restored")) << why(gone.error());
        machine.disk->set_content(path, whole);
    }
    EXPECT_TRUE(machine.restored(run->name));
}

TEST(Backup, WhosePiecesMakeAnotherFileIsRefused) {
    Machine machine;
    auto run = machine.back_up();
    auto manifest = read_run(*machine.store(), run->name, {&machine.identity, 1}).value();
    auto& pieces =
        std::ranges::find(manifest.files, "journals/main/segment", &KeptFile::path)->pieces;
    std::swap(pieces[0], pieces[1]);
    auto recipient = machine.identity.recipient();
    auto encrypted = crypto::age::encrypt(bytes(json::text(manifest)), {&recipient, 1});
    ASSERT_TRUE(StoreWriter::open(machine.disk, "/store")->add_run("2027", encrypted));
    auto refused = machine.restored("2027");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::corrupt) << why(refused.error());
    EXPECT_TRUE(refused.error().what.contains("do not make the file")) << why(refused.error());
}

TEST(Backup, WritesAPieceAgainThatTheStoreHasLost) {
    Machine machine;
    auto first = machine.back_up();
    auto name = *machine.store()->pieces()->begin();
    ASSERT_TRUE(machine.disk->remove(Path("/store/pieces") / name.substr(0, 2) / (name + ".age")));
    auto again = machine.back_up();
    ASSERT_TRUE(again) << why(again.error());
    EXPECT_EQ(again->new_pieces, 1U);
    EXPECT_EQ(again->lost_pieces, 1U);
    EXPECT_EQ(machine.restored(again->name).value(), machine.files);
    EXPECT_FALSE(machine.restored(first->name)) << "an encrypted piece never comes out the same";
}

TEST(Backup, IsOneAtATime) {
    Machine machine;
    auto first = StoreWriter::open(machine.disk, "/store");
    ASSERT_TRUE(first) << why(first.error());
    auto second = machine.back_up();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, Kind::conflict);
    EXPECT_TRUE(second.error().what.contains("under way")) << why(second.error());
}

TEST(Backup, BeforeTheNewestIsRefused) {
    Machine machine;
    ASSERT_TRUE(machine.back_up());
    machine.clock -= std::chrono::hours(1);
    auto run = machine.back_up();
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, Kind::conflict);
    EXPECT_TRUE(run.error().what.contains("clock")) << why(run.error());
}

TEST(Backup, OfAFileThatCouldNotBeRestoredIsNone) {
    for (const auto* name : {"versions/\xff", "versions/a\nb"}) {
        Machine machine;
        machine.files[name] = Bytes(10, 5);
        auto run = machine.back_up();
        ASSERT_FALSE(run) << name;
        EXPECT_EQ(run.error().kind, Kind::corrupt) << why(run.error());
        EXPECT_TRUE(machine.store()->runs()->empty());
    }
}

TEST(BackupStore, IsNoneWithoutItsMark) {
    Machine machine;
    EXPECT_EQ(machine.store().error().kind, Kind::missing);
    ASSERT_TRUE(machine.back_up());
    machine.disk->set_content("/store/backup-store", Bytes{'v', '2'});
    EXPECT_EQ(machine.store().error().kind, Kind::corrupt);
}

// Stopped at every operation that changes the disk, by a power cut or a kill: what was backed up before is whole, and
// the next run goes on.
TEST(Backup, BrokenOffAnywhereLeavesTheEarlierOnesWhole) {
    for (std::uint64_t stop_at = 0, finished = 0; finished < 2; ++stop_at) {
        Machine machine(stop_at);
        auto first = machine.back_up();
        ASSERT_TRUE(first) << why(first.error());
        auto before = machine.files;
        machine.files["journals/main/segment"][limits::backup_piece] = 7;
        machine.files["versions/new"] = Bytes(10, 5);
        machine.disk->set_faults({.crash_at = stop_at});
        auto second = machine.back_up();
        finished += second.has_value();
        if (stop_at % 2 == 0)
            machine.disk->cut_power();
        else
            machine.disk->restart();
        machine.disk->set_faults({});
        auto runs = machine.store()->runs().value();
        for (const auto& run : runs) {
            auto restored = machine.restored(run);
            ASSERT_TRUE(restored) << stop_at << ": " << why(restored.error());
            EXPECT_EQ(*restored, run == first->name ? before : machine.files) << stop_at;
        }
        auto third = machine.back_up();
        ASSERT_TRUE(third) << stop_at << ": " << why(third.error());
        EXPECT_LE(third->new_pieces, 2U);
        EXPECT_EQ(machine.restored(third->name).value(), machine.files) << stop_at;
        EXPECT_TRUE(damaged_pieces(*machine.store(), {})->empty()) << stop_at;
    }
}

TEST(Backup, IntoAFullStoreFailsAndGoesOnOnceThereIsRoom) {
    Machine machine;
    auto first = machine.back_up();
    machine.files["versions/new"] = Bytes(limits::backup_piece, 5);
    machine.files["versions/newer"] = Bytes(limits::backup_piece, 6);
    std::uint64_t used = 0;
    for (const auto& [path, content] : machine.files) used += 2 * content.size();
    machine.disk->set_faults({.capacity = used});
    auto full = machine.back_up();
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().kind, Kind::unavailable) << why(full.error());
    machine.disk->set_faults({});
    auto run = machine.back_up();
    ASSERT_TRUE(run) << why(run.error());
    EXPECT_EQ(machine.restored(run->name).value(), machine.files);
    EXPECT_TRUE(machine.restored(first->name));
}

// ---- runs whose time is over -----------------------------------------------------------------------

namespace backup_test {

Result<Forgotten> forget(const Machine& machine, const std::string& before) {
    auto writer = TRY(StoreWriter::open(machine.disk, "/store"));
    return forget_runs(writer, before, {&machine.identity, 1});
}

} // namespace backup_test

TEST(Backup, IsForgottenWithoutHarmToLaterOnes) {
    Machine machine;
    auto first = machine.back_up();
    machine.files.erase("keys/a.pem");
    machine.files["versions/new"] = Bytes(10, 5);
    auto second = machine.back_up();
    machine.clock += std::chrono::days(1);
    machine.files["versions/newer"] = Bytes(10, 6);
    auto third = machine.back_up();
    ASSERT_TRUE(third) << why(third.error());
    EXPECT_EQ(backup_test::forget(machine, "2026-11-22")->runs, 0U);
    auto forgotten = backup_test::forget(machine, second->name);
    ASSERT_TRUE(forgotten) << why(forgotten.error());
    EXPECT_EQ(forgotten->runs, 1U);
    EXPECT_EQ(forgotten->pieces, 1U) << "what stood in keys/a.pem";
    EXPECT_EQ(machine.restored(first->name).error().kind, Kind::missing);
    EXPECT_TRUE(machine.restored(second->name));
    EXPECT_EQ(machine.restored(third->name).value(), machine.files);
    EXPECT_EQ(backup_test::forget(machine, "2999-01-01")->runs, 1U) << "the newest stays";
    EXPECT_EQ(machine.restored(third->name).value(), machine.files);
    machine.files["keys/a.pem"] = Bytes(119, 1);
    auto fourth = machine.back_up();
    ASSERT_TRUE(fourth) << why(fourth.error());
    EXPECT_EQ(machine.restored(fourth->name).value(), machine.files);
}

TEST(Backup, IsNotForgottenBesideOneThatCannotBeOpened) {
    Machine machine;
    auto first = machine.back_up();
    auto old_identity = machine.identity;
    machine.identity = backup_test::Identity::generate();
    auto second = machine.back_up();
    std::swap(machine.identity, old_identity);
    auto refused = backup_test::forget(machine, second->name);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::forbidden) << why(refused.error());
    EXPECT_TRUE(refused.error().where.contains(second->name)) << why(refused.error());
    EXPECT_TRUE(machine.restored(first->name));
    std::swap(machine.identity, old_identity);
    EXPECT_EQ(backup_test::forget(machine, second->name)->runs, 1U);
    EXPECT_EQ(machine.restored(second->name).value(), machine.files);
}

TEST(Backup, BrokenOffWhileItForgetsLeavesWholeRuns) {
    for (std::uint64_t stop_at = 0, finished = 0; finished < 1; ++stop_at) {
        Machine machine(stop_at);
        ASSERT_TRUE(machine.back_up());
        machine.files["keys/a.pem"] = Bytes(119, 9);
        machine.files.erase("journals/main/segment");
        auto second = machine.back_up();
        ASSERT_TRUE(second) << why(second.error());
        machine.disk->set_faults({.crash_at = stop_at});
        finished += backup_test::forget(machine, second->name).has_value();
        if (stop_at % 2 == 0)
            machine.disk->cut_power();
        else
            machine.disk->restart();
        machine.disk->set_faults({});
        auto runs = machine.store()->runs().value();
        for (const auto& run : runs) EXPECT_TRUE(machine.restored(run)) << stop_at;
        ASSERT_TRUE(backup_test::forget(machine, second->name)) << stop_at;
        EXPECT_EQ(machine.store()->pieces()->size(), 1U) << stop_at;
        EXPECT_EQ(machine.restored(second->name).value(), machine.files) << stop_at;
    }
}

// What a run looks like, byte for byte, before it is encrypted.
TEST(Manifest, HasOneForm) {
    Manifest manifest{.made = *instant_from("2026-11-22T03:15:00.123456Z"),
                      .journals = {{"main", "data.example.lv/journals/main", 4711, "cm9vdA=="}},
                      .files = {{"keys/a.pem", 119, std::string(64, 'a'), {std::string(64, 'b')}}}};
    auto written =
        R"({"format":"vienreiz-backup/1","made":"2026-11-22T03:15:00.123456Z","journals":[{"name":"main",)"
        R"("origin":"data.example.lv/journals/main","entries":4711,"root":"cm9vdA=="}],"files":[{"path":)"
        R"("keys/a.pem","bytes":119,"sha256":")" +
        std::string(64, 'a') + R"(","pieces":[")" + std::string(64, 'b') + R"("]}]})";
    EXPECT_EQ(json::text(manifest), written);
    EXPECT_EQ(json::text(*manifest_from(written)), written);
}

TEST(Manifest, LeadsNowhereElse) {
    for (const auto* path : {"../a", "/etc/passwd", "a/../../b", "a//b", "", ".", "a/.", "a\nb"}) {
        Manifest manifest;
        manifest.files = {{path, 0, std::string(64, 'a'), {}}};
        auto read = manifest_from(json::text(manifest));
        ASSERT_FALSE(read) << path;
        EXPECT_EQ(read.error().kind, Kind::corrupt);
    }
    Manifest manifest;
    manifest.files = {{"a", 1, std::string(64, 'a'), {"../../a"}}};
    EXPECT_FALSE(manifest_from(json::text(manifest)));
    manifest.files.clear();
    manifest.journals = {{"../main", "a", 1, "b"}};
    EXPECT_FALSE(manifest_from(json::text(manifest)));
    manifest.journals.clear();
    manifest.format = "vienreiz-backup/2";
    EXPECT_TRUE(manifest_from(json::text(manifest)).error().what.contains("another version"));
    EXPECT_FALSE(manifest_from("{}"));
}

} // namespace vienreiz::backup
