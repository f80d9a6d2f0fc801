#include "journal/checkpoint.hpp"
#include "journal/copy.hpp"
#include "journal/minimum_index.hpp"
#include "journal/simulated_disk.hpp"
#include "journal/tiles.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vienreiz::journal {

struct MinimumIndexOfAJournal : testing::Test {
    std::shared_ptr<SimulatedDisk> disk = std::make_shared<SimulatedDisk>(1);
    Identity identity{"example/access", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))};
    Instant at{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};

    std::unique_ptr<Journal> opened() const {
        auto journal = open_files({"/j", identity, disk});
        EXPECT_TRUE(journal) << journal.error().what;
        return std::move(*journal);
    }
    void SetUp() override { // 600 entries
        auto journal = opened();
        for (std::uint64_t at_entry = 0; at_entry < 600; at_entry += 100)
            ASSERT_TRUE(journal->append(std::vector<std::string_view>(100, "an entry")));
    }
    Result<StatedMinimum> raise(Index index) const {
        return raise_minimum_index(*disk, "/j", identity, index, at);
    }
    void expect_retired(const Failure& failure) const {
        EXPECT_EQ(failure.kind, Kind::missing);
        EXPECT_TRUE(failure.what.contains("retention has ended")) << failure.what;
    }
};

TEST_F(MinimumIndexOfAJournal, WithholdsEntriesBelowAndNothingElse) {
    auto before = opened()->checkpoint();
    ASSERT_TRUE(raise(300));
    auto journal = opened();
    EXPECT_EQ(journal->checkpoint(), before);
    expect_retired(journal->bundle(0, 0).error()); // ends at 256
    EXPECT_TRUE(journal->bundle(1, 0)) << "ends behind 300";
    EXPECT_TRUE(journal->bundle(2, 88));
    expect_retired(journal->bundle(0, 17).error());
    expect_retired(journal->entry(299).error());
    expect_retired(journal->receipt(299).error());
    expect_retired(journal->cose_receipt(299, 600, Journal::CoseSignature::ed25519).error());
    EXPECT_TRUE(journal->entry(300));
    EXPECT_TRUE(journal->receipt(300));
    EXPECT_TRUE(journal->tile(0, 0, 0));
    EXPECT_TRUE(journal->tile(1, 0, 2));
    EXPECT_TRUE(journal->consistency(1, 600));
    EXPECT_TRUE(journal->inclusion(0, 600));
    std::uint64_t read = 0;
    auto count = [&](Index, std::string_view) -> Outcome {
        ++read;
        return {};
    };
    EXPECT_TRUE(journal->read(0, 600, count));
    EXPECT_EQ(read, 600U) << "views are made of them";
}

TEST_F(MinimumIndexOfAJournal, EndsAtTheBundleThatEndsThere) {
    ASSERT_TRUE(raise(255));
    EXPECT_TRUE(opened()->bundle(0, 0));
    ASSERT_TRUE(raise(256));
    expect_retired(opened()->bundle(0, 0).error());
    ASSERT_TRUE(raise(600));
    expect_retired(opened()->bundle(1, 0).error());
    EXPECT_TRUE(opened()->bundle(2, 88)) << "its end index is 768";
}

TEST_F(MinimumIndexOfAJournal, IsOnlyRaised) {
    EXPECT_EQ(raise(0).error().kind, Kind::conflict);
    ASSERT_TRUE(raise(300));
    for (Index index : {0UL, 299UL, 300UL}) {
        auto lowered = raise(index);
        ASSERT_FALSE(lowered) << index;
        EXPECT_EQ(lowered.error().kind, Kind::conflict);
        EXPECT_TRUE(lowered.error().what.contains("never lowered")) << lowered.error().what;
    }
    EXPECT_EQ(raise(601).error().kind, Kind::invalid);
    ASSERT_TRUE(raise(600));
    disk->cut_power();
    EXPECT_EQ((*minimum_index_in(*disk, "/j"))->minimum.index, 600U);
}

TEST_F(MinimumIndexOfAJournal, IsRaisedByWhoHoldsItsKeyWhileItIsClosed) {
    auto journal = opened();
    EXPECT_EQ(raise(300).error().kind, Kind::conflict);
    journal.reset();
    auto other = identity;
    other.key = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 2));
    EXPECT_EQ(raise_minimum_index(*disk, "/j", other, 300, at).error().kind, Kind::conflict);
}

TEST_F(MinimumIndexOfAJournal, IsStatedInANoteThatIsNoCheckpoint) {
    auto stated = raise(300);
    ASSERT_TRUE(stated) << stated.error().what;
    EXPECT_TRUE(stated->note.starts_with(
        "example/access\nminimum index 300\n2026-11-22T00:00:00.000000Z\n\n— example/access "))
        << stated->note;
    EXPECT_FALSE(checkpoint_in(stated->note));
    auto key = verifier_key("example/access", identity.key.public_key());
    auto verified = verified_minimum_index(stated->note, {&key, 1});
    ASSERT_TRUE(verified) << verified.error().what;
    EXPECT_EQ(verified->minimum, (MinimumIndex{"example/access", 300, at}));
    auto other = verifier_key("example/main", identity.key.public_key());
    EXPECT_EQ(verified_minimum_index(stated->note, {&other, 1}).error().kind, Kind::forbidden);
    auto lower = replace_all(stated->note, "index 300", "index 299");
    EXPECT_EQ(verified_minimum_index(lower, {&key, 1}).error().kind, Kind::forbidden);
    for (const auto* text : {"", "a\n300\n2026-11-22T00:00:00.000000Z\n",
                             "a\nminimum index 0300\n2026-11-22T00:00:00.000000Z\n",
                             "a\nminimum index 300\n2026-11-22T00:00:00Z\n"})
        EXPECT_FALSE(parse_minimum_index(text)) << text;
}

TEST_F(MinimumIndexOfAJournal, ThatIsDamagedIsNotPassedOver) {
    ASSERT_TRUE(raise(300));
    disk->flip_bit("/j/minimum-index", 8 * 30);
    auto journal = open_files({"/j", identity, disk});
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().kind, Kind::corrupt);
    EXPECT_TRUE(journal.error().where.contains("minimum-index")) << journal.error().where;
}

TEST_F(MinimumIndexOfAJournal, IsCopiedWithIt) {
    ASSERT_TRUE(raise(300));
    auto plan = plan_copy(*disk, "/j");
    ASSERT_TRUE(plan) << plan.error().what;
    EXPECT_TRUE(std::ranges::any_of(plan->written,
                                    [](const auto& one) { return one.name == "minimum-index"; }));
}

} // namespace vienreiz::journal
