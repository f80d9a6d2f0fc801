// Two nodes as processes over one PostgreSQL with its synchronous standby: what one is told, the other knows.
#include "app/demonstration.hpp"
#include "capabilities/institutions/registration_number.hpp"
#include "faults/state.hpp"
#include "journal/checkpoint.hpp"
#include "node/test_node.hpp"
#include "postgres/test_server.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace vienreiz::cluster {

using postgres::test::Server;
using test::ChildNode;
using test::Voice;

struct Clustered : testing::Test {
    void SetUp() override {
        if (!postgres::test::installed())
            GTEST_SKIP()
                << "PostgreSQL 15 is not installed (apt install postgresql-15): nodes over "
                   "one database are not tested";
        static int databases = 0;
        name = fmt::format("test_{}", ++databases);
        primary().ask("CREATE DATABASE " + name);
        a = start("a");
        std::filesystem::create_directories(data("b"));
        std::filesystem::copy(data("a") / "keys", data("b") / "keys",
                              std::filesystem::copy_options::recursive);
        b = start("b");
        demonstration = app::demonstration_in(data("a")).value();
    }
    void TearDown() override {
        a.reset(), b.reset();
        if (!name.empty()) primary().ask(fmt::format("DROP DATABASE {} WITH (FORCE)", name));
    }
    // With its standby; started once.
    static Server& primary() {
        static postgres::test::Scratch scratch{std::filesystem::temp_directory_path() /
                                               fmt::format("vienreiz-cluster-{}", ::getpid())};
        static auto server = Server::primary(scratch / "primary");
        static auto standby = [] {
            auto out = server->standby(scratch / "standby");
            server->demand_standbys();
            return out;
        }();
        return *server;
    }
    [[nodiscard]] std::filesystem::path data(const std::string& member) const {
        return folder.path() / member;
    }
    std::vector<std::string> arguments(const std::string& member) const {
        auto address =
            fmt::format("host=127.0.0.1 port={} user=owner dbname={}", primary().port(), name);
        std::vector<std::string> out{"--database", address, "--member", member};
        if (member != "a") out.emplace_back("--empty");
        return out;
    }
    [[nodiscard]] std::unique_ptr<ChildNode>
    start(const std::string& member, const std::vector<std::string>& more = {}) const {
        auto all = arguments(member);
        all.insert(all.end(), more.begin(), more.end());
        auto started = ChildNode::start(data(member), all);
        if (started) return std::move(*started);
        throw std::runtime_error(started.error().what);
    }
    [[nodiscard]] Voice::Headers sign_in(const std::string& login, const ChildNode& at) const {
        auto who = std::ranges::find(demonstration.people, login, &app::DemonstrationPerson::login);
        return Voice::sign_in(at.url(), who->login, who->password).value();
    }
    // As soon as it has followed.
    static bool soon(const std::function<bool()>& condition) {
        for (int times = 0; times < 200; ++times) {
            if (condition()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }
    [[nodiscard]] std::string file(const std::string& of, const std::string& content) const {
        std::ofstream(folder.path() / of) << content;
        return (folder.path() / of).string();
    }
    static std::string get(const ChildNode& at, const std::string& path) {
        return Voice::of(at.url())->send("GET", path).value().body;
    }
    // Final ones, where there are witnesses.
    static std::uint64_t entries(const ChildNode& at, const std::string& journal) {
        auto shown = journal::checkpoint_in(get(at, "/journals/" + journal + "/checkpoint"));
        return shown ? shown->size : 0;
    }

    // Of some ten numbers one has the right check digit, at most.
    std::string next_number() {
        for (;; ++last_number)
            if (auto whole = std::to_string(last_number);
                institutions::check_registration_number(whole)) {
                ++last_number;
                return whole;
            }
    }

    // A dataset, its agreement and whoever asks under it, made while the first node rests.
    faults::State::Credentials begin_state() {
        EXPECT_EQ(a->stop(), 0);
        state = std::move(faults::State::make(data("a"), 1, arguments("a")).value());
        a = start("a");
        return state->sign_in(a->url()).value();
    }

    std::unique_ptr<faults::State> state;
    std::uint64_t last_number = 40'009'000'000;
    test::Folder folder{"cluster"};
    std::string name; // of the database
    std::unique_ptr<ChildNode> a, b;
    app::Demonstration demonstration;
};

TEST_F(Clustered, NodesShowWhatTheOtherWasTold) {
    auto operators = sign_in("operators", *a);
    std::vector<std::string> ids;
    while (ids.size() < 4) {
        // By turns, each with the session that began at the first.
        auto& node = ids.size() % 2 ? *b : *a;
        auto& other = ids.size() % 2 ? *a : *b;
        auto told = Voice::of(node.url(), operators)
                        ->ask("POST", "/api/institutions",
                              fmt::format(R"({{"registration_number":"{}",)"
                                          R"("name":{{"lv":"A","en":"A"}}}})",
                                          next_number()));
        ASSERT_TRUE(told) << told.error().what;
        ids.emplace_back(told->at("id").as_string());
        EXPECT_TRUE(soon([&] {
            return Voice::of(other.url(), operators)
                       ->send("GET", "/api/institutions/" + ids.back())
                       .value()
                       .status == 200;
        }));
    }
    // The same journal by the same keys, whoever is asked.
    EXPECT_TRUE(soon([&] { return entries(*a, "main") == entries(*b, "main"); }));
    EXPECT_EQ(get(*a, "/journals/main/vkey"), get(*b, "/journals/main/vkey"));
}

TEST_F(Clustered, ASessionThatEndsAtOneNodeHasEndedAtAll) {
    auto session = sign_in("operators", *a);
    auto status = [&](const ChildNode& at) {
        return Voice::of(at.url(), session)->send("GET", "/api/agreements").value().status;
    };
    EXPECT_EQ(status(*b), 200) << "at once";
    EXPECT_EQ(Voice::of(b->url(), session)->send("DELETE", "/api/session").value().status, 204);
    EXPECT_EQ(status(*b), 401);
    EXPECT_TRUE(soon([&] { return status(*a) == 401; }));
    EXPECT_EQ(status(*b), 401);
}

TEST_F(Clustered, ATokenOfOneNodeIsATokenOfAll) {
    auto key = crypto::PrivateKey::from_pem(demonstration.system_key).value();
    auto token = Voice::authenticate(a->url(), demonstration.system, key).value();
    auto status = [&](const ChildNode& at) {
        return Voice::of(at.url(), token)
            ->send("GET", "/api/datasets/uznemumi/rows?limit=1")
            .value()
            .status;
    };
    EXPECT_EQ(status(*b), 200) << "at once";
    EXPECT_EQ(status(*a), 200);
}

// What the tests of failures do to one node, done to two by turns.
TEST_F(Clustered, VersionsAgreementsAndRecordsOfOneNodeServeAtAll) {
    auto seen = begin_state();
    for (int round = 0; round < 6; ++round) {
        auto& node = round % 2 ? *b : *a;
        auto& other = round % 2 ? *a : *b;
        auto since = state->so_far();
        auto steward = Voice::of(node.url(), seen.steward).value();
        auto system = Voice::of(node.url(), seen.system).value();
        auto done = state->publish_round(steward);
        ASSERT_TRUE(done) << done.error().what;
        for (std::uint64_t row = 0; row < 5; ++row) {
            auto answered = state->look_up(system, row);
            ASSERT_TRUE(answered) << answered.error().what;
        }
        if (round == 3) done = state->end_agreement(steward);
        ASSERT_TRUE(done) << done.error().what;
        Outcome holds;
        EXPECT_TRUE(soon([&] {
            holds = state->holds(other.url(), seen, since);
            return holds.has_value();
        })) << holds.error().what;
    }
}

TEST_F(Clustered, RetentionEndsAtAllNodesWhileTheyServe) {
    auto database = arguments("a").at(1);
    auto retain = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words{"retain", "--data", data("a").string(), "--database",
                                       database};
        words.insert(words.end(), more.begin(), more.end());
        return test::run_program(words);
    };
    EXPECT_TRUE(retain({"--from", "0"}).output.contains("never lowered"));
    EXPECT_TRUE(retain({"--before", "2020-01-01"}).output.contains("never lowered"));
    EXPECT_TRUE(retain({"--from", "1", "--name", "other.example"}).output.contains("no journal"));
    auto seen = begin_state();
    auto steward = Voice::of(a->url(), seen.steward).value();
    auto system = Voice::of(b->url(), seen.system).value();
    ASSERT_TRUE(state->publish_round(steward));
    for (std::uint64_t row = 0; row < 3; ++row)
        EXPECT_TRUE(soon([&] { return state->look_up(system, row).has_value(); }));
    auto size = entries(*b, "access");
    ASSERT_GT(size, 0U);
    auto raised = retain({"--before", "2999-01-01"});
    ASSERT_EQ(raised.status, 0) << raised.output;
    EXPECT_TRUE(raised.output.contains(fmt::format("\nminimum index {}\n", size))) << raised.output;
    for (const auto* node : {a.get(), b.get()}) {
        EXPECT_TRUE(soon(
            [&] { return raised.output.ends_with(get(*node, "/journals/access/minimum-index")); }));
        auto listed = get(*node, "/journals");
        EXPECT_TRUE(listed.contains(fmt::format(R"("minimum_index":{}}})", size))) << listed;
    }
}

// What cannot be brought is told in the diagnostics, and tried again; everything else goes on.
TEST_F(Clustered, ADamagedVersionKeepsNoOtherAway) {
    auto seen = begin_state();
    primary().ask("INSERT INTO vienreiz.shelf VALUES "
                  "('folder/0-damaged', 'no list', pg_current_xact_id()::text::bigint, now())",
                  name);
    auto steward = Voice::of(a->url(), seen.steward).value();
    auto since = state->so_far();
    ASSERT_TRUE(state->publish_round(steward));
    Outcome holds;
    EXPECT_TRUE(soon([&] { return (holds = state->holds(b->url(), seen, since)).has_value(); }))
        << holds.error().what;
    ASSERT_EQ(b->stop(), 0);
    b = start("b");
    EXPECT_TRUE(soon([&] { return (holds = state->holds(b->url(), seen, since)).has_value(); }))
        << "it starts all the same: " << holds.error().what;
}

// Of the two one asks; the other shows what it was answered, and asks itself when that one is gone.
TEST_F(Clustered, WhatTheWitnessesCosignedForOneIsFinalAtAll) {
    std::string admission = "logs/v0\n";
    for (const auto* journal : {"main", "access", "root"})
        admission += fmt::format("vkey {}\norigin none\nqpd 8640000\ncontact us\n",
                                 get(*a, fmt::format("/journals/{}/vkey", journal)));
    auto witness = ChildNode::start_as("witness", data("w"),
                                       {"--name", "w", "--admission", file("admission", admission)})
                       .value();
    auto vkeys = get(*witness, "/vkeys");
    auto policy = file("policy", fmt::format("witness w {} {}\nquorum w\n",
                                             vkeys.substr(0, vkeys.find('\n')), witness->url()));
    ASSERT_EQ(a->stop(), 0);
    ASSERT_EQ(b->stop(), 0);
    a = start("a", {"--witnesses", policy});
    b = start("b", {"--witnesses", policy});
    auto operators = sign_in("operators", *a);
    auto entry = [&](const ChildNode& at) {
        auto told = Voice::of(at.url(), operators)
                        ->send("POST", "/api/institutions",
                               fmt::format(R"({{"registration_number":"{}",)"
                                           R"("name":{{"lv":"A","en":"A"}}}})",
                                           next_number()));
        auto place = told->header("Receipt");
        return number<std::uint64_t>(place.substr(place.rfind('/') + 1)).value();
    };
    auto expect_final = [&](std::uint64_t newest, const std::vector<ChildNode*>& nodes) {
        for (auto* node : nodes)
            EXPECT_TRUE(soon([&] { return entries(*node, "main") > newest; })) << node->url();
    };
    entry(*a);
    expect_final(entry(*b), {a.get(), b.get()});
    expect_final(entry(*a), {a.get(), b.get()});
    a->kill();
    expect_final(entry(*b), {b.get()});
    a = start("a", {"--witnesses", policy});
    b->kill();
    expect_final(entry(*a), {a.get()});
}

TEST_F(Clustered, NodesStopAndStartWhileOthersServe) {
    auto operators = sign_in("operators", *a);
    for (int times = 0; times < 2; ++times) {
        ASSERT_EQ(a->stop(), 0);
        EXPECT_EQ(Voice::of(b->url(), operators)->send("GET", "/api/agreements").value().status,
                  200);
        a = start("a");
        b->kill();
        EXPECT_EQ(Voice::of(a->url(), operators)->send("GET", "/api/agreements").value().status,
                  200);
        b = start("b");
    }
}

TEST_F(Clustered, ABackupOfOneNodeSaysWhereTheJournalsAre) {
    auto refused = test::run_program(
        {"backup", "--data", data("a").string(), "--to", (folder.path() / "copy").string()});
    EXPECT_NE(refused.status, 0);
    EXPECT_TRUE(refused.output.contains("in its cluster's database")) << refused.output;
}

TEST_F(Clustered, ANodeWithOtherKeysIsRefused) {
    auto stranger = ChildNode::start(data("c"), arguments("c"));
    ASSERT_FALSE(stranger);
    EXPECT_TRUE(stranger.error().what.contains("copy the folder")) << stranger.error().what;
}

} // namespace vienreiz::cluster
