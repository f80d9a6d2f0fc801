// A node from an entry to its being final: the journal makes its head durable, the witnesses see it, the quorum cosigns
// it, it is kept, and only then is it shown as final. The node is killed at any operation of its disk, its disk fills
// or fails, witnesses are killed as well, and the network loses. Whatever happens: nothing acknowledged is lost, nobody
// is ever shown two trees of one size, or one that a crash can take back, and what was final stays final.
#include "base/diagnostics.hpp"
#include "journal/journal.hpp"
#include "simulation/parties.hpp"
#include "witness/witnessing.hpp"

#include <gtest/gtest.h>

#include <random>

namespace vienreiz::commit_order_simulation_test {
using namespace simulation;
using witness::Witnessing;

constexpr unsigned witnesses = 4, must_cosign = 3;
constexpr auto kept_final = "/node/final";

struct Tally {
    std::uint64_t killed = 0, full = 0, failed = 0, lost = 0, late = 0, final = 0;
};

std::string url_of(unsigned party) { return "http://w" + std::to_string(party); }

const journal::Policy& three_of_four() {
    static const auto made = [] {
        auto out = six_of_eight();
        out.witnesses.erase(out.witnesses.begin() + witnesses, out.witnesses.end());
        out.groups.front().least = must_cosign;
        out.groups.front().members.resize(witnesses);
        for (auto& one : out.witnesses) one.url = "http://" + one.name;
        return out;
    }();
    return made;
}

// Where each thread that asks a witness waits until the simulation answers it, one at a time: so a seed plays the same
// again, though there are threads.
class Gate {
public:
    Result<Witnessing::Answer> send(const std::string& url, const std::string& body) {
        std::unique_lock hold(mutex_);
        if (closed_) return Failure{Kind::unavailable, "The node stops"};
        waiting_[url] = body;
        changed_.notify_all();
        changed_.wait(hold, [&] { return closed_ || answers_.contains(url); });
        waiting_.erase(url);
        if (closed_) return Failure{Kind::unavailable, "The node stops"};
        return std::move(answers_.extract(url).mapped());
    }
    // What that witness is asked; nothing while nobody asks it for so long.
    std::optional<std::string> request(const std::string& url, std::chrono::microseconds most) {
        std::unique_lock hold(mutex_);
        changed_.wait_for(hold, most,
                          [&] { return waiting_.contains(url) && !answers_.contains(url); });
        auto found = waiting_.find(url);
        if (found == waiting_.end() || answers_.contains(url)) return {};
        return found->second;
    }
    void answer(const std::string& url, Result<Witnessing::Answer> answer) {
        std::lock_guard hold(mutex_);
        answers_.emplace(url, std::move(answer));
        changed_.notify_all();
    }
    void close() {
        std::lock_guard hold(mutex_);
        closed_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool closed_ = false;
    std::map<std::string, std::string> waiting_;
    std::map<std::string, Result<Witnessing::Answer>> answers_;
};

class Simulation {
public:
    Simulation(std::uint64_t seed, Tally& tally)
        : random_(seed), disk_(std::make_shared<journal::SimulatedDisk>(seed)), tally_(tally) {
        for (unsigned party = 0; party < witnesses; ++party)
            honest_.push_back(std::make_unique<Honest>(party, seed * witnesses + party));
    }
    void run() {
        for (int life = 0; life < 4 && !testing::Test::HasFailure(); ++life) {
            disk_->set_faults(faults());
            if (begin()) live();
            end();
        }
        if (testing::Test::HasFailure()) return;
        disk_->set_faults({});
        ASSERT_TRUE(begin());
        disturbed_ = false;
        append();
        for (int round = 0; round < 4; ++round) {
            propose();
            for (unsigned party = 0; party < witnesses; ++party) deliver(party);
        }
        EXPECT_EQ(witnessing_->final_size(), journal_->size()) << "it goes on";
        end();
    }

private:
    bool one_in(std::uint64_t n) { return random_() % n == 0; }

