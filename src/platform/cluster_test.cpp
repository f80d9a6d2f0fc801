// Sequencers of several nodes over one journal in a real database: each decides on what all have decided before.
#include "platform/stand_ins_test.hpp"
#include "postgres/test_journals.hpp"

namespace vienreiz::cluster_test {
using namespace platform;
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
            EXPECT_TRUE(entries[at].contains(fmt::format(R"("number":{}}})", at + 1))) << entries[at];
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

TEST_F(Nodes, TellOnceItIsKnownThatABatchWasKeptWhoseAnswerWasLost) {
    Proxy proxy(shared_pair().primary->port());
    Member cut_off(open(impatient(proxy)));
    ASSERT_TRUE(cut_off.begin_to_count().get());
    proxy.hold(true);
    proxy.cut(Proxy::Cut::answer, "propose");
    auto written = cut_off.begin_to_count();
    EXPECT_TRUE(soon([&] { return !cut_off.journal->takes_entries(); }));
    proxy.drop_all();
    Member other(open());
    ASSERT_TRUE(other.begin_to_count().get());
    EXPECT_EQ(written.wait_for(std::chrono::seconds(2)), std::future_status::timeout)
        << "nobody guesses";
    EXPECT_EQ(cut_off.begin_to_count().get().error().kind, Kind::unavailable);
    proxy.hold(false);
    auto told = written.get();
    ASSERT_TRUE(told) << told.error().what;
    EXPECT_EQ(told->first, 1U);
    EXPECT_EQ(cut_off.begin_to_count().get().value().first, 3U);
    expect_counted(*open(), 4);
}

TEST_F(Nodes, DecideAnewWhatWasNotKept) {
    Proxy proxy(shared_pair().primary->port());
    Member cut_off(open(impatient(proxy)));
    ASSERT_TRUE(cut_off.begin_to_count().get());
    proxy.hold(true);
    proxy.cut(Proxy::Cut::statement, "propose");
    auto written = cut_off.begin_to_count();
    EXPECT_TRUE(soon([&] { return !cut_off.journal->takes_entries(); }));
    proxy.drop_all();
    Member other(open());
    ASSERT_TRUE(other.begin_to_count().get());
    EXPECT_EQ(cut_off.begin_to_count().get().error().kind, Kind::unavailable)
        << "nothing is decided while a batch is open";
    proxy.hold(false);
    auto told = written.get();
    ASSERT_TRUE(told) << told.error().what;
    EXPECT_EQ(told->first, 2U) << "behind what the other decided meanwhile";
    expect_counted(*open(), 3);
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

} // namespace vienreiz::cluster_test
