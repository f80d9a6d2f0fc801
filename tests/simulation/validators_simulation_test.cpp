// Eight validators before an operator that, at some moment, enters what the rules do not give, or a root of another
// state. Some of the eight are dishonest and cosign anything. The honest ones are killed while they keep what they have
// judged, their disks are full, and entries cannot always be had. Such an entry is never final, unless as many lie as
// must cosign; and as long as all is lawful, two may stay away.
#include "base/diagnostics.hpp"
#include "platform/state_root.hpp"
#include "simulation/parties.hpp"
#include "store/scratch_folder.hpp"
#include "validator/noting_test.hpp"
#include "validator/validator.hpp"

#include <gtest/gtest.h>

#include <random>

namespace vienreiz::validators_simulation_test {
using namespace simulation;
using namespace platform;
using journal::TileName;

struct Tally {
    std::uint64_t final = 0, refused = 0, killed = 0, full = 0, away = 0;
};

const std::vector<Capability>& rules() {
    static const auto all = noting();
    return all;
}
const Instant beginning = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22);

// What somebody who holds the journal's key may enter against the rules.
enum class Unlawful {
    long_word,
    unknown_event,
    unknown_person,
    no_entry,
    earlier,
    much_later,
    half_a_decision,
    any_root,
    root_of_an_earlier_state,
    root_of_another_state,
    count
};

// The operator: its journal, and the views that follow from it.
class Operator {
public:
    [[nodiscard]] const journal::Journal& journal() const { return *journal_; }
    [[nodiscard]] journal::Checkpoint newest() const {
        return journal::checkpoint_in(journal_->checkpoint()).value();
    }
    void enter_lawfully(std::uint64_t choice) {
        now_ += std::chrono::seconds(1);
        if (choice % 4 == 0 && enter_root(views_)) return;
        auto word = "n" + std::to_string(journal_->size());
        decide_and_enter(choice % 3 == 0 ? word + " b c" : word);
    }
    void enter(Unlawful what) {
        now_ += std::chrono::seconds(1);
        switch (what) {
        case Unlawful::long_word:
            return append(note("muchtoolong", now_));
        case Unlawful::unknown_event:
            return append(entry_of({"test.Unknown", "{}"}, now_, "node"));
        case Unlawful::unknown_person:
            return append(entry_of({Noted::type, json::text(Noted{"a"})}, now_, "person:somebody"));
        case Unlawful::no_entry:
            return append("text");
        case Unlawful::earlier:
            return append(note("a", now_ - std::chrono::hours(1)));
        case Unlawful::much_later:
            return append(note("a", now_ + std::chrono::hours(24)));
        case Unlawful::half_a_decision:
            append(note("a b", now_));
            return append(note("c", now_));
        case Unlawful::any_root:
            return append(root(any_root()));
        case Unlawful::root_of_an_earlier_state:
            if (auto portion = next_portion(*views_.snapshot()))
                last_root_ = portion->events.list.front().data;
            decide_and_enter("new");
            return append(root(last_root_));
        case Unlawful::root_of_another_state:
        case Unlawful::count:
            return append(root(root_with_another_value()));
        }
    }

private:
    static std::string note(const std::string& text, Instant at) {
        return entry_of({Noted::type, json::text(Noted{text})}, at, "node");
    }
    [[nodiscard]] std::string root(const std::string& said) const {
        return entry_of({StatePartsRooted::type, said}, now_, "node");
    }
    static std::string any_root() {
        auto hash = hex(crypto::sha256(bytes(std::string_view("any"))));
        return json::text(StatePartsRooted{rules_version, 0, 256, hash});
    }
    void append(const std::string& entry) {
        std::string_view line = entry;
        check(journal_->append(std::span(&line, 1)).has_value(), "the operator's disk is sound");
    }
    void append(const Events& events) {
        for (const auto& event : events.list) append(entry_of(event, now_, "node"));
        check(views_.catch_up(*journal_).has_value(), "what is lawful can be applied");
    }
    void decide_and_enter(const std::string& words) {
        append(decide(Moment{now_, {}}, Caller{}, *views_.snapshot(), Note{words}).value());
    }
    bool enter_root(const Views& views) {
        auto portion = next_portion(*views.snapshot());
        if (!portion) return false;
        last_root_ = portion->events.list.front().data;
        append(portion->events);
        return true;
    }
    // As when somebody has changed what one key of the views has.
    std::string root_with_another_value() {
        decide_and_enter("new");
        auto batch = views_.begin();
        NotingBatch noting(*batch, journal_->size());
        noting.put("noted/0", "another");
        noting.keep_notes();
        return next_portion(*batch).value().events.list.front().data;
    }
    static EventTypes types() {
        EventTypes out;
        register_noted(out);
        register_state_events(out);
        return out;
    }

