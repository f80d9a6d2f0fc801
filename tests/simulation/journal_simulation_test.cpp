// A journal lives through power cuts, killed programs, full disks and failing syncs at random
// moments. After each it must hold every entry it acknowledged, and the tree of every checkpoint it
// showed.
#include "base/diagnostics.hpp"
#include "journal/check.hpp"
#include "journal/checkpoint.hpp"
#include "journal/receipt.hpp"
#include "journal/simulated_disk.hpp"
#include "simulation/seeds.hpp"

#include <gtest/gtest.h>

#include <random>

namespace vienreiz::journal_simulation_test {
using namespace journal;

constexpr int lives = 4;
const std::filesystem::path folder = "/data/journals/main";

struct Tally {
    std::uint64_t crashes = 0, full = 0, refusals = 0, kept_unacknowledged = 0, side_files_lost = 0,
                  entries = 0;
};

const crypto::PrivateKey key = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1));

class Simulation {
public:
    Simulation(std::uint64_t seed, Tally& tally)
        : random_(seed), disk_(std::make_shared<SimulatedDisk>(seed)), tally_(tally) {}

    void run() {
        for (int life = 0; life < lives && !testing::Test::HasFatalFailure(); ++life) {
            live();
            if (testing::Test::HasFatalFailure()) return;
            disk_->crashed() || coin() ? disk_->cut_power() : disk_->restart();
            if (one_in(6)) lose_a_side_file();
            judge();
        }
        if (!testing::Test::HasFatalFailure()) judge_every_byte();
    }

private:
    using Entries = std::vector<std::string>;

    // One life of the program, until something goes wrong or it has done enough.
    void live() {
        disk_->set_faults(faults());
        auto journal = open();
        if (!journal) {
            ASSERT_TRUE(disk_->crashed() || journal.error().kind != Kind::corrupt)
                << journal.error().what << " " << journal.error().where;
            return;
        }
        take_up(**journal);
        auto turns = random_() % 24;
        for (std::uint64_t turn = 0; turn < turns; ++turn)
            if (!append(**journal)) return;
    }

    Faults faults() {
        Faults out;
        if (!one_in(4)) out.crash_at = random_() % 120;
        if (one_in(5)) out.fail_sync_at = random_() % 30;
        if (one_in(5)) out.capacity = random_() % 100'000;
        return out;
    }

    // Somebody tidies up.
    void lose_a_side_file() {
        constexpr std::string_view names[] = {"positions", "hashes-0", "hashes-1"};
        auto removed = disk_->remove(folder / names[random_() % std::size(names)]);
        tally_.side_files_lost += removed ? 1U : 0U;
        if (coin()) live(); // which may crash while they are written anew
        if (disk_->crashed()) disk_->cut_power();
        disk_->restart();
    }

    // False when this life is over.
    bool append(Journal& journal) {
        pending_ = some_entries();
        auto before = journal.checkpoint();
        auto first =
            journal.append(std::vector<std::string_view>(pending_.begin(), pending_.end()));
        if (first) {
            EXPECT_EQ(*first, acknowledged_.size());
            acknowledged_.insert(acknowledged_.end(), pending_.begin(), pending_.end());
            pending_.clear();
            note_shown(journal);
            return true;
        }
        EXPECT_EQ(journal.checkpoint(), before) << "what failed is not shown";
        if (disk_->crashed()) {
            ++tally_.crashes;
            return false;
        }
        if (first.error().kind == Kind::unavailable) { // the disk is full: somebody makes room
            ++tally_.full;
            pending_.clear();
            if (coin()) disk_->set_faults({});
            return true;
        }
        ++tally_.refusals;
        EXPECT_EQ(first.error().kind, Kind::corrupt);
        EXPECT_EQ(journal.append(std::vector<std::string_view>{"x"}).error().kind, Kind::corrupt);
        return false;
    }

    // What a reader sees in a new life: all that was acknowledged, and of the batch that was under
    // way all or nothing. From then on it counts as acknowledged, for it was shown.
    void take_up(Journal& journal) {
        auto size = journal.size();
        if (size != acknowledged_.size()) {
            ASSERT_EQ(size, acknowledged_.size() + pending_.size());
            acknowledged_.insert(acknowledged_.end(), pending_.begin(), pending_.end());
            ++tally_.kept_unacknowledged;
        }
        pending_.clear();
        note_shown(journal);
    }

