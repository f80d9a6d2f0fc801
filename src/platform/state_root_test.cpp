#include "journal/simulated_disk.hpp"
#include "platform/noting_batch.hpp"
#include "platform/stand_ins_test.hpp"
#include "platform/state_root.hpp"
#include "platform/views.hpp"

#include <gtest/gtest.h>

#include <set>

namespace vienreiz::platform::state_root_test {

struct Said {
    static constexpr std::string_view type = "test.Said";
    std::string key;
    std::optional<std::string> value; // none: it is gone
};
BOOST_DESCRIBE_STRUCT(Said, (), (key, value))

struct State : testing::Test {
    std::unique_ptr<journal::Journal> journal = *journal::open_files(
        {"/data",
         {"example.lv/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
         std::make_shared<journal::SimulatedDisk>(1)});
    Views views = opened(store::memory_store());

    static Views opened(std::unique_ptr<store::Store> store) {
        EventTypes types;
        types.on<Said>([](store::Batch& batch, const Happened&, const Said& said) {
            if (said.value)
                batch.put(said.key, *said.value);
            else
                batch.erase(said.key);
        });
        register_state_events(types);
        return {std::move(store), std::move(types), Views::Rooted::yes};
    }
    void enter(const Events& events) {
        for (const auto& event : events.list) {
            auto entry = entry_of(event, Instant{}, "node");
            std::string_view line = entry;
            ASSERT_TRUE(journal->append(std::span(&line, 1)));
        }
        ASSERT_TRUE(views.catch_up(*journal));
    }
    void say(const std::string& key, std::optional<std::string> value) {
        enter(Events{}.add(Said{key, std::move(value)}));
    }
    [[nodiscard]] Result<Events> decided() const {
        return TRY(next_portion(*views.snapshot())).events;
    }
    [[nodiscard]] crypto::Hash root() const { return state_root(*views.snapshot()).value(); }
};

TEST_F(State, HasARootOnceAnythingHasChanged) {
    EXPECT_EQ(decided().error().kind, Kind::conflict);
    say("a", "1");
    auto first = decided();
    ASSERT_TRUE(first);
    enter(*first);
    EXPECT_EQ(decided().error().kind, Kind::conflict) << "nothing has changed since";
}

TEST_F(State, HasTheRootOfWhatIsThereHoweverItCameAbout) {
    EXPECT_EQ(root(), crypto::Hash{});
    say("a", "1");
    auto one = root();
    enter(*decided());
    EXPECT_EQ(root(), one) << "entered or not";
    say("b", "2");
    auto both = root();
    EXPECT_NE(both, one);
    enter(*decided());
    say("b", std::nullopt);
    EXPECT_EQ(root(), one) << "what is gone again is not part of it";
    enter(*decided());
    say("a", std::nullopt);
    say("b", "2");
    say("a", "1");
    EXPECT_EQ(root(), both);
    say("!own", "of the platform");
    EXPECT_EQ(root(), both);
}

// A root at a time, one over all of it, and one that is entered in between: the same.
TEST_F(State, IsNotedWhateverKeysOneEntryHasWritten) {
    std::string longest(limits::store_key_bytes, 'k'), empty_value;
    for (int times = 0; times < 2; ++times)
        for (const auto& key :
             {std::string("k"), std::string(255, 'k'), std::string(256, 'k'), longest})
            say(key, std::to_string(times));
    say("z", empty_value);
    auto all = root();
    auto again = opened(store::memory_store());
    auto batch = again.begin();
    ASSERT_TRUE(journal->read(0, journal->size(), [&](std::uint64_t index, std::string_view entry) {
        return again.stage(*batch, index, entry);
    }));
    EXPECT_EQ(state_root(*batch).value(), all) << "within one batch";
    enter(*decided());
    EXPECT_EQ(root(), all);
    say(longest, std::nullopt);
    EXPECT_NE(root(), all);
    say(longest, "1");
    EXPECT_EQ(root(), all);
}

// However much has changed, each portion is some of it, and together they are all.
TEST_F(State, IsEnteredInPortionsWhereMuchHasChanged) {
    Events many;
    for (int key = 0; key < 40'000; ++key) many.add(Said{std::to_string(key), "x"});
    enter(many);
    auto all = root();
    int portions = 0;
    for (auto portion = next_portion(*views.snapshot()); portion;
         portion = next_portion(*views.snapshot()), ++portions) {
        EXPECT_FALSE(portion->is_all && portions < 32);
        enter(portion->events);
        EXPECT_EQ(root(), all);
        if (portions == 3) say("0", "y"), all = root(); // meanwhile
    }
    EXPECT_GE(portions, 32);
    EXPECT_LE(portions, 33) << "what has changed meanwhile may come once more";
    say("1", "y");
    EXPECT_TRUE(next_portion(*views.snapshot())->is_all) << "where it is little";
    enter(*decided());
    EXPECT_EQ(next_portion(*views.snapshot()).error().kind, Kind::conflict);
}

// Each portion begins where the last one ended, or what changes all the time would keep the rest away.
TEST_F(State, IsEnteredInTurnHoweverMuchGoesOnChanging) {
    std::set<std::uint64_t> begun_at;
    for (int times = 0; times < 40; ++times) {
        Events many;
        for (int key = 0; key < 5'000; ++key)
            many.add(Said{std::to_string(key), std::to_string(times)});
        enter(many);
        auto portion = next_portion(*views.snapshot()).value();
        auto said = *json::read<StatePartsRooted>(portion.events.list.front().data);
        EXPECT_LT(said.count, 200U);
        begun_at.insert(said.first / 64);
        enter(portion.events);
    }
    EXPECT_EQ(begun_at.size(), 4U) << "of four quarters";
}

// Whoever applies what another has decided, at another time and after a restart, has the same parts.
TEST_F(State, HasTheSameRootsWhereEntriesAreOnlyApplied) {
    Events many;
    for (int key = 0; key < 5'000; ++key) many.add(Said{std::to_string(key), "x"});
    enter(many);
    for (int times = 0; times < 20; ++times) {
        say(std::to_string(times), "y");
        enter(*decided());
    }
    say("z", "z");
    auto again = opened(store::memory_store());
    ASSERT_TRUE(again.catch_up(*journal));
    EXPECT_EQ(next_portion(*again.snapshot())->events.list[0].data, decided()->list[0].data);
    EXPECT_EQ(state_root(*again.snapshot()).value(), root());
}

TEST_F(State, WithoutSuchPartsIsRefused) {
    for (auto [first, count] : {std::pair(256U, 1U), std::pair(0U, 257U)}) {
        StatePartsRooted event{rules_version, first, count, std::string(64, '0')};
        auto entry = entry_of({StatePartsRooted::type, json::text(event)}, Instant{}, "node");
        auto batch = views.begin();
        EXPECT_EQ(views.stage(*batch, 0, std::string_view(entry)).error().kind, Kind::corrupt);
    }
}

TEST_F(State, OfJournalsOfBeforeIsPassedOver) {
    say("a", "1");
    auto one = root();
    enter(Events{}.add(StateRooted{1, std::string(64, '0')}));
    EXPECT_EQ(root(), one);
}

TEST_F(State, ThatOtherRulesHaveMadeIsMadeAnew) {
    say("a", "1");
    auto store = store::memory_store();
    auto batch = store->batch();
    batch->put("!position", "1");
    batch->put("!rules", "0");
    batch->put("left", "over");
    ASSERT_TRUE(batch->commit());
    auto older = opened(std::move(store));
    ASSERT_TRUE(older.catch_up(*journal));
    EXPECT_EQ(older.snapshot()->get("left"), std::nullopt);
    EXPECT_EQ(older.snapshot()->get("a"), "1");
    EXPECT_EQ(state_root(*older.snapshot()).value(), root());
}

TEST(Clock, SetBackBeforeARestartDoesNotTakeTheJournalBack) {
    struct Fixed final : Clock {
        Instant at;
        [[nodiscard]] Instant now() const override { return at; }
    };
    auto journal = *journal::open_files(
        {"/data",
         {"example.lv/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
         std::make_shared<journal::SimulatedDisk>(1)});
    EventTypes types;
    register_noted(types);
    Views views(store::memory_store(), types);
    auto note = [](const Moment&, const store::Snapshot&) -> Result<Events> {
        return Events{}.add(Noted{"noted"});
    };
    auto moment_of = [&](journal::Index index) {
        return json::read<Envelope>(journal->entry(index).value()).value().at;
    };
    Fixed clock;
    clock.at = Instant{} + std::chrono::hours(2);
    ASSERT_TRUE(Sequencer(*journal, views, clock).submit_and_wait("node", note));
    clock.at = Instant{} + std::chrono::hours(1);
    ASSERT_TRUE(Sequencer(*journal, views, clock).submit_and_wait("node", note));
    EXPECT_EQ(moment_of(1), moment_of(0));
}

} // namespace vienreiz::platform::state_root_test
