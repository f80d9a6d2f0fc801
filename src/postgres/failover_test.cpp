// What a lost server, a lost answer and a lost standby do to a journal: nothing that was acknowledged or shown is gone,
// and nothing stands in it twice.
#include "postgres/test_journals.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace vienreiz::postgres::test {

using namespace std::chrono_literals;

// Proposals that wait for the standby.
constexpr std::string_view waiting =
    "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%swapped%'";

struct PostgresFailures : Journals {
    static Server& primary() { return *shared_pair().primary; }
    std::uint64_t value(std::string_view column) const {
        return *number<std::uint64_t>(
            primary().ask(fmt::format("SELECT {} FROM {}.heads", column, schema)));
    }
    // As Patroni does when its last standby is lost, unless it is told to be strict.
    struct NoStandbyIsNamed {
        NoStandbyIsNamed() {
            primary().ask("ALTER SYSTEM RESET synchronous_standby_names");
            primary().ask("SELECT pg_reload_conf()");
            primary().wait_until("SELECT current_setting('synchronous_standby_names') = ''");
        }
        ~NoStandbyIsNamed() { primary().demand_standbys(); }
    };
    // Holds up every commit while it lives.
    struct FrozenStandby {
        FrozenStandby() { shared_pair().standby->freeze(true); }
        ~FrozenStandby() { thaw(); }
        void thaw() { shared_pair().standby->freeze(false); }
    };
};

// ---- a lost answer ---------------------------------------------------------------------------------

TEST_F(PostgresFailures, AStatementThatNeverArrivedIsProposedAgain) {
    Proxy proxy(primary().port());
    auto journal = open(options(proxy.address()));
    ASSERT_TRUE(add_numbered(*journal, 10));
    proxy.cut(Proxy::Cut::statement, "propose");
    EXPECT_EQ(add_numbered(*journal, 5).value(), 10u);
    EXPECT_TRUE(proxy.has_cut());
    EXPECT_EQ(value("epoch"), 1u) << "what may still have been under way was shut out";
    EXPECT_EQ(all(*journal).size(), 15u);
    EXPECT_EQ(all(*open()), all(*journal));
}

TEST_F(PostgresFailures, ABatchWhoseAnswerWasLostIsFoundAndKeptOnce) {
    Proxy proxy(primary().port());
    auto journal = open(options(proxy.address()));
    ASSERT_TRUE(add_numbered(*journal, 10));
    proxy.cut(Proxy::Cut::answer, "propose");
    EXPECT_EQ(add_numbered(*journal, 5).value(), 10u);
    EXPECT_TRUE(proxy.has_cut());
    EXPECT_EQ(value("epoch"), 1u);
    auto texts = all(*open());
    EXPECT_EQ(texts.size(), 15u);
    EXPECT_EQ(std::set(texts.begin(), texts.end()).size(), 15u);
    EXPECT_EQ(add_numbered(*journal, 1).value(), 15u);
}

TEST_F(PostgresFailures, ABatchWhoseAnswerWasLostIsFoundUnderThoseOfOthers) {
    Proxy proxy(primary().port());
    auto journal = open(options(proxy.address())), other = open();
    ASSERT_TRUE(add_numbered(*journal, 10));
    proxy.hold(true);
    proxy.cut(Proxy::Cut::answer, "propose");
    std::jthread others([&] {
        ASSERT_TRUE(soon([&] { return proxy.has_cut() && other->size() == 15; }));
        ASSERT_EQ(add_numbered(*other, 300, "other").value(), 15u);
        proxy.hold(false);
    });
    EXPECT_EQ(add_numbered(*journal, 5).value(), 10u);
    others.join();
    EXPECT_EQ(all(*journal).size(), 315u);
    EXPECT_EQ(journal->entry(14).value(), "entry 14");
}

TEST_F(PostgresFailures, ABatchThatWasLostGoesOnTopOfThoseOfOthers) {
    Proxy proxy(primary().port());
    auto journal = open(options(proxy.address())), other = open();
    ASSERT_TRUE(add_numbered(*journal, 10));
    ASSERT_TRUE(soon([&] { return other->size() == 10; }));
    proxy.hold(true);
    proxy.cut(Proxy::Cut::statement, "propose");
    std::jthread others([&] {
        ASSERT_TRUE(soon([&] { return proxy.has_cut(); }));
        // The very same entries, where they would have stood: they are another's all the same.
        ASSERT_EQ(add_numbered(*other, 5).value(), 10u);
        proxy.hold(false);
    });
    EXPECT_EQ(add_numbered(*journal, 5).value(), 15u);
    others.join();
    EXPECT_EQ(all(*journal).size(), 20u);
}

