// A mirror over HTTP, in a folder of a real disk, and a mirror of that mirror.
#include "base/json.hpp"
#include "http/client.hpp"
#include "http/wire.hpp"
#include "observer/over_http.hpp"
#include "observer/published_test.hpp"
#include "observer/serve.hpp"

#include <atomic>
#include <fstream>
#include <latch>

namespace vienreiz::observer {
namespace {

using namespace std::chrono_literals;
using journal::TileName;

struct AServedMirror : testing::Test {
    void SetUp() override {
        journal.grow_to(700);
        open();
        ASSERT_TRUE(mirror->round());
    }
    void TearDown() override {
        server.reset();
        service.reset();
        mirror.reset();
        std::filesystem::remove_all(folder);
    }
    void open() {
        server.reset();
        service.reset();
        mirror.reset();
        auto opened = Observer::open(
            {.disk = journal::real_disk(), .folder = folder / "m", .policy = policy_of_key()},
            journal.fetch());
        ASSERT_TRUE(opened) << opened.error().what;
        mirror = std::move(*opened);
        service = std::make_unique<Service>(*mirror, [this] { return standing; });
        server = http::wire::serve([this](const http::Request& request, http::Responder respond) {
            service->handle(request, std::move(respond));
        });
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(server->port());
    }
    [[nodiscard]] http::ClientResponse get(const std::string& path,
                                           const std::string& method = "GET") const {
        auto client = http::Client::to(url()).value();
        return client->send({.method = method, .target = path}).value();
    }
    void damage(const std::string& path) const {
        std::fstream file(folder / "m" / path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(10);
        file.put('\xff');
    }

    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("vienreiz-mirror-" + std::to_string(::getpid()));
    Published journal;
    Standing standing;
    std::unique_ptr<Observer> mirror;
    std::unique_ptr<Service> service;
    std::unique_ptr<http::Server> server;
};

TEST_F(AServedMirror, AnswersAsTheJournalDoes) {
    auto checkpoint = get("/checkpoint");
    EXPECT_EQ(checkpoint.body, journal.note(700));
    EXPECT_EQ(checkpoint.header("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(checkpoint.header("Cache-Control"), "public, max-age=2");
    auto all = everything(700);
    for (const auto& name : all) {
        auto tile = get("/" + tile_path(name));
        ASSERT_EQ(tile.status, 200) << tile_path(name) << tile.body;
        EXPECT_EQ(tile.body, text(journal.honest(tile_path(name)).value()));
        EXPECT_EQ(tile.header("Content-Type"), "application/octet-stream");
        EXPECT_EQ(tile.header("Cache-Control"), "public, max-age=31536000, immutable");
    }
}

TEST_F(AServedMirror, SaysWhatItDoesNotHave) {
    for (std::string path :
         {"/", "/tile/0/003", "/tile/0/002", "/tile/0/002.p/189", "/tile/1/001",
          "/tile/entries/003", "/tile/entries/002.p/255", "/tile/0/2", "/tile/63/000",
          "/tile/8/000", "/tile/0/../../lock", "/lock", "/pending"}) {
        auto answer = get(path);
        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << path;
    }
    EXPECT_EQ(get("/checkpoint", "POST").status, 405);
    EXPECT_EQ(get("/checkpoint", "POST").header("Allow"), "GET");
}

TEST_F(AServedMirror, TellsHowFarAndHowOldItIs) {
    standing.seen = now() - 90s;
    auto health = json::parse(get("/healthz").body).value();
    EXPECT_EQ(health.at("status").as_string(), "ok");
    EXPECT_EQ(health.at("origin").as_string(), origin);
    EXPECT_EQ(health.at("entries").to_number<std::uint64_t>(), 700U);
    EXPECT_GE(health.at("age").to_number<int>(), 90);
    EXPECT_LE(health.at("age").to_number<int>(), 100);
    standing.trouble = "The network is lost";
    health = json::parse(get("/healthz").body).value();
    EXPECT_EQ(health.at("status").as_string(), "behind");
    EXPECT_EQ(health.at("trouble").as_string(), "The network is lost");
    EXPECT_EQ(get("/healthz").status, 200) << "it goes on serving what it holds";
    Published other(7);
    other.grow_to(800);
    journal.lie = [&](const std::string& path, const Result<Bytes>&) { return other.honest(path); };
    EXPECT_FALSE(mirror->round());
    health = json::parse(get("/healthz").body).value();
    EXPECT_EQ(health.at("status").as_string(), "contradiction");
    EXPECT_EQ(get("/checkpoint").body, journal.note(700));
}

TEST_F(AServedMirror, ThatHoldsNothingYetSaysSo) {
    std::filesystem::remove_all(folder);
    open();
    for (std::string path : {"/checkpoint", "/tile/0/000", "/healthz"})
        EXPECT_EQ(get(path).status, 503) << path;
}

TEST_F(AServedMirror, MendsWhatIsDamagedBeforeItAnswers) {
    for (std::string path : {"tile/0/001", "tile/entries/000", "tile/entries/002.p/188"}) {
        damage(path);
        EXPECT_EQ(get("/" + path).body, text(journal.honest(path).value())) << path;
    }
    damage("tile/0/001");
    EXPECT_EQ(get("/tile/entries/001").body, text(journal.honest("tile/entries/001").value()));
}

TEST_F(AServedMirror, NeverServesDamageWhenTheJournalIsAway) {
    journal.lie = [](const std::string&, const Result<Bytes>&) -> Result<Bytes> {
        return Failure{Kind::unavailable, "The network is lost"};
    };
    damage("tile/entries/001");
    auto answer = get("/tile/entries/001");
    EXPECT_EQ(answer.status, 503) << answer.body;
    EXPECT_EQ(get("/tile/entries/000").status, 200);
    journal.lie = {};
    EXPECT_EQ(get("/tile/entries/001").status, 200);
}

TEST_F(AServedMirror, RefusesWhoWouldWaitTooLongForWhatIsMended) {
    std::latch network_is_back(1);
    journal.lie = [&](const std::string&, Result<Bytes> honest) {
        network_is_back.wait();
        return honest;
    };
    damage("tile/entries/001");
    std::vector<std::unique_ptr<http::wire::Socket>> waiting;
    auto ask = http::wire::get("/tile/entries/001");
    // One is being mended, so many wait, and one more is refused.
    for (std::size_t number = 0; number < limits::observer_mending + 2; ++number) {
        waiting.push_back(std::make_unique<http::wire::Socket>(*server));
        ASSERT_TRUE(waiting.back()->send(ask));
        if (number == 0) std::this_thread::sleep_for(100ms);
    }
    EXPECT_EQ(get("/checkpoint").status, 200) << "nobody else is held up";
    std::size_t refused = 0;
    network_is_back.count_down();
    for (auto& one : waiting) refused += http::wire::status(one->response()) == 503;
    EXPECT_EQ(refused, 1U);
}

TEST_F(AServedMirror, IsMirroredByAnother) {
    auto second = Observer::open(
        {.disk = journal::real_disk(), .folder = folder / "second", .policy = policy_of_key()},
        fetch_over_http(url()).value());
    auto round = (*second)->round();
    ASSERT_TRUE(round) << round.error().what;
    // And any web server may publish the folder.
    auto files = journal::fetch_from(folder / "second");
    auto all = everything(700);
    for (const auto& name : all)
        EXPECT_EQ(journal::fetch_tile(files, name).value(),
                  journal.honest(tile_path(name)).value());
    EXPECT_EQ(text(files("checkpoint").value()), journal.note(700));
}

TEST_F(AServedMirror, GivesATreeAloneOnAsATreeAlone) {
    std::filesystem::remove_all(folder);
    open();
    journal.lie = [](const std::string& path, Result<Bytes> honest) -> Result<Bytes> {
        return path.starts_with("tile/entries") ? Failure{Kind::unauthenticated, "401"} : honest;
    };
    ASSERT_TRUE(mirror->round());
    EXPECT_EQ(get("/tile/entries/000").status, 403);
    auto second = Observer::open(
        {.disk = journal::real_disk(), .folder = folder / "second", .policy = policy_of_key()},
        fetch_over_http(url()).value());
    auto round = (*second)->round();
    ASSERT_TRUE(round) << round.error().what;
    EXPECT_FALSE(round->withheld.empty());
}

TEST_F(AServedMirror, FollowsByItselfAndSaysWhatHolds) {
    std::atomic<bool> lost{false};
    journal.lie = [&](const std::string&, Result<Bytes> honest) -> Result<Bytes> {
        return lost ? Failure{Kind::unavailable, "The network is lost"} : honest;
    };
    std::atomic<unsigned> rounds{0};
    Watching watching(*mirror, 1ms, [&](const Result<Observer::Round>&) { ++rounds; });
    auto becomes = [&](const std::function<bool()>& is) {
        for (int times = 0; times < 2'000 && !is(); ++times) std::this_thread::sleep_for(5ms);
        return is();
    };
    journal.grow_to(900);
    EXPECT_TRUE(becomes([&] { return mirror->shown()->checkpoint.size == 900; }));
    EXPECT_EQ(get("/checkpoint").body, journal.note(900));
    EXPECT_TRUE(becomes([&] { return watching.standing().seen.has_value(); }));
    EXPECT_EQ(watching.standing().trouble, "");
    lost = true;
    EXPECT_TRUE(becomes([&] { return watching.standing().trouble == "The network is lost"; }));
    auto seen = watching.standing().seen;
    auto before = rounds.load();
    EXPECT_TRUE(becomes([&] { return rounds > before + 2; })) << "it tries again";
    EXPECT_EQ(watching.standing().seen, seen) << "which tells how old it is";
    lost = false;
    EXPECT_TRUE(becomes([&] { return watching.standing().trouble.empty(); }));
}

} // namespace
} // namespace vienreiz::observer