    journal::Faults faults() {
        journal::Faults out;
        if (!one_in(5)) out.crash_at = random_() % 40;
        if (one_in(6)) out.fail_sync_at = random_() % 20;
        if (one_in(5)) out.capacity = 20'000 + random_() % 100'000;
        return out;
    }

    // ---- the node ------------------------------------------------------------------------------

    // False when it was killed before it ran.
    bool begin() {
        auto opened = journal::open_files({"/node/main", {origin, key_of(1)}, disk_});
        if (!opened) {
            EXPECT_TRUE(disk_->crashed() || opened.error().kind != Kind::corrupt)
                << opened.error().what;
            return false;
        }
        journal_ = std::move(*opened);
        EXPECT_GE(journal_->size(), acknowledged_) << "what was acknowledged is lost";
        EXPECT_GE(journal_->size(), shown_.empty() ? 0 : shown_.rbegin()->first)
            << "what was shown is lost";
        acknowledged_ = journal_->size();
        proposed_.clear();
        asleep_.clear();
        cosigned_.clear();
        gate_ = std::make_unique<Gate>();
        auto place = journal::place_in(disk_, "/node");
        if (!place) {
            EXPECT_TRUE(disk_->crashed()) << place.error().what;
            return false;
        }
        auto begun = Witnessing::begin(
            *journal_, three_of_four(),
            {.place = std::move(*place), .file = "final", .patience = {}, .again = {}},
            [gate = gate_.get()](const std::string& url, const std::string& body) {
                return gate->send(url, body);
            });
        if (!begun) {
            EXPECT_TRUE(disk_->crashed()) << begun.error().what;
            return false;
        }
        witnessing_ = std::move(*begun);
        EXPECT_GE(witnessing_->final_size(), newest_final_) << "what was final is not any more";
        look();
        return true;
    }
    void end() {
        if (gate_) gate_->close();
        witnessing_.reset();
        journal_.reset();
        if (disk_->crashed() || one_in(2))
            disk_->cut_power();
        else
            disk_->restart();
    }
    void live() {
        for (auto turns = 10 + random_() % 40; turns > 0 && goes_on(); --turns)
            switch (random_() % 8) {
            case 0:
                append();
                break;
            case 1:
                propose();
                break;
            default:
                deliver(static_cast<unsigned>(random_() % witnesses));
            }
        tally_.killed += disk_->crashed();
    }
    bool goes_on() {
        return !disk_->crashed() && journal_->takes_entries() && !testing::Test::HasFailure();
    }

    void append() {
        std::vector<std::string> entries(1 + random_() % 5);
        for (auto& entry : entries) entry = "entry " + std::to_string(random_());
        auto appended =
            journal_->append(std::vector<std::string_view>(entries.begin(), entries.end()));
        if (appended) {
            acknowledged_ = *appended + entries.size();
        } else if (appended.error().kind == Kind::unavailable && !disk_->crashed()) {
            ++tally_.full;
            disk_->set_faults({}); // somebody makes room
        } else {
            ++tally_.failed;
        }
        look();
    }
    void propose() {
        auto final_one = witnessing_->final_one();
        bool is_old =
            proposed_ == journal_->checkpoint() ||
            (final_one.size == journal_->size() && final_one.witnesses.size() == witnesses);
        witnessing_->propose();
        if (is_old) return;
        proposed_ = journal_->checkpoint();
        asleep_.clear();
        cosigned_.clear();
    }

    // ---- the witnesses -------------------------------------------------------------------------