TEST_F(PostgresFailures, AStatementThatComesLateIsShutOut) {
    Proxy proxy(primary().port());
    auto with = options(proxy.address());
    with.patience = 1s;
    auto journal = open(with);
    ASSERT_TRUE(add_numbered(*journal, 10));
    proxy.cut(Proxy::Cut::delayed, "propose");
    proxy.hold(true);
    auto refused = add_numbered(*journal, 5);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::unavailable);
    EXPECT_TRUE(refused.error().what.contains("not known yet")) << refused.error().what;
    EXPECT_FALSE(journal->takes_entries());
    proxy.hold(false);
    ASSERT_TRUE(soon([&] { return journal->takes_entries().has_value(); })) << "it was found out";
    EXPECT_EQ(value("size"), 10u);
    proxy.let_go();
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(value("size"), 10u)
        << "what was said not to be kept stays so, though the statement has come";
    EXPECT_EQ(add_numbered(*journal, 1, "next").value(), 10u);
}

TEST_F(PostgresFailures, ASessionThatWasEndedIsBegunAgain) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    primary().ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
                  "'vienreiz'");
    EXPECT_EQ(journal->entry(2).value(), "entry 2");
    EXPECT_EQ(add_numbered(*journal, 1).value(), 3u);
    EXPECT_EQ(value("epoch"), 0u) << "nothing was under way";
}

// ---- a lost standby --------------------------------------------------------------------------------

TEST_F(PostgresFailures, NothingIsAcknowledgedOrShownWithoutTheStandby) {
    auto with = options(primary().address());
    auto other = open(with);
    with.patience = 1s;
    auto journal = open(with);
    ASSERT_TRUE(add_numbered(*other, 3));
    ASSERT_TRUE(soon([&] { return journal->size() == 3; }));
    auto shown = journal->checkpoint();

    FrozenStandby standby;
    auto refused = add_numbered(*journal, 2);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::unavailable);
    EXPECT_TRUE(refused.error().what.contains("standby")) << refused.error().what;
    EXPECT_EQ(journal->takes_entries().error().kind, Kind::unavailable);
    EXPECT_EQ(add_numbered(*journal, 2, "next").error().kind, Kind::unavailable);
    EXPECT_EQ(open_postgres(with).error().kind, Kind::unavailable)
        << "nor can what stands there be made sure of";
    std::this_thread::sleep_for(2s);
    for (auto* one : {&journal, &other}) EXPECT_EQ((*one)->checkpoint(), shown);
    EXPECT_LE(*number<int>(primary().ask(
                  "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")),
              4)
        << "what waits does not pile up";

    standby.thaw();
    EXPECT_TRUE(soon([&] { return journal->takes_entries() && journal->size() == 5; }));
    EXPECT_TRUE(soon([&] { return other->size() == 5; }));
    EXPECT_EQ(add_numbered(*journal, 1).value(), 5u);
    EXPECT_EQ(all(*journal).at(4), "entry 4") << "the first was kept, the second never sent";
    EXPECT_EQ(all(*journal).size(), 6u);
}

TEST_F(PostgresFailures, AnAppendWaitsForAStandbyThatComesBack) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    FrozenStandby standby;
    std::jthread thaw([&] {
        std::this_thread::sleep_for(500ms);
        standby.thaw();
    });
    EXPECT_EQ(add_numbered(*journal, 2).value(), 3u);
    thaw.join();
}

TEST_F(PostgresFailures, ALostConnectionDoesNotEndTheWaitForTheStandby) {
    Proxy proxy(primary().port());
    auto journal = open(options(proxy.address())), other = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    FrozenStandby standby;
    std::jthread appending([&] { EXPECT_EQ(add_numbered(*journal, 2).value(), 3u); });
    primary().wait_until(fmt::format("SELECT count(*) = 1 {}", waiting));
    proxy.drop_all();
    std::this_thread::sleep_for(2500ms); // the server looks each second whether its client is there
    EXPECT_EQ(primary().ask(fmt::format("SELECT count(*) {}", waiting)), "1");
    EXPECT_EQ(value("size"), 3u);
    standby.thaw();
    appending.join();
    EXPECT_TRUE(soon([&] { return other->size() == 5; }));
    EXPECT_EQ(all(*other).size(), 5u);
}

