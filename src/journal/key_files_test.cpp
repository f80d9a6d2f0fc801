#include "journal/check.hpp"
#include "journal/copy.hpp"
#include "journal/identity.hpp"
#include "journal/key_files.hpp"
#include "journal/minimum_index.hpp"
#include "journal/recovery.hpp"
#include "journal/simulated_disk.hpp"
#include "journal/succession.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vienreiz::journal {

struct KeysOfAJournal : testing::Test {
    static constexpr std::string_view origin = "example/main";
    static inline const Instant at{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};
    static inline const JournalPlaces places{"/j", "/keys/main.pem", "/keys/main.ml-dsa.pem"};
    std::shared_ptr<SimulatedDisk> disk;

    static Identity keys(std::uint8_t seed) {
        return {std::string(origin), *crypto::PrivateKey::from_ed25519_seed(Bytes(32, seed)),
                *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, seed))};
    }
    static std::vector<std::string> vkeys(std::uint8_t seed) { return Signer(keys(seed)).vkeys(); }
    static Policy policy(std::uint8_t seed) { return *policy_for(vkeys(seed)); }

    // Three entries under the keys of seed 1.
    void SetUp() override { start(1); }
    void start(std::uint64_t seed) {
        disk = std::make_shared<SimulatedDisk>(seed);
        ASSERT_TRUE(disk->replace(places.key, bytes(keys(1).key.pem())));
        ASSERT_TRUE(disk->replace(places.post_quantum_key, bytes(keys(1).post_quantum->pem())));
        auto journal = opened();
        ASSERT_TRUE(journal->append(std::vector<std::string_view>{"a", "b", "c"}));
        EXPECT_FALSE(journal->checkpoint().empty());
    }
    bool is_there(const std::filesystem::path& file) const {
        return read_if_there(*disk, file, limits::key_file)->has_value();
    }
    // As platform::open_journal does.
    Result<std::unique_ptr<Journal>> open() const {
        TRY(finish_rotation(*disk, places));
        auto pem = TRY(read_whole(*disk, places.key, limits::key_file)),
             second = TRY(read_whole(*disk, places.post_quantum_key, limits::key_file));
        auto key = TRY(crypto::PrivateKey::from_pem(text(pem)));
        Identity own{std::string(origin), std::move(key)};
        own.post_quantum = TRY(crypto::ml_dsa::PrivateKey::from_pem(text(second)));
        TRY(take_rotated(*disk, places, own));
        return open_files({places.folder, std::move(own), disk});
    }
    std::unique_ptr<Journal> opened() const {
        auto journal = open();
        EXPECT_TRUE(journal) << journal.error().what << " " << journal.error().where;
        return std::move(*journal);
    }
    Result<Rotation> rotate(std::uint8_t to) const {
        auto journal = TRY(open());
        return begin_rotation(*disk, places, keys(to), journal->size(), at);
    }
    Outcome end() const { return end_rotation(*disk, places); }
    Result<Health> checked(const OwnKey* own = nullptr) const {
        auto named = TRY(vkeys_in(*disk, places.folder));
        return check_files(*disk, places.folder, named.front(), {}, own);
    }
    static void append(Journal& journal, std::string_view entry) {
        ASSERT_TRUE(journal.append(std::span(&entry, 1)));
    }
    static void expect_signed(const Journal& journal, const std::set<std::uint8_t>& by) {
        for (auto seed : std::vector<std::uint8_t>{1, 2, 3})
            EXPECT_EQ(verified_checkpoint(journal.checkpoint(), policy(seed)).has_value(),
                      by.contains(seed))
                << int{seed};
    }
};

TEST_F(KeysOfAJournal, AreRotatedAndRotatedAgain) {
    auto old_receipt = opened()->receipt(1).value();
    ASSERT_TRUE(rotate(2));
    {
        auto journal = opened();
        EXPECT_EQ(journal->size(), 3U);
        EXPECT_EQ(journal->vkeys(), vkeys(2));
        EXPECT_EQ(journal->former_vkeys(), vkeys(1));
        append(*journal, "d");
        expect_signed(*journal, {1, 2});
    }
    ASSERT_TRUE(end());
    {
        auto journal = opened();
        EXPECT_TRUE(journal->former_vkeys().empty());
        append(*journal, "e");
        expect_signed(*journal, {2});
    }
    EXPECT_FALSE(is_there("/keys/main.former.pem"));
    EXPECT_FALSE(is_there("/keys/main.former.ml-dsa.pem"));
    ASSERT_TRUE(rotate(3));
    ASSERT_TRUE(end());
    auto journal = opened();
    append(*journal, "f");
    expect_signed(*journal, {3});
    EXPECT_EQ(journal->size(), 6U);
    EXPECT_EQ(*journal->entry(0), "a");
    auto next = rotated(policy(1), journal->rotations());
    ASSERT_TRUE(next) << next.error().what;
    EXPECT_EQ(next->taken, 2U);
    EXPECT_TRUE(verify_receipt(journal->receipt(5).value(), next->policy));
    EXPECT_TRUE(verify_receipt(old_receipt, policy(1))) << "it holds for good";
    EXPECT_EQ(rotations_in(*disk, "/j")->all[1].size, 5U);
}