    std::unique_ptr<journal::Journal> journal_ = *journal::open_files(
        {"/main", {origin, key_of(1)}, std::make_shared<journal::SimulatedDisk>(1)});
    Views views_{store::memory_store(), types(), Views::Rooted::yes};
    Instant now_ = beginning;
    std::string last_root_ = any_root(); // what was said of the last one
};

// An honest one, with what it has judged on a disk that fails.
class Judging {
public:
    Judging(unsigned party, std::uint64_t seed, journal::Fetch fetch)
        : disk_(std::make_shared<journal::SimulatedDisk>(seed)), fetch_(std::move(fetch)),
          witness_(party, seed) {
        std::filesystem::create_directory(folder_.path() / "judged");
        start();
    }
    std::optional<std::string> cosign(const std::string& submission,
                                      const journal::Checkpoint& checkpoint) {
        auto right = validator_->judge(checkpoint);
        if (disk_->crashed()) {
            disk_->cut_power();
            start();
            return {};
        }
        if (!right) return {};
        return witness_.cosign(submission);
    }
    void will_be_killed(std::uint64_t at) { disk_->set_faults({.crash_at = at}); }
    void has_room_for(std::uint64_t bytes) { disk_->set_faults({.capacity = bytes}); }
    [[nodiscard]] std::uint64_t holds() const { return witness_.holds(); }

private:
    void start() {
        validator_.reset();
        struct Fixed final : Clock {
            [[nodiscard]] Instant now() const override { return beginning + std::chrono::hours(1); }
        };
        auto opened = validator::Validator::open({.folder = folder_.path() / "judged",
                                                  .disk = disk_,
                                                  .origin = origin,
                                                  .fetch = fetch_,
                                                  .capabilities = rules(),
                                                  .clock = std::make_shared<Fixed>()});
        check(opened.has_value(), opened ? "" : opened.error().what);
        validator_ = std::move(*opened);
    }

    store::ScratchFolder folder_;
    std::shared_ptr<journal::SimulatedDisk> disk_;
    journal::Fetch fetch_;
    Honest witness_;
    std::unique_ptr<validator::Validator> validator_;
};

class Simulation {
public:
    // The first `dishonest` parties cosign whatever they are shown.
    Simulation(std::uint64_t seed, unsigned dishonest, Tally& tally)
        : random_(seed), tally_(tally), seed_(seed) {
        for (unsigned party = dishonest; party < parties; ++party)
            honest_[party] = std::make_unique<Judging>(party, seed * parties + party, fetching());
    }

    void play_lawfully() {
        for (auto turns = 2 + random_() % 5; turns > 0; --turns) {
            for (auto many = 1 + random_() % 3; many > 0; --many)
                operator_.enter_lawfully(random_());
            show_to_some();
        }
    }
    void play_unlawfully() {
        disturbed_ = true;
        auto kinds = static_cast<std::uint64_t>(Unlawful::count);
        operator_.enter(static_cast<Unlawful>(seed_ / 2 % kinds));
        lawful_ = operator_.journal().size() - 1;
        show_to_some();
        show_to_all(0);
    }
    // Whether the newest is final once all but so many have been asked, and nothing fails any more.
    bool becomes_final(unsigned away) {
        show_to_all(away);
        return is_final(operator_.newest().size);
    }
    // Whether anything is that holds the unlawful entry.
    bool deceives() {
        bool out = false;
        for (const auto& [size, lines] : lines_)
            if (is_final(size)) ++tally_.final, out = out || size > lawful_;
        return out;
    }

private:
    bool one_in(unsigned n) { return random_() % n == 0; }