TEST_F(PostgresFailures, AStandbyThatIsNoLongerNamedMakesNothingSure) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    std::atomic<bool> told = false;
    std::jthread appending;
    {
        FrozenStandby standby;
        appending = std::jthread([&] {
            EXPECT_EQ(add_numbered(*journal, 2).value(), 3u);
            told = true;
        });
        primary().wait_until(fmt::format("SELECT count(*) = 1 {}", waiting));
        NoStandbyIsNamed none;
        ASSERT_TRUE(soon([&] { return value("size") == 5; })) << "the server no longer waits";
        std::this_thread::sleep_for(1500ms);
        EXPECT_FALSE(told);
        EXPECT_EQ(journal->size(), 3u);
        standby.thaw();
    }
    appending.join();
    EXPECT_EQ(journal->size(), 5u);
}

// An operator who cancels the statement makes the server keep it without the standby, and show it to everybody.
struct OperatorsWho : PostgresFailures, testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Both, OperatorsWho,
                         testing::Values("pg_cancel_backend", "pg_terminate_backend"));

TEST_P(OperatorsWho, EndTheWaitForTheStandbyMakeNothingSure) {
    auto journal = open(), other = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    ASSERT_TRUE(soon([&] { return other->size() == 3; }));
    FrozenStandby standby;
    std::atomic<bool> told = false;
    std::jthread appending([&] {
        EXPECT_EQ(add_numbered(*journal, 2).value(), 3u);
        told = true;
    });
    primary().wait_until(fmt::format("SELECT count(*) = 1 {}", waiting));
    primary().ask(fmt::format("SELECT {}(pid) {}", GetParam(), waiting));
    ASSERT_TRUE(soon([&] { return value("size") == 5; })) << "the database shows it";
    std::this_thread::sleep_for(1500ms);
    EXPECT_FALSE(told);
    EXPECT_EQ(journal->size(), 3u);
    EXPECT_EQ(other->size(), 3u);
    standby.thaw();
    appending.join();
    EXPECT_TRUE(soon([&] { return other->size() == 5; }));
    EXPECT_EQ(all(*other).size(), 5u);
}

TEST_F(PostgresFailures, AnAppendWaitsBehindWhatItsNodeMakesSureOf) {
    auto journal = open(), other = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    ASSERT_TRUE(soon([&] { return other->size() == 3; }));
    FrozenStandby standby;
    std::jthread first([&] { EXPECT_EQ(add_numbered(*journal, 2).value(), 3u); });
    primary().wait_until(fmt::format("SELECT count(*) = 1 {}", waiting));
    primary().ask(fmt::format("SELECT pg_cancel_backend(pid) {}", waiting));
    primary().wait_until("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
                         "AND query LIKE '%emit_message%'");
    std::jthread second([&] { EXPECT_EQ(add_numbered(*other, 2, "other").value(), 5u); });
    std::this_thread::sleep_for(4s); // longer than any one statement is waited for
    standby.thaw();
    first.join();
    second.join();
    EXPECT_EQ(all(*other).size(), 7u);
}

TEST_F(PostgresFailures, AStandbyThatIsDemandedMustBeNamed) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    auto with = options(primary().address());
    std::jthread appending;
    {
        NoStandbyIsNamed none;
        auto refused = open_postgres(with);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, Kind::unavailable);
        EXPECT_TRUE(refused.error().what.contains("synchronous_standby_names"))
            << refused.error().what;
        // It was told when it opened that there is one; all the same it takes nothing until there is one again.
        appending = std::jthread([&] { EXPECT_EQ(add_numbered(*journal, 1, "late").value(), 4u); });
        std::this_thread::sleep_for(500ms);
        EXPECT_EQ(value("size"), 3u);
        with.standby = Standby::not_demanded;
        EXPECT_EQ(add_numbered(*open(with), 1).value(), 3u) << "who demands none goes on";
    }
}

// ---- a server that refuses -------------------------------------------------------------------------

