// `vienreiz cluster` under load, while each of its parts is killed in turn.
#include "cluster/load.hpp"
#include "journal/checkpoint.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

namespace vienreiz::cluster {

using test::ChildNode;
using test::Voice;
using namespace std::chrono_literals;

// One for all tests, which takes a while to come up.
struct Machines : testing::Test {
    static void SetUpTestSuite() {
        if (!are_installed()) return;
        std::filesystem::create_directories(folder());
        auto started = ChildNode::start_cluster(folder() / "machines", "127.0.77.1");
        ASSERT_TRUE(started) << started.error().what;
        cluster = std::move(*started);
        auto demonstration = app::demonstration_in(folder() / "machines" / "m1" / "node").value();
        auto who =
            std::ranges::find(demonstration.people, "operators", &app::DemonstrationPerson::login);
        operators = Voice::sign_in(node(1), who->login, who->password).value();
    }
    static void TearDownTestSuite() {
        if (!cluster) return;
        EXPECT_EQ(cluster->stop(), 0);
        cluster.reset();
        std::filesystem::remove_all(folder());
    }
    void SetUp() override {
        if (!are_installed())
            GTEST_SKIP() << "Patroni, etcd or PostgreSQL is not installed (apt install "
                            "postgresql-15 patroni etcd-server): the cluster is not tested";
        ASSERT_TRUE(cluster) << "the cluster has started";
    }

    static bool are_installed() {
        auto there = [](const std::string& place) { return std::filesystem::exists(place); };
        return there("/usr/bin/patroni") && there("/usr/bin/etcd") &&
               there("/usr/lib/postgresql/15/bin/initdb");
    }
    // Where another user may read, too.
    static std::filesystem::path folder() {
        return std::filesystem::temp_directory_path() /
               fmt::format("vienreiz-machines-{}", ::getpid());
    }
    static std::string address(int machine) { return fmt::format("127.0.77.{}", machine); }
    static std::string node(int machine) { return fmt::format("http://{}:8080", address(machine)); }
    static std::vector<std::string> nodes() { return {node(1), node(2), node(3)}; }

    static pid_t process(const std::filesystem::path& file) {
        pid_t out = 0;
        std::ifstream(file) >> out;
        return out;
    }
    static std::filesystem::path of(int machine) {
        return folder() / "machines" / fmt::format("m{}", machine);
    }
    static void kill_node(int machine, int signal = SIGKILL) {
        ::kill(process(of(machine) / "node.log.pid"), signal);
    }
    static void kill_etcd(int machine) { ::kill(process(of(machine) / "etcd.log.pid"), SIGKILL); }
    static void kill_postgres(int machine) {
        ::kill(process(of(machine) / "postgres" / "data" / "postmaster.pid"), SIGKILL);
    }
    static void kill_patroni(int machine) {
        ::kill(process(of(machine) / "patroni.log.pid"), SIGKILL);
    }
    // All of it, and it does not come back.
    static void take_down(int machine) {
        std::ofstream(of(machine) / "down") << "";
        kill_node(machine), kill_etcd(machine), kill_patroni(machine), kill_postgres(machine);
    }
    static void bring_back(int machine) { std::filesystem::remove(of(machine) / "down"); }
    struct Databases {
        int primary = 0, waited_for = 0, other = 0; // machines
    };
    static Databases databases() {
        Databases out;
        for (int machine = 1; machine <= 3; ++machine) {
            auto told =
                Voice::of(fmt::format("http://{}:8008", address(machine)))->ask("GET", "/cluster");
            if (!told) continue;
            for (const auto& one : told->at("members").as_array()) {
                auto number = one.at("name").as_string()[1] - '0';
                auto state = one.at("state").as_string();
                if (state != "running" && state != "streaming") continue;
                auto role = one.at("role").as_string();
                (role == "leader"         ? out.primary
                 : role == "sync_standby" ? out.waited_for
                                          : out.other) = number;
            }
            return out;
        }
        return out;
    }
    static bool within(std::chrono::seconds time, const std::function<bool()>& so) {
        for (auto until = std::chrono::steady_clock::now() + time;
             std::chrono::steady_clock::now() < until; std::this_thread::sleep_for(100ms))
            if (so()) return true;
        return false;
    }
    static bool all_serve() {
        return std::ranges::all_of(nodes(), [](const std::string& url) {
            auto answer = Voice::of(url)->send("GET", "/healthz");
            return answer && answer->status == 200;
        });
    }
    static bool whole() {
        auto now = databases();
        return now.primary && now.waited_for && now.other && all_serve();
    }
    // What is decided from now on is acknowledged soon, though a part has just been killed.
    static void expect_going_on(const Load& load, std::string_view without) {
        auto before = load.acknowledged();
        auto began = std::chrono::steady_clock::now();
        EXPECT_TRUE(within(60s, [&] { return load.acknowledged() > before + 20; })) << without;
        auto took = std::chrono::steady_clock::now() - began;
        fmt::print("    without {} it goes on after {:.1f} s\n", without,
                   std::chrono::duration<double>(took).count());
        EXPECT_EQ(load.wrong(), std::vector<std::string>()) << without;
    }
    static void expect_whole_again(const Load& load, std::string_view without) {
        expect_going_on(load, without);
        EXPECT_TRUE(within(90s, whole)) << without;
    }
    // All nodes show everything that was acknowledged, in one and the same tree.
    static void expect_kept(Load& load) {
        load.stop();
        std::map<std::uint64_t, crypto::Hash> roots;
        for (const auto& url : nodes()) {
            Outcome holds;
            EXPECT_TRUE(within(10s, [&] { return (holds = load.hold(url)).has_value(); }))
                << url << ": " << holds.error().what;
            auto note = Voice::of(url)->send("GET", "/journals/main/checkpoint").value().body;
            auto shown = journal::checkpoint_in(note).value();
            auto [known, fresh] = roots.emplace(shown.size, shown.root);
            EXPECT_EQ(known->second, shown.root);
        }
        RecordProperty("acknowledged", std::to_string(load.acknowledged()));
    }