    journal::Fetch fetching() {
        return [this](const std::string& path) -> Result<Bytes> {
            if (disturbed_ && one_in(12)) {
                ++tally_.away;
                return Failure{Kind::unavailable, "away"};
            }
            auto name = TRY(journal::parse_tile_path(path));
            auto width = name.width == journal::tile_width ? 0 : name.width;
            const auto& from = operator_.journal();
            return name.of == TileName::Of::hashes ? from.tile(name.level, name.number, width)
                                                   : from.bundle(name.number, width);
        };
    }

    void show_to_some() {
        for (auto& [party, one] : honest_) {
            if (one_in(12)) one->will_be_killed(random_() % 12), ++tally_.killed;
            if (one_in(12)) one->has_room_for(random_() % 20'000), ++tally_.full;
        }
        for (int times = 0; times < 3; ++times) show(static_cast<unsigned>(random_() % parties));
    }
    void show_to_all(unsigned away) {
        disturbed_ = false;
        for (auto& [party, one] : honest_) one->has_room_for(journal::Faults::never);
        for (unsigned party = away; party < parties; ++party) show(party);
    }
    void show(unsigned party) {
        auto newest = operator_.newest();
        auto note = operator_.journal().checkpoint();
        auto found = honest_.find(party);
        if (found == honest_.end()) {
            lines_[newest.size].first = note;
            lines_[newest.size].second[party] = cosigner(party).cosign(to_text(newest), {}).value();
            return;
        }
        auto held = found->second->holds();
        witness::Submission out{held, {}, note};
        if (held > 0) out.proof = operator_.journal().consistency(held, newest.size).value();
        auto lines = found->second->cosign(to_text(out), newest);
        if (!lines) return void(++tally_.refused);
        lines_[newest.size].first = note;
        lines_[newest.size].second[party] = *lines;
    }
    [[nodiscard]] bool is_final(std::uint64_t size) const {
        auto found = lines_.find(size);
        if (found == lines_.end()) return false;
        auto note = found->second.first;
        for (const auto& [party, lines] : found->second.second) note += lines;
        return journal::verified_checkpoint(note, six_of_eight()).has_value();
    }

    std::mt19937_64 random_;
    Tally& tally_;
    std::uint64_t seed_;
    bool disturbed_ = true;
    Operator operator_;
    std::uint64_t lawful_ = 0; // so many entries are
    std::map<unsigned, std::unique_ptr<Judging>> honest_;
    // By size: the operator's note, and the cosignatures by who made them.
    std::map<std::uint64_t, std::pair<std::string, std::map<unsigned, std::string>>> lines_;
};

TEST(ValidatorsSimulation, NothingUnlawfulIsFinalUnlessAsManyLieAsMustCosign) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    Seeds seeds("validators");
    seeds.play([&](std::uint64_t seed) {
        auto dishonest = static_cast<unsigned>(seed / 20 % needed);
        Simulation simulation(seed, dishonest, tally);
        simulation.play_lawfully();
        // Half of them have judged all before, the others come to it with much else.
        ASSERT_TRUE(seed % 2 || simulation.becomes_final(0)) << "seed " << seed;
        simulation.play_unlawfully();
        ASSERT_FALSE(simulation.deceives()) << "seed " << seed << ", " << dishonest << " dishonest";
    });
    // What this is about did happen, often.
    EXPECT_GT(tally.final, seeds.played() / 3);
    EXPECT_GT(tally.refused, 10 * seeds.played());
    EXPECT_GT(tally.killed, seeds.played());
    EXPECT_GT(tally.full, seeds.played());
    EXPECT_GT(tally.away, seeds.played());
}

TEST(ValidatorsSimulation, AsManyAsMustCosignDeceive) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Simulation simulation(seed, needed, tally);
        simulation.play_lawfully();
        simulation.play_unlawfully();
        EXPECT_TRUE(simulation.deceives()) << "seed " << seed;
    }
}

TEST(ValidatorsSimulation, GoesOnWithTwoAwayAsLongAsAllIsLawful) {
    diagnostics::set_level(diagnostics::Level::error);
    Tally tally;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Simulation simulation(seed, static_cast<unsigned>(seed % 3), tally);
        simulation.play_lawfully();
        EXPECT_TRUE(simulation.becomes_final(parties - needed)) << "seed " << seed;
    }
}

} // namespace vienreiz::validators_simulation_test