TEST_F(PostgresFailures, AFullDatabaseCostsTheBatchAndNothingElse) {
    auto journal = open();
    ASSERT_TRUE(add_numbered(*journal, 3));
    // What PostgreSQL says when the disk is full, said by a trigger.
    primary().ask(fmt::format(
        "CREATE FUNCTION {0}.no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
        "'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$; "
        "CREATE TRIGGER no_room BEFORE INSERT ON {0}.pieces EXECUTE FUNCTION {0}.no_room()",
        schema));
    auto refused = add_numbered(*journal, 2);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::unavailable);
    EXPECT_TRUE(refused.error().what.contains("no room")) << refused.error().what;
    EXPECT_TRUE(journal->takes_entries()) << "it is known that nothing was kept";
    EXPECT_EQ(value("size"), 3u) << "nor was the head swapped";
    primary().ask(fmt::format("DROP TRIGGER no_room ON {}.pieces", schema));
    EXPECT_EQ(add_numbered(*journal, 2).value(), 3u);
}

TEST_F(PostgresFailures, ADatabaseThatTakesNoChangesSaysSo) {
    primary().ask("CREATE ROLE watcher LOGIN SUPERUSER");
    auto journal = open(options(primary().address("watcher")));
    ASSERT_TRUE(add_numbered(*journal, 3));
    primary().ask("ALTER ROLE watcher SET default_transaction_read_only = on");
    primary().ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'watcher'");
    auto refused = open_postgres(options(primary().address("watcher")));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::unavailable);
    EXPECT_TRUE(refused.error().what.contains("session is read-only")) << refused.error().what;
    auto standby = open_postgres(options(shared_pair().standby->address()));
    EXPECT_EQ(standby.error().kind, Kind::unavailable) << "nor does a standby";
    std::jthread back([&] {
        std::this_thread::sleep_for(500ms);
        primary().ask("ALTER ROLE watcher RESET default_transaction_read_only");
    });
    EXPECT_EQ(add_numbered(*journal, 1).value(), 3u) << "it waits until one takes them again";
}

// ---- a lost server ---------------------------------------------------------------------------------

// Several nodes append while the primary is killed and its standby takes over; one only follows.
struct Nodes {
    struct Acknowledged {
        std::map<Index, std::string> entries;
        std::vector<journal::Checkpoint> shown;
        std::size_t failed = 0;
    };
    static void append(Journal& to, std::size_t node, const std::stop_token& stop,
                       Acknowledged& told) {
        for (std::size_t batch = 0; !stop.stop_requested(); ++batch) {
            std::vector<std::string> texts;
            for (std::size_t at = 0; at < 1 + batch % 40; ++at)
                texts.push_back(fmt::format("node {} batch {} entry {}", node, batch, at));
            auto first = Journals::add(to, texts);
            if (!first) ++told.failed;
            if (!first) continue;
            for (std::size_t at = 0; at < texts.size(); ++at) told.entries[*first + at] = texts[at];
            told.shown.push_back(Journals::checkpoint_of(to));
        }
    }
    static void follow(const Journal& of, const std::stop_token& stop, Acknowledged& told) {
        while (!stop.stop_requested()) {
            told.shown.push_back(Journals::checkpoint_of(of));
            std::this_thread::sleep_for(5ms);
        }
    }
};

TEST_F(PostgresFailures, AStandbyThatTakesOverHasAllThatWasAcknowledgedOrShown) {
    Pair pair("failover");
    auto with = options(pair.both());
    with.standby = Standby::not_demanded; // the promoted one has none
    with.patience = 20s;
    std::array<std::unique_ptr<Journal>, 3> nodes{open(with), open(with), open(with)};
    std::array<Nodes::Acknowledged, 3> told;
    {
        std::vector<std::jthread> threads;
        for (std::size_t node = 0; node < 2; ++node)
            threads.emplace_back([&, node](const std::stop_token& stop) {
                Nodes::append(*nodes[node], node, stop, told[node]);
            });
        threads.emplace_back(
            [&](const std::stop_token& stop) { Nodes::follow(*nodes[2], stop, told[2]); });
        ASSERT_TRUE(soon([&] { return nodes[2]->size() > 500; }));
        pair.primary->kill();
        auto before = nodes[0]->size();
        pair.standby->promote();
        EXPECT_TRUE(soon(
            [&] { return nodes[0]->size() > before + 500 && nodes[2]->size() > before + 500; }));
    }
    with.address = pair.standby->address();
    auto journal = open(with);
    auto texts = all(*journal);
    EXPECT_EQ(std::set(texts.begin(), texts.end()).size(), texts.size())
        << "nothing stands there twice";
    std::size_t acknowledged = 0;
    for (const auto& node : told) {
        EXPECT_EQ(node.failed, 0u) << "every batch was decided";
        acknowledged += node.entries.size();
        for (const auto& [index, entry] : node.entries) ASSERT_EQ(texts.at(index), entry);
        for (const auto& checkpoint : node.shown) expect_grown(*journal, checkpoint);
    }
    EXPECT_EQ(acknowledged, texts.size()) << "nor is there anything that nobody was told of";
    for (const auto& node : nodes) EXPECT_TRUE(node->takes_entries());
}

