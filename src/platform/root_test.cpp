#include "journal/checkpoint.hpp"
#include "journal/simulated_disk.hpp"
#include "platform/root.hpp"

#include <gtest/gtest.h>

namespace vienreiz::platform::root_test {

struct Root : testing::Test {
    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(1);
    std::unique_ptr<journal::Journal> a = opened("a", 1), b = opened("b", 2),
                                      root = opened("root", 3);
    std::unique_ptr<RootJournal> anchors = begun();

    std::unique_ptr<journal::Journal> opened(const std::string& name, std::uint8_t seed) const {
        return *journal::open_files(
            {"/" + name,
             {"example.lv/" + name, *crypto::PrivateKey::from_ed25519_seed(Bytes(32, seed))},
             disk});
    }
    std::unique_ptr<RootJournal> begun() const {
        return *RootJournal::begin(*root, {a.get(), b.get()});
    }
    static void grow(journal::Journal& journal, std::string_view entry) {
        check(journal.append(std::span(&entry, 1)).has_value(), "the disk has room");
    }
    witness::Final final_one() const {
        auto note = root->checkpoint();
        return {journal::checkpoint_in(note)->size, note};
    }
    Outcome anchor() const { return anchors->anchor(root->size()); }
    journal::Policy policy() const {
        journal::Policy out;
        for (const auto* each : {root.get(), a.get(), b.get()})
            out.logs.push_back({*journal::verifier_key(std::string_view(each->vkey()))});
        return out;
    }
};

TEST_F(Root, AnchorsWhatHasGrown) {
    ASSERT_TRUE(anchor());
    EXPECT_EQ(root->size(), 0U) << "journals without entries have nothing to anchor";
    grow(*a, "one");
    ASSERT_TRUE(anchor());
    ASSERT_TRUE(anchor());
    EXPECT_EQ(root->size(), 1U);
    grow(*a, "two");
    grow(*b, "one");
    ASSERT_TRUE(anchor());
    EXPECT_EQ(root->size(), 3U);
    auto entry = *root->entry(1);
    EXPECT_EQ(journal::checkpoint_in(entry)->origin, "example.lv/a");
    EXPECT_EQ(journal::checkpoint_in(entry)->size, 2U);
}

// Whoever trusts the new keys could not verify what the old one alone has signed.
TEST_F(Root, AnchorsAJournalAnewWhenItsKeysWereRotated) {
    auto identity = [](const std::string& name, std::uint8_t seed) {
        return journal::Identity{"example.lv/" + name,
                                 *crypto::PrivateKey::from_ed25519_seed(Bytes(32, seed))};
    };
    grow(*a, "one");
    grow(*b, "one");
    ASSERT_TRUE(anchor());
    auto before = policy();
    auto rotated_to = [&](std::uint8_t seed, bool with_former) {
        auto own = identity("a", seed);
        if (with_former) own.former = identity("a", 1).key;
        // A copy with the same entry stands for the same journal.
        auto other_disk = std::make_shared<journal::SimulatedDisk>(2);
        anchors.reset();
        a = *journal::open_files({"/a", own, other_disk});
        grow(*a, "one");
        anchors = begun();
    };
    rotated_to(4, true);
    ASSERT_TRUE(anchor());
    ASSERT_TRUE(anchor());
    EXPECT_EQ(root->size(), 3U) << "once, and the other journal not at all";
    auto receipt = anchors->receipt(*a, 0, final_one());
    ASSERT_TRUE(receipt) << receipt.error().what;
    EXPECT_TRUE(journal::verify_receipt(*receipt, policy()));
    EXPECT_TRUE(journal::verify_receipt(*receipt, before)) << "the former key signs as well";
    rotated_to(4, false);
    ASSERT_TRUE(anchor());
    EXPECT_EQ(root->size(), 3U) << "what stands there holds by the new key";
    grow(*a, "two");
    ASSERT_TRUE(anchor());
    receipt = anchors->receipt(*a, 0, final_one());
    EXPECT_TRUE(journal::verify_receipt(*receipt, policy()));
    EXPECT_FALSE(journal::verify_receipt(*receipt, before));
}

TEST_F(Root, ProvesEntriesOfEveryJournalByItsOwnCheckpoint) {
    for (auto entry : {"one", "two", "three"}) {
        grow(*a, entry);
        grow(*b, entry);
        ASSERT_TRUE(anchor());
    }
    for (const auto* each : {a.get(), b.get()})
        for (journal::Index index = 0; index < 3; ++index) {
            auto receipt = anchors->receipt(*each, index, final_one());
            ASSERT_TRUE(receipt) << receipt.error().what;
            auto verified = journal::verify_receipt(*receipt, policy());
            ASSERT_TRUE(verified) << verified.error().what;
            EXPECT_EQ(verified->origin, each->origin());
            EXPECT_EQ(verified->entry, *each->entry(index));
            EXPECT_EQ(verified->anchor->origin, root->origin());
        }
}

TEST_F(Root, ProvesNothingThatItsFinalCheckpointDoesNotCover) {
    grow(*a, "one");
    ASSERT_TRUE(anchor());
    auto before = final_one();
    grow(*a, "two");
    ASSERT_TRUE(anchors->anchor(before.size));
    EXPECT_TRUE(anchors->receipt(*a, 0, before));
    EXPECT_EQ(anchors->receipt(*a, 1, before).error().kind, Kind::unavailable);
    EXPECT_EQ(anchors->receipt(*b, 0, before).error().kind, Kind::unavailable);
    EXPECT_TRUE(anchors->receipt(*a, 1, final_one()));
}

TEST_F(Root, GoesOnAfterARestart) {
    grow(*a, "one");
    grow(*b, "one");
    ASSERT_TRUE(anchor());
    anchors = begun();
    ASSERT_TRUE(anchor());
    EXPECT_EQ(root->size(), 2U) << "nothing has grown since";
    EXPECT_TRUE(anchors->receipt(*b, 0, final_one()));
}

TEST_F(Root, RefusesAJournalThatWasPutBack) {
    grow(*a, "one");
    grow(*a, "two");
    ASSERT_TRUE(anchor());
    auto copied =
        journal::open_files({"/put-back",
                             {"example.lv/a", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
                             disk});
    grow(**copied, "one");
    auto refused = RootJournal::begin(*root, {copied->get(), b.get()});
    EXPECT_EQ(refused.error().kind, Kind::corrupt);
    EXPECT_EQ(refused.error().where, "example.lv/a");
}

TEST_F(Root, ForgetsWhatNobodyAsksForAnyMore) {
    for (int times = 0; times < 50; ++times) {
        grow(*a, "more");
        ASSERT_TRUE(anchor());
    }
    auto receipt = anchors->receipt(*a, 0, final_one());
    ASSERT_TRUE(receipt);
    EXPECT_EQ(journal::verify_receipt(*receipt, policy())->anchor->index, 49U);
}

} // namespace vienreiz::platform::root_test
