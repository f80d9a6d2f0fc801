// Sequencers of several nodes over one journal in a real database: each decides on what all have decided before.
#include "platform/sessions.hpp"
#include "platform/stand_ins_test.hpp"
#include "postgres/foremost.hpp"
#include "postgres/test_journals.hpp"

namespace vienreiz::cluster_test {
using namespace platform;
using namespace std::chrono_literals;
using postgres::test::Proxy, postgres::test::shared_pair;

// How many there are: the rule counts on from what its node's views show.
struct Counted {
    static constexpr std::string_view type = "test.Counted";
    std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Counted, (), (number))

std::uint64_t count_in(const store::Snapshot& view) {
    return number<std::uint64_t>(view.get("count").value_or("0")).value_or(0);
}
Result<Events> count(const Moment&, const store::Snapshot& view) {
    return Events{}.add(Counted{count_in(view) + 1});
}

struct Member {
    explicit Member(std::unique_ptr<journal::Journal> on) : journal(std::move(on)) {}
    static EventTypes types() {
        EventTypes out;
        out.on<Counted>([](store::Batch& batch, const Happened&, const Counted& counted) {
            batch.put("count", std::to_string(counted.number));
        });
        return out;
    }
    std::unique_ptr<journal::Journal> journal;
    Views views{store::memory_store(), types()};
    std::shared_ptr<const Clock> clock = system_clock();
    Sequencer sequencer{*journal, views, *clock};

    std::future<Result<Written>> begin_to_count() {
        auto promise = std::make_shared<std::promise<Result<Written>>>();
        sequencer.submit("test", count, [promise](Result<Written> written) {
            promise->set_value(std::move(written));
        });
        return promise->get_future();
    }
};

struct Nodes : postgres::test::Journals {
    // Consecutive numbers: none was decided on another past than the one it stands behind.
    static void expect_counted(const journal::Journal& journal, std::uint64_t many) {
        auto entries = all(journal);
        ASSERT_EQ(entries.size(), many);
        for (std::uint64_t at = 0; at < many; ++at)
            EXPECT_TRUE(entries[at].contains(fmt::format(R"("number":{}}})", at + 1)))
                << entries[at];
    }
    postgres::PostgresOptions impatient(const Proxy& proxy) const {
        auto out = options(proxy.address());
        out.patience = std::chrono::seconds(1);
        return out;
    }
};

TEST_F(Nodes, DecideEachOnWhatAllHaveDecidedBefore) {
    constexpr std::size_t nodes = 3, each = 60;
    std::vector<std::unique_ptr<Member>> members;
    for (std::size_t node = 0; node < nodes; ++node)
        members.push_back(std::make_unique<Member>(open()));
    {
        std::vector<std::jthread> threads;
        for (auto& member : members)
            threads.emplace_back([&member] {
                std::vector<std::future<Result<Written>>> waiting;
                for (std::size_t at = 0; at < each; ++at) {
                    waiting.push_back(member->begin_to_count());
                    if (at % 7 != 0) continue; // the others wait together
                    EXPECT_TRUE(waiting.back().get());
                    waiting.pop_back();
                }
                for (auto& one : waiting) EXPECT_TRUE(one.get());
            });
    }
    expect_counted(*open(), nodes * each);
    for (auto& member : members) {
        EXPECT_TRUE(soon([&] { return member->views.position() == nodes * each; }))
            << "without another command";
        EXPECT_EQ(count_in(*member->views.snapshot()), nodes * each);
    }
}

TEST_F(Nodes, RefuseOnlyOnWhatIsSoNow) {
    Member one(open()), other(open());
    for (std::uint64_t at = 1; at <= 50; ++at) {
        auto& teller = at % 2 ? one : other;
        auto& asked = at % 2 ? other : one;
        ASSERT_TRUE(teller.begin_to_count().get());
        auto seen = asked.sequencer.submit_and_wait(
            "test", [at](const Moment&, const store::Snapshot& view) -> Result<Events> {
                if (count_in(view) == at) return Failure{Kind::too_many, "it is seen"};
                return Failure{Kind::missing, "what the other has told is not seen"};
            });
        ASSERT_EQ(seen.error().kind, Kind::too_many) << seen.error().what;
    }
}

// A node whose batch was cut off, and another that has decided meanwhile.
struct CutOff : Nodes {
    void cut(Proxy::Cut what) {
        proxy = std::make_unique<Proxy>(shared_pair().primary->port());
        cut_off = std::make_unique<Member>(open(impatient(*proxy)));
        ASSERT_TRUE(cut_off->begin_to_count().get());
        proxy->hold(true);
        proxy->cut(what, "propose");
        written = cut_off->begin_to_count();
        EXPECT_TRUE(soon([&] { return !cut_off->journal->takes_entries(); }));
        proxy->drop_all();
        Member other(open());
        ASSERT_TRUE(other.begin_to_count().get());
        EXPECT_EQ(cut_off->begin_to_count().get().error().kind, Kind::unavailable)
            << "nothing is decided while a batch is open";
        EXPECT_EQ(written.wait_for(2s), std::future_status::timeout) << "nobody guesses";
    }
    void expect_told(journal::Index first) {
        proxy->hold(false);
        auto told = written.get();
        ASSERT_TRUE(told) << told.error().what;
        EXPECT_EQ(told->first, first);
        EXPECT_EQ(cut_off->begin_to_count().get().value().first, 3U);
        expect_counted(*open(), 4);
    }
    std::unique_ptr<Proxy> proxy;
    std::unique_ptr<Member> cut_off;
    std::future<Result<Written>> written;
};

TEST_F(CutOff, IsToldOnceItIsKnownThatTheBatchWasKept) {
    cut(Proxy::Cut::answer);
    expect_told(1);
}

// Behind what the other decided meanwhile.
TEST_F(CutOff, IsDecidedAnewWhereTheBatchWasNotKept) {
    cut(Proxy::Cut::statement);
    expect_told(2);
}

TEST_F(Nodes, ThatStopSayWhatTheyDoNotKnow) {
    Proxy proxy(shared_pair().primary->port());
    std::future<Result<Written>> written;
    {
        Member cut_off(open(impatient(proxy)));
        proxy.hold(true);
        proxy.cut(Proxy::Cut::answer, "propose");
        written = cut_off.begin_to_count();
        EXPECT_TRUE(soon([&] { return !cut_off.journal->takes_entries(); }));
        proxy.drop_all();
    }
    auto told = written.get();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().kind, Kind::unavailable);
    EXPECT_TRUE(told.error().what.contains("not known")) << told.error().what;
}