    static std::unique_ptr<ChildNode> cluster;
    static Voice::Headers operators;
};
std::unique_ptr<ChildNode> Machines::cluster;
Voice::Headers Machines::operators;

TEST(ClusterCommand, RefusesWhatCannotBe) {
    auto refused = [](const std::string& option, const std::string& value) {
        auto ended = test::run_program({"cluster", "--data", "/nowhere/at/all", option, value});
        EXPECT_NE(ended.status, 0);
        return ended.output;
    };
    for (const auto* address : {"10.0.0.1", "127.0.7.253", "127.0.7.0", "localhost", ""})
        EXPECT_TRUE(refused("--address", address).contains("on the loopback")) << address;
    EXPECT_TRUE(refused("--port", "0").contains("from 1 to 65535"));
    EXPECT_TRUE(refused("--port", "65536").contains("from 1 to 65535"));
}

TEST_F(Machines, AreRestartedOneAfterAnotherWithoutAFailedRequest) {
    Load load(nodes(), operators);
    EXPECT_TRUE(within(30s, [&] { return load.acknowledged() > 20; }));
    for (int machine = 1; machine <= 3; ++machine) {
        auto before = process(of(machine) / "node.log.pid");
        kill_node(machine, SIGTERM);
        EXPECT_TRUE(within(
            60s, [&] { return process(of(machine) / "node.log.pid") != before && all_serve(); }));
    }
    EXPECT_EQ(load.take_refusals(), std::vector<std::string>());
    EXPECT_LT(load.longest(), 5s);
    expect_kept(load);
}

TEST_F(Machines, LoseNothingWhicheverPartIsKilled) {
    Load load(nodes(), operators);
    EXPECT_TRUE(within(30s, [&] { return load.acknowledged() > 20; }));
    kill_node(2);
    expect_whole_again(load, "a node");
    kill_etcd(1);
    expect_whole_again(load, "a member of etcd");
    kill_postgres(databases().other);
    expect_whole_again(load, "the standby that nobody waits for");
    kill_postgres(databases().waited_for);
    expect_whole_again(load, "the standby that commits wait for");
    kill_patroni(databases().primary);
    expect_whole_again(load, "the primary's Patroni");
    expect_kept(load);
}

TEST_F(Machines, FailOverWithoutLosingWhatWasAcknowledged) {
    Load load(nodes(), operators);
    EXPECT_TRUE(within(30s, [&] { return load.acknowledged() > 20; }));
    auto before = databases().primary;
    kill_postgres(before);
    expect_whole_again(load, "the primary");
    EXPECT_NE(databases().primary, before);
    before = databases().primary;
    take_down(before);
    expect_going_on(load, "a whole machine");
    EXPECT_NE(databases().primary, before);
    bring_back(before);
    expect_whole_again(load, "nothing");
    expect_kept(load);
}

} // namespace vienreiz::cluster
