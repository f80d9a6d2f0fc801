#include "journal/batch.hpp"
#include "journal/check.hpp"
#include "journal/segments.hpp"
#include "journal/simulated_disk.hpp"

#include <gtest/gtest.h>

namespace vienreiz::journal::check_test {

const std::filesystem::path folder = "journal";

class Checked : public testing::Test {
protected:
    Checked() {
        auto key = crypto::PrivateKey::from_pem(key_.pem());
        auto journal = open_files({folder, {"test/main", std::move(*key)}, disk_});
        check(journal.has_value(), "a journal opens in an empty folder");
        for (std::string_view entry : {"one", "two"})
            check((*journal)->append({&entry, 1}).has_value(), "an entry is appended");
        vkey_ = (*journal)->vkey();
    }
    Result<Health> checked(const crypto::PrivateKey* key) {
        auto own = key ? std::optional(OwnKey{*key}) : std::nullopt;
        return check_files(*disk_, folder, vkey_, [](auto, auto) {}, own ? &*own : nullptr);
    }
    // As somebody writes it who has the disk and not the key: all is right but the seal.
    void seal_last_batch_anew() {
        auto content = disk_->content(folder / segment_name(0));
        content.at(parse_batch_head(content)->bytes() + batch_sealed_bytes) ^= 1;
        disk_->set_content(folder / segment_name(0), std::move(content));
    }

    crypto::PrivateKey key_ = crypto::PrivateKey::generate(crypto::Algorithm::Ed25519);
    std::shared_ptr<SimulatedDisk> disk_ = std::make_shared<SimulatedDisk>(1);
    std::string vkey_;
};

TEST_F(Checked, WithItsKeyTheSealsHoldToo) {
    auto health = checked(&key_);
    ASSERT_TRUE(health) << health.error().what;
    EXPECT_EQ(health->batches, 2U);
    EXPECT_TRUE(health->shown);
    EXPECT_TRUE(health->side_files);
}

TEST_F(Checked, ABatchThatTheKeyDidNotSealIsFoundWithTheKeyOnly) {
    seal_last_batch_anew();
    EXPECT_TRUE(checked(nullptr));
    auto health = checked(&key_);
    ASSERT_FALSE(health);
    EXPECT_EQ(health.error().kind, Kind::corrupt);
    EXPECT_TRUE(health.error().what.contains("the journal's seal")) << health.error().what;
    EXPECT_TRUE(health.error().where.contains("segment-00000000000000000000, offset "))
        << health.error().where;
}

TEST_F(Checked, AnotherKeyIsRefused) {
    auto other = crypto::PrivateKey::generate(crypto::Algorithm::Ed25519);
    EXPECT_EQ(checked(&other).error().kind, Kind::conflict);
}

// ---- reading without opening ---------------------------------------------------------------------------

class ReadInPlace : public Checked {
protected:
    Result<std::vector<std::string>> read() {
        std::vector<std::string> out;
        auto count = TRY(read_files(*disk_, folder, [&](Index index, std::string_view entry) {
            check(index == out.size(), "entries come in order");
            out.emplace_back(entry);
            return Outcome();
        }));
        check(count == out.size(), "what is counted was handed over");
        return out;
    }
    auto open() {
        auto key = crypto::PrivateKey::from_pem(key_.pem());
        return *open_files({folder, {"test/main", std::move(*key)}, disk_});
    }
};

TEST_F(ReadInPlace, EntriesComeWithoutAKeyWhileTheJournalIsOpen) {
    auto journal = open();
    std::string_view entry = "three";
    ASSERT_TRUE(journal->append({&entry, 1}));
    EXPECT_EQ(read().value(), (std::vector<std::string>{"one", "two", "three"}));
}

// Behind the head there may be a batch that is not durable yet.
TEST_F(ReadInPlace, NothingComesThatWasNotAcknowledged) {
    auto head = disk_->content(folder / "head");
    std::string_view entry = "three";
    ASSERT_TRUE(open()->append({&entry, 1}));
    disk_->set_content(folder / "head", std::move(head));
    disk_->set_content(folder / "checkpoint", {});
    EXPECT_EQ(read().value(), (std::vector<std::string>{"one", "two"}));
}

TEST_F(ReadInPlace, NoEntryOfADamagedBatchComes) {
    auto content = disk_->content(folder / segment_name(0));
    content.at(batch_head_bytes + 3) ^= 1; // of "one"
    disk_->set_content(folder / segment_name(0), std::move(content));
    EXPECT_EQ(read().error().kind, Kind::corrupt);
}

} // namespace vienreiz::journal::check_test