// ---- what nodes share besides -----------------------------------------------------------------------

struct Sharing : postgres::test::Journals {
    std::unique_ptr<postgres::Shelf> open_shelf() const {
        return *postgres::Shelf::open({shared_pair().primary->address(), schema});
    }
    const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 12h;
};

TEST_F(Sharing, TokensAreOfAllNodesAndEndAtAll) {
    auto shelf = open_shelf();
    auto one_kept = hashes_on(*shelf), other_kept = hashes_on(*shelf);
    auto one = *Tokens::open(*one_kept, "session/"), other = *Tokens::open(*other_kept, "session/");
    auto token = one->issue("anna", noon, 12h), second = one->issue("anna", noon, 12h);
    ASSERT_TRUE(other->find(token, noon)) << "before it has followed";
    EXPECT_FALSE(other->find(token + "x", noon));
    ASSERT_TRUE(one->revoke(token));
    ASSERT_TRUE(other->follow());
    EXPECT_FALSE(other->find(token, noon));
    ASSERT_TRUE(other->revoke_all("anna")) << "those it was never shown as well";
    ASSERT_TRUE(one->follow());
    EXPECT_FALSE(one->find(second, noon));
    EXPECT_EQ(one->size() + other->size(), 0U);
}

TEST_F(Sharing, TokensAreIdleOnlyWhereNobodyUsesThem) {
    auto shelf = open_shelf();
    auto one_kept = hashes_on(*shelf), other_kept = hashes_on(*shelf);
    auto one = *Tokens::open(*one_kept, "session/"), other = *Tokens::open(*other_kept, "session/");
    auto token = one->issue("anna", noon, 12h);
    ASSERT_TRUE(other->use(token, noon + 20min, 30min));
    ASSERT_TRUE(other->sweep(noon + 21min));
    ASSERT_TRUE(one->follow());
    EXPECT_TRUE(one->use(token, noon + 45min, 30min));
}

TEST_F(Sharing, WhatIsSeenByOneNodeIsSeenByAll) {
    auto shelf = open_shelf();
    auto one_kept = hashes_on(*shelf), other_kept = hashes_on(*shelf);
    auto one = *Replays::open(*one_kept), other = *Replays::open(*other_kept);
    EXPECT_TRUE(one->first_time("a", noon, noon + 5min).value());
    EXPECT_FALSE(other->first_time("a", noon, noon + 5min).value());
    EXPECT_TRUE(other->first_time("b", noon, noon + 5min).value());
}

TEST_F(Sharing, WhoeverInventsTokensDoesNotKeepTheDatabaseBusy) {
    constexpr unsigned invented = 5'000;
    Proxy proxy(shared_pair().primary->port());
    proxy.watch("shelf_get");
    auto shelf = *postgres::Shelf::open({proxy.address(), schema});
    auto kept = hashes_on(*shelf);
    auto tokens = *Tokens::open(*kept, "session/");
    for (unsigned times = 0; times < invented; ++times)
        EXPECT_FALSE(tokens->find(std::to_string(times), noon));
    EXPECT_GT(proxy.seen(), 0U);
    EXPECT_LT(proxy.seen(), invented / 2);
}

TEST_F(Sharing, AnAssertionThatCouldNotBeKeptMayBeShownAgain) {
    Proxy proxy(shared_pair().primary->port());
    auto shelf = *postgres::Shelf::open({proxy.address(), schema});
    auto kept = hashes_on(*shelf);
    auto replays = *Replays::open(*kept);
    proxy.hold(true);
    proxy.drop_all();
    EXPECT_EQ(replays->first_time("a", noon, noon + 5min).error().kind, Kind::unavailable);
    proxy.hold(false);
    EXPECT_TRUE(replays->first_time("a", noon, noon + 5min).value());
    EXPECT_FALSE(replays->first_time("a", noon, noon + 5min).value());
}

TEST_F(Sharing, OneNodeIsForemostAndAnotherAfterIt) {
    auto address = shared_pair().primary->address();
    auto one = std::make_unique<postgres::Foremost>(address, schema);
    postgres::Foremost other(address, schema), elsewhere(address, schema + " of others");
    EXPECT_TRUE(one->is_this_node());
    EXPECT_FALSE(other.is_this_node());
    EXPECT_TRUE(elsewhere.is_this_node());
    std::this_thread::sleep_for(600ms);
    EXPECT_TRUE(one->is_this_node()) << "as long as it lives";
    EXPECT_FALSE(other.is_this_node());
    one.reset();
    EXPECT_TRUE(soon([&] { return other.is_this_node(); }));
}

} // namespace vienreiz::cluster_test