// Between any two writes, as a power cut and as a process that was killed leave it.
TEST_F(KeysOfAJournal, BeginToRotateWhereverTheyAreInterrupted) {
    start(1);
    disk->set_faults({});
    ASSERT_TRUE(rotate(2));
    auto steps = disk->operations();
    ASSERT_GT(steps, 10U);
    unsigned before = 0, after = 0;
    for (std::uint64_t crash = 0; crash < 2 * steps; ++crash) {
        SCOPED_TRACE(crash);
        start(crash + 1);
        disk->set_faults({.crash_at = crash / 2});
        auto broken_off = rotate(2);
        EXPECT_FALSE(broken_off);
        if (crash % 2 == 0)
            disk->cut_power();
        else
            disk->restart();
        disk->set_faults({});
        auto journal = opened();
        ASSERT_EQ(journal->size(), 3U);
        EXPECT_TRUE(verified_checkpoint(journal->checkpoint(), policy(1)));
        bool is_rotated = !journal->rotations().empty();
        (is_rotated ? after : before) += 1;
        expect_signed(*journal,
                      is_rotated ? std::set<std::uint8_t>{1, 2} : std::set<std::uint8_t>{1});
        EXPECT_EQ(*vkeys_in(*disk, "/j"), vkeys(is_rotated ? 2 : 1));
        append(*journal, "d");
        journal.reset();
        EXPECT_FALSE(is_rotated && is_there("/keys/main.next.pem"));
        auto begun_anew = is_rotated || rotate(3);
        ASSERT_TRUE(begun_anew) << "with other keys";
        ASSERT_TRUE(end());
        journal = opened();
        append(*journal, "e");
        expect_signed(*journal, {static_cast<std::uint8_t>(is_rotated ? 2 : 3)});
        journal.reset();
        auto health = checked();
        ASSERT_TRUE(health) << health.error().what;
        EXPECT_EQ(health->entries, 5U);
    }
    EXPECT_GT(before, 4U);
    EXPECT_GT(after, 4U);
}

TEST_F(KeysOfAJournal, FinishTheirRotationWhereverThatIsInterrupted) {
    start(1);
    disk->set_faults({});
    ASSERT_TRUE(rotate(2));
    auto steps = disk->operations();
    for (std::uint64_t first = 0; first < steps; ++first)
        for (std::uint64_t second = 0; second < steps; second += 2) {
            SCOPED_TRACE(std::to_string(first) + " " + std::to_string(second));
            start(first * steps + second);
            disk->set_faults({.crash_at = first});
            EXPECT_FALSE(rotate(2));
            disk->cut_power();
            disk->set_faults({.crash_at = second});
            (void)finish_rotation(*disk, places);
            disk->cut_power();
            disk->set_faults({});
            auto journal = opened();
            EXPECT_EQ(journal->size(), 3U);
            EXPECT_TRUE(verified_checkpoint(journal->checkpoint(), policy(1)));
        }
}

TEST_F(KeysOfAJournal, EndTheirRotationWhereverTheyAreInterrupted) {
    for (std::uint64_t crash = 0; crash < 4; ++crash) {
        SCOPED_TRACE(crash);
        start(crash + 1);
        ASSERT_TRUE(rotate(2));
        disk->set_faults({.crash_at = crash});
        bool ended = end().has_value();
        disk->cut_power();
        disk->set_faults({});
        auto journal = opened();
        EXPECT_TRUE(verified_checkpoint(journal->checkpoint(), policy(2)));
        journal.reset();
        bool is_left = !ended && *has_former_keys(*disk, places);
        EXPECT_TRUE(!is_left || end());
        EXPECT_EQ(end().error().kind, Kind::missing);
        expect_signed(*opened(), {2});
    }
}

TEST_F(KeysOfAJournal, AreNotRotatedWhileAProgramHasItOpen) {
    ASSERT_TRUE(rotate(2));
    auto journal = opened();
    EXPECT_EQ(end().error().kind, Kind::conflict);
    EXPECT_EQ(rotate(3).error().kind, Kind::conflict);
}