TEST_F(PostgresFailures, WhatOnlyTheLostServerHadWasNeverShownAndIsProposedAgain) {
    Pair pair("alone");
    auto with = options(pair.both());
    with.standby = Standby::not_demanded;
    auto journal = open(with), other = open(with);
    ASSERT_TRUE(add_numbered(*journal, 3));
    ASSERT_TRUE(soon([&] { return other->size() == 3; }));
    pair.standby->stop();
    std::jthread appending([&] { EXPECT_EQ(add_numbered(*journal, 2).value(), 3u); });
    pair.primary->wait_until(fmt::format("SELECT count(*) = 1 {}", waiting));
    // Now the primary keeps it alone, and shows it to everybody.
    pair.primary->ask(fmt::format("SELECT pg_cancel_backend(pid) {}", waiting));
    pair.primary->wait_until(
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE "
        "'%emit_message%'");
    pair.primary->kill();
    pair.standby->start();
    pair.standby->promote();
    appending.join();
    EXPECT_TRUE(soon([&] { return other->size() == 5; }));
    EXPECT_TRUE(other->takes_entries());
    EXPECT_EQ(add_numbered(*other, 1).value(), 5u);
    EXPECT_EQ(all(*other).size(), 6u);
}

TEST_F(PostgresFailures, AServerThatHangsIsLeftWhenAnotherTakesOver) {
    Pair pair("hanging");
    auto with = options(pair.both());
    with.standby = Standby::not_demanded;
    auto journal = open(with), other = open(with);
    ASSERT_TRUE(add_numbered(*journal, 3));
    ASSERT_TRUE(soon([&] { return other->size() == 3; }));
    pair.primary->hang();
    pair.standby->promote();
    EXPECT_EQ(add_numbered(*journal, 2).value(), 3u);
    EXPECT_TRUE(soon([&] { return other->size() == 5; }));
    EXPECT_EQ(all(*other).size(), 5u);
}

TEST_F(PostgresFailures, AServerThatTakesOverWithoutHavingKeptUpIsRefused) {
    Pair pair("behind");
    // The standby does not hold up commits, and falls behind.
    pair.primary->ask("ALTER SYSTEM RESET synchronous_standby_names");
    pair.primary->ask("SELECT pg_reload_conf()");
    auto with = options(pair.both());
    with.standby = Standby::not_demanded;
    auto journal = open(with);
    ASSERT_TRUE(add_numbered(*journal, 10));
    pair.primary->wait_until(
        "SELECT bool_and(replay_lsn = pg_current_wal_lsn()) FROM pg_stat_replication");
    pair.standby->stop();
    ASSERT_TRUE(add_numbered(*journal, 10));
    auto shown = journal->checkpoint();
    pair.primary->kill();
    pair.standby->start();
    pair.standby->promote();
    auto refused = add_numbered(*journal, 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::corrupt) << refused.error().what;
    EXPECT_EQ(journal->checkpoint(), shown);
}

TEST_F(PostgresFailures, WhileNoServerAnswersAnAppendWaitsAndThenSaysSo) {
    Scratch scratch(std::filesystem::temp_directory_path() /
                    fmt::format("vienreiz-gone-{}", ::getpid()));
    auto server = Server::primary(scratch / "server");
    auto with = options(server->address());
    with.standby = Standby::not_demanded;
    with.patience = 1s;
    auto journal = open(with);
    ASSERT_TRUE(add_numbered(*journal, 3));
    server->kill();
    auto start = std::chrono::steady_clock::now();
    auto refused = add_numbered(*journal, 2);
    EXPECT_GT(std::chrono::steady_clock::now() - start, 400ms);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::unavailable);
    EXPECT_EQ(journal->size(), 3u);
    EXPECT_EQ(journal->entry(0).error().kind, Kind::unavailable);
    server->start();
    EXPECT_TRUE(soon([&] { return journal->takes_entries().has_value(); }));
    auto size = journal->size();
    EXPECT_EQ(add_numbered(*journal, 2).value(), size);
    EXPECT_EQ(journal->entry(0).value(), "entry 0");
}

} // namespace vienreiz::postgres::test