    void note_shown(Journal& journal) {
        auto note = parse_note(journal.checkpoint());
        ASSERT_TRUE(note) << note.error().what;
        auto checkpoint = parse_checkpoint(note->text); // judge_receipt() verifies its signature
        ASSERT_TRUE(checkpoint) << checkpoint.error().what;
        shown_.push_back(*checkpoint);
    }

    void judge() {
        auto opened = open();
        ASSERT_TRUE(opened) << opened.error().what << " " << opened.error().where;
        auto& journal = **opened;
        take_up(journal);
        Index next = 0;
        auto read =
            journal.read(0, journal.size(), [&](Index index, std::string_view entry) -> Outcome {
                EXPECT_EQ(index, next);
                EXPECT_EQ(entry, acknowledged_.at(next++));
                return {};
            });
        ASSERT_TRUE(read) << read.error().what << " " << read.error().where;
        ASSERT_EQ(next, acknowledged_.size());
        judge_checkpoints();
        judge_receipt(journal);
    }

    void judge_every_byte() {
        auto vkey = to_vkey(verifier_key("example.lv/journals/main", key.public_key()));
        auto health = check_files(*disk_, folder, vkey, [](auto, auto) {});
        ASSERT_TRUE(health) << health.error().what << " " << health.error().where;
        ASSERT_EQ(health->entries, acknowledged_.size());
    }

    // Every checkpoint anybody saw, in any life, is of a tree this one has grown from.
    void judge_checkpoints() {
        std::vector<Hash> roots{empty_root()};
        Edge edge;
        for (const auto& entry : acknowledged_) {
            edge.append(leaf_hash(bytes(entry)));
            roots.push_back(edge.root());
        }
        for (const auto& checkpoint : shown_) {
            ASSERT_LT(checkpoint.size, roots.size());
            ASSERT_EQ(checkpoint.root, roots[checkpoint.size]);
        }
    }

    void judge_receipt(Journal& journal) {
        if (acknowledged_.empty()) return;
        auto index = random_() % acknowledged_.size();
        auto receipt = journal.receipt(index);
        ASSERT_TRUE(receipt) << receipt.error().what;
        auto verified = verify_receipt(*receipt, std::vector{journal.vkey()});
        ASSERT_TRUE(verified) << verified.error().what;
        ASSERT_EQ(verified->entry, acknowledged_[index]);
    }

    Result<std::unique_ptr<Journal>> open() {
        return open_files({folder, {"example.lv/journals/main", key}, disk_, segment_bytes_});
    }

    Entries some_entries() {
        Entries out(1 + random_() % (one_in(8) ? 300 : 6));
        for (auto& entry : out) {
            entry = "entry " + std::to_string(tally_.entries++) + " ";
            entry.append(random_() % (one_in(8) ? 1500 : 40), '.');
        }
        return out;
    }
    bool coin() { return random_() & 1; }
    bool one_in(std::uint64_t of) { return random_() % of == 0; }

    std::mt19937_64 random_;
    std::shared_ptr<SimulatedDisk> disk_;
    Tally& tally_;
    std::size_t segment_bytes_ = 2'000 + random_() % 20'000;
    Entries acknowledged_, pending_;
    std::vector<Checkpoint> shown_;
};

TEST(JournalSimulation, NothingAcknowledgedIsEverLost) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    simulation::Seeds seeds("journal");
    seeds.play([&](std::uint64_t seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Simulation(seed, tally).run();
    });
    // The failures that this is about did happen, often.
    EXPECT_GT(tally.crashes, seeds.played() / 4);
    EXPECT_GT(tally.full, seeds.played() / 20);
    EXPECT_GT(tally.refusals, seeds.played() / 20);
    EXPECT_GT(tally.kept_unacknowledged, seeds.played() / 20);
    EXPECT_GT(tally.side_files_lost, seeds.played() / 20);
    RecordProperty("entries", std::to_string(tally.entries));
}

} // namespace vienreiz::journal_simulation_test