// The key it came from may be gone for good.
TEST_F(KeysOfAJournal, LeaveTheSealOfItsBatches) {
    auto former = keys(1).key;
    ASSERT_TRUE(rotate(2));
    ASSERT_TRUE(end());
    append(*opened(), "d");
    auto own = *own_key(*disk, places, keys(2).key);
    ASSERT_TRUE(own.seal);
    EXPECT_EQ(*own.seal, seal_key(former));
    auto health = checked(&own);
    ASSERT_TRUE(health) << health.error().what;
    EXPECT_EQ(health->entries, 4U);
    OwnKey without{keys(2).key}, other{keys(3).key, own.seal}, wrong{keys(2).key, Hash{}};
    EXPECT_EQ(checked(&without).error().kind, Kind::missing);
    EXPECT_EQ(checked(&other).error().kind, Kind::conflict);
    EXPECT_EQ(checked(&wrong).error().kind, Kind::corrupt);
    // Without it nothing is cut off as if it were a stranger's.
    auto whole = disk->content("/j/segment-00000000000000000000");
    ASSERT_TRUE(disk->remove("/keys/main.seal"));
    ASSERT_TRUE(disk->remove("/j/head"));
    ASSERT_TRUE(disk->remove("/j/checkpoint"));
    auto refused = open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::missing) << refused.error().what;
    EXPECT_TRUE(refused.error().what.contains(".seal")) << refused.error().what;
    EXPECT_EQ(disk->content("/j/segment-00000000000000000000"), whole);
}

TEST_F(KeysOfAJournal, LeaveWhatTheOldOnesHaveSigned) {
    Identity own = keys(1);
    ASSERT_TRUE(raise_minimum_index(*disk, "/j", own, 2, at));
    opened()->checkpoint();
    ASSERT_TRUE(rotate(2));
    ASSERT_TRUE(end());
    // Before anything new is signed.
    EXPECT_TRUE(verified_checkpoint(text(disk->content("/j/checkpoint")), policy(1)));
    EXPECT_TRUE(checked()->shown);
    auto journal = opened();
    EXPECT_EQ(journal->minimum_index(), 2U);
    journal.reset();
    auto raised = raise_minimum_index(*disk, "/j", keys(2), 3, at);
    ASSERT_TRUE(raised) << raised.error().what;
    EXPECT_EQ(opened()->minimum_index(), 3U);
    // Whose entries were changed since is found out by a checkpoint of before.
    ASSERT_TRUE(disk->remove("/j/head"));
    auto key = verifier_key(std::string(origin), keys(1).key.public_key());
    auto forged = Signer(keys(1)).sign(to_text(Checkpoint{key.name, 4, Hash{}}));
    ASSERT_TRUE(disk->replace("/j/checkpoint", bytes(forged)));
    EXPECT_EQ(open().error().kind, Kind::corrupt);
}

TEST_F(KeysOfAJournal, AreInItsCopyWithTheirStatements) {
    ASSERT_TRUE(rotate(2));
    EXPECT_FALSE(opened()->checkpoint().empty());
    auto plan = plan_copy(*disk, "/j");
    ASSERT_TRUE(plan) << plan.error().what;
    auto stated = std::ranges::find(plan->written, rotations_file, &CopyPlan::Written::name);
    ASSERT_NE(stated, plan->written.end());
    EXPECT_EQ(text(stated->content), rotations_in(*disk, "/j")->statements);
}

// A copy of the folder is taken before that of the keys, and in between they were rotated.
TEST_F(KeysOfAJournal, AreNamedAnewInACopyThatIsTakenMeanwhile) {
    auto identity = disk->content("/j/identity");
    ASSERT_TRUE(rotate(2));
    disk->set_content("/j/identity", identity);
    auto journal = opened();
    EXPECT_EQ(*vkeys_in(*disk, "/j"), vkeys(2));
    expect_signed(*journal, {1, 2});
}

TEST_F(KeysOfAJournal, MustBeThoseThatTheirStatementsLeadTo) {
    ASSERT_TRUE(rotate(2));
    ASSERT_TRUE(end());
    auto statements = disk->content("/j/rotations");
    ASSERT_TRUE(disk->remove("/j/identity"));
    ASSERT_TRUE(disk->replace(places.key, bytes(keys(3).key.pem())));
    auto refused = open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::corrupt);
    EXPECT_TRUE(refused.error().where.contains("rotations")) << refused.error().where;
    statements.at(20) ^= 1;
    disk->set_content("/j/rotations", statements);
    refused = open();
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().what.contains("are damaged (statement 1")) << refused.error().what;
}

// A key that was stolen, and so rotated away, is of no use to end the journal with; one's own is.
TEST_F(KeysOfAJournal, EndItOnlyWhileTheyAreItsOwn) {
    ASSERT_TRUE(rotate(2));
    std::vector<std::string> successor{
        to_vkey(verifier_key("example/next", keys(9).key.public_key()))};
    auto ending = [&](Index index, std::uint8_t by) {
        return ending_entry({std::string(origin), index, successor, at}, keys(by)).value();
    };
    append(*opened(), ending(3, 1));
    EXPECT_TRUE(opened()->takes_entries());
    append(*opened(), ending(4, 2));
    EXPECT_FALSE(opened()->takes_entries());
}

TEST_F(KeysOfAJournal, ThatHasEndedAreStillSeenToHaveEndedIt) {
    std::vector<std::string> successor{
        to_vkey(verifier_key("example/next", keys(9).key.public_key()))};
    append(*opened(), ending_entry({std::string(origin), 3, successor, at}, keys(1)).value());
    ASSERT_TRUE(rotate(2));
    EXPECT_FALSE(opened()->takes_entries());
}

} // namespace vienreiz::journal