    // What the node asks that witness arrives, or does not, and so does the answer.
    void deliver(unsigned party) {
        if (proposed_.empty() || asleep_.contains(party)) return;
        auto url = url_of(party);
        auto body = gate_->request(url, std::chrono::seconds(10));
        ASSERT_TRUE(body) << "the node asks whom it has not heard";
        std::string note(witness::parse_submission(*body)->note);
        see(note);
        if (disturbed_ && one_in(12)) honest_[party]->will_be_killed(random_() % 4);
        auto reply = disturbed_ && one_in(6) ? std::nullopt : honest_[party]->answer(*body);
        if (!reply || (disturbed_ && one_in(8))) {
            ++tally_.lost;
            gate_->answer(url, Failure{Kind::unavailable, "lost"});
            return;
        }
        bool is_late = note != proposed_;
        tally_.late += is_late;
        bool is_cosigned = reply->status == 200;
        gate_->answer(url, Witnessing::Answer{reply->status, std::move(reply->body)});
        if (!is_cosigned || is_late) return;
        cosigned_.insert(party);
        if (cosigned_.size() < must_cosign || wait_until_final(url)) asleep_.insert(party);
        look(); // whoever reads may have been told just before the node died
    }
    // False when it could not be kept, and the witness is asked once more.
    bool wait_until_final(const std::string& url) {
        auto size = journal::checkpoint_in(proposed_)->size;
        for (;;) {
            auto now = witnessing_->final_one();
            if (now.size == size && now.witnesses.size() >= cosigned_.size()) return true;
            // A node that is dead asks nobody: it cannot read what it would prove.
            if (disk_->crashed() || gate_->request(url, std::chrono::microseconds(100)))
                return false;
        }
    }

    // ---- what anybody sees ---------------------------------------------------------------------

    void look() {
        see(journal_->checkpoint());
        auto newest = witnessing_->final_one();
        if (newest.size == 0) return;
        see(newest.note);
        EXPECT_TRUE(journal::verified_checkpoint(newest.note, three_of_four()));
        EXPECT_EQ(newest.note, text(disk_->content(kept_final))) << "shown, and not kept yet";
        EXPECT_GE(newest.size, newest_final_) << "what was final is not any more";
        EXPECT_TRUE(newest.size > newest_final_ || newest.witnesses.size() >= cosigned_before_)
            << "a cosignature is lost";
        EXPECT_LE(newest.size, acknowledged_);
        tally_.final += newest.size > newest_final_;
        newest_final_ = newest.size;
        cosigned_before_ = newest.witnesses.size();
    }
    void see(const std::string& note) {
        auto checkpoint = journal::checkpoint_in(note).value();
        auto seen = shown_.emplace(checkpoint.size, checkpoint.root).first;
        EXPECT_EQ(seen->second, checkpoint.root) << "two trees of " << checkpoint.size;
    }

    std::mt19937_64 random_;
    std::shared_ptr<journal::SimulatedDisk> disk_;
    Tally& tally_;
    std::vector<std::unique_ptr<Honest>> honest_;
    bool disturbed_ = true;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<Gate> gate_;
    std::unique_ptr<Witnessing> witnessing_;
    std::string proposed_;        // the note
    std::set<unsigned> cosigned_; // it
    std::set<unsigned> asleep_;   // asked no more until something else is proposed
    std::uint64_t acknowledged_ = 0, newest_final_ = 0;
    std::size_t cosigned_before_ = 0;              // by so many was the newest final one
    std::map<std::uint64_t, journal::Hash> shown_; // to anybody, ever
};

TEST(CommitOrderSimulation, WhatIsShownIsDurableAndOfOneHistory) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    Seeds seeds("commit-order");
    seeds.play([&](std::uint64_t seed) { Simulation(seed, tally).run(); });
    // What this is about did happen, often.
    EXPECT_GT(tally.killed, seeds.played());
    EXPECT_GT(tally.full, seeds.played() / 20);
    EXPECT_GT(tally.failed, seeds.played());
    EXPECT_GT(tally.lost, 5 * seeds.played());
    EXPECT_GT(tally.late, seeds.played());
    EXPECT_GT(tally.final, seeds.played());
}

} // namespace vienreiz::commit_order_simulation_test
