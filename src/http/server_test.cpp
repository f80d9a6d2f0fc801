#include "http/client.hpp"
#include "http/wire.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace vienreiz::server_test {

using namespace http;
using namespace http::wire;

TEST(Server, AnswersManyRequestsOnOneConnection) {
    auto server = serve(echo);
    Socket socket(*server);
    for (int i = 0; i < 3; ++i) {
        socket.send(get("/rows/" + std::to_string(i) + "?a=b"));
        auto response = socket.response();
        EXPECT_EQ(status(response), 200);
        EXPECT_EQ(body(response), "GET /rows/" + std::to_string(i) + "?a=b body=");
    }
    auto counts = server->counts();
    EXPECT_EQ(counts.requests, 3U);
    EXPECT_EQ(counts.connections_open, 1U);
    EXPECT_EQ(counts.connections_total, 1U);
}

TEST(Server, TellsHowLongRequestsTook) {
    Histogram durations({0.02, 5});
    ServerOptions options;
    options.durations = &durations;
    auto answer_slowly = [](const Request& request, Responder respond) {
        if (request.path == "/here") {
            std::this_thread::sleep_for(30ms);
            return respond(Response{});
        }
        std::thread([respond = std::move(respond)]() mutable {
            std::this_thread::sleep_for(30ms);
            respond(Response{});
        }).detach();
    };
    auto server = serve(answer_slowly, std::move(options));
    Socket socket(*server);
    for (auto path : {"/here", "/elsewhere"}) {
        socket.send(get(path));
        EXPECT_EQ(status(socket.response()), 200);
    }
    EXPECT_EQ(durations.count(0), 0U) << "both took 30 ms";
    EXPECT_EQ(durations.count(1), 2U);
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder) {
    auto server = serve(echo);
    Socket socket(*server);
    std::string all;
    for (int i = 0; i < 200; ++i) all += get("/" + std::to_string(i));
    socket.send(all);
    for (int i = 0; i < 200; ++i)
        ASSERT_EQ(body(socket.response()), "GET /" + std::to_string(i) + "? body=");
}

TEST(Server, TakesAHeadThatComesByteByByte) {
    auto server = serve(echo);
    Socket socket(*server);
    for (char c : get("/slow", "X-Long: abc\r\n")) {
        socket.send({&c, 1});
        std::this_thread::sleep_for(200us);
    }
    EXPECT_EQ(body(socket.response()), "GET /slow? body=");
}

TEST(Server, TellsAClientOfHttp10ThatItClosesOrStays) {
    auto server = serve(echo);
    Socket leaving(*server);
    leaving.send("GET / HTTP/1.0\r\n\r\n");
    auto last = leaving.rest();
    EXPECT_EQ(status(last), 200);
    EXPECT_TRUE(last.contains("Connection: close\r\n"));
    Socket staying(*server);
    staying.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(staying.response().contains("Connection: keep-alive\r\n"));
    staying.send("GET /again HTTP/1.0\r\n\r\n");
    EXPECT_EQ(body(staying.rest()), "GET /again? body=");
}

TEST(Server, ClosesWhenAsked) {
    auto server = serve(echo);
    Socket socket(*server);
    socket.send(get("/", "Connection: close\r\n"));
    EXPECT_EQ(body(socket.rest()), "GET /? body=");
}

TEST(Server, AnswersHeadWithoutTheBody) {
    auto server = serve(echo);
    Socket socket(*server);
    socket.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"));
    auto head = socket.response(true);
    EXPECT_TRUE(head.contains("Content-Length: 14\r\n")) << head;
    EXPECT_EQ(body(socket.response()), "GET /next? body=");
}

TEST(Server, KnowsTheAddressOfTheOtherEnd) {
    auto server = serve([](const Request& request, Responder respond) {
        respond(text_response(std::string(request.peer)));
    });
    Socket socket(*server);
    socket.send(get("/"));
    EXPECT_EQ(body(socket.response()), "127.0.0.1");
}

// ---- answers from elsewhere -----------------------------------------------------------------

TEST(Server, NamesItsAddressAsAUrlDoes) {
    EXPECT_EQ(authority_of("127.0.0.1", 80), "127.0.0.1:80");
    EXPECT_EQ(authority_of("::1", 18'082), "[::1]:18082");
    EXPECT_TRUE(Client::to("http://" + authority_of("::1", 18'082)));
}

TEST(Server, SendsA500ForADroppedResponder) {
    auto server = serve([](const Request&, Responder) {});
    Socket socket(*server);
    socket.send(get("/"));
    EXPECT_EQ(status(socket.response()), 500);
    socket.send(get("/"));
    EXPECT_EQ(status(socket.response()), 500);
    EXPECT_EQ(server->counts().responses_5xx, 2U);
}

TEST(Server, SendsA500ForAHandlerThatThrows) {
    auto server = serve([](const Request&, Responder) { throw std::runtime_error("by accident"); });
    Socket socket(*server);
    socket.send(get("/"));
    EXPECT_EQ(status(socket.response()), 500);
}

TEST(Server, NeverLetsAHeaderFieldBreakItsLine) {
    auto server = serve([](const Request&, Responder respond) {
        auto response = text_response("x");
        response.set("Location", "/a\r\nSet-Cookie: stolen=1");
        respond(std::move(response));
    });
    Socket socket(*server);
    socket.send(get("/"));
    auto response = socket.response();
    EXPECT_EQ(status(response), 500);
    EXPECT_FALSE(response.contains("stolen"));
}

// Holds responders until they are asked for.
class Desk {
public:
    void put(Responder responder) {
        std::lock_guard lock(guard_);
        held_.push_back(std::move(responder));
        some_.notify_all();
    }
    std::vector<Responder> take(std::size_t count) {
        std::unique_lock lock(guard_);
        some_.wait(lock, [&] { return held_.size() >= count; });
        return std::exchange(held_, {});
    }

private:
    std::mutex guard_;
    std::condition_variable some_;
    std::vector<Responder> held_;
};

TEST(Server, KeepsTheRequestTrueUntilItIsAnswered) {
    Desk desk;
    std::string_view path;
    auto server = serve([&](const Request& request, Responder respond) {
        path = request.path;
        desk.put(std::move(respond));
    });
    Socket socket(*server);
    socket.send(get("/first") + get("/second") + std::string(1000, 'x'));
    auto held = desk.take(1);
    std::this_thread::sleep_for(20ms);
    held[0](text_response(std::string(path)));
    EXPECT_EQ(body(socket.response()), "/first");
    held = desk.take(1);
    held[0](text_response(std::string(path)));
    EXPECT_EQ(body(socket.response()), "/second");
}

TEST(Server, SwallowsTheAnswerToAClientThatLeft) {
    Desk desk;
    std::string_view path;
    auto server = serve([&](const Request& request, Responder respond) {
        path = request.path;
        desk.put(std::move(respond));
    });
    {
        Socket socket(*server);
        socket.send(get("/gone"));
        auto held = desk.take(1);
        linger at_once{.l_onoff = 1, .l_linger = 0}; // close with a reset
        ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        desk.put(std::move(held[0]));
    }
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(path, "/gone"); // still true
    desk.take(1)[0](text_response("too late"));
    for (int i = 0; i < 100 && server->counts().connections_open > 0; ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_EQ(server->counts().connections_open, 0U);
}

TEST(Server, MayEndBeforeTheAnswersDo) {
    Desk desk;
    std::vector<Responder> held;
    {
        auto server =
            serve([&](const Request&, Responder respond) { desk.put(std::move(respond)); });
        Socket one(*server), two(*server);
        one.send(get("/"));
        two.send(get("/"));
        held = desk.take(2);
    }
    held[0](text_response("to nobody"));
    held.clear(); // dropped: a 500, to nobody either
    SUCCEED() << "the address sanitizer says whether this was safe";
}

TEST(Server, AnswersAConcurrentCrowdFromOtherThreads) {
    Desk desk;
    ServerOptions options;
    options.threads = 2;
    auto server = *Server::start(
        [&] {
            auto o = options;
            o.port = 0;
            return o;
        }(),
        [&](const Request& request, Responder respond) {
            if (request.query == "now")
                respond(text_response(std::string(request.path)));
            else
                desk.put(std::move(respond));
        });
    std::jthread answering([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            for (auto& respond : desk.take(0)) respond(text_response("later"));
            std::this_thread::sleep_for(100us);
        }
    });
    std::atomic<int> right{0};
    {
        std::vector<std::jthread> crowd;
        for (int t = 0; t < 8; ++t)
            crowd.emplace_back([&, t] {
                auto client = *Client::to("http://127.0.0.1:" + std::to_string(server->port()));
                for (int i = 0; i < 250; ++i) {
                    bool now = (i + t) % 2 == 0;
                    auto response = client->send({.method = "GET",
                                                  .target = now ? "/here?now" : "/there",
                                                  .headers = {},
                                                  .body = {}});
                    if (response && response->body == (now ? "/here" : "later")) ++right;
                }
            });
    }
    EXPECT_EQ(right, 8 * 250);
    EXPECT_EQ(server->counts().requests, 8U * 250);
}

// ---- time and number ------------------------------------------------------------------------

TEST(Server, CutsARequestThatDoesNotArriveInTime) {
    ServerOptions options;
    options.timeouts = {.head = 50ms, .body = 50ms, .idle = 60s};
    auto server = serve(echo, options);
    Socket head(*server), body_(*server);
    head.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow");
    body_.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_EQ(status(head.rest()), 408);
    EXPECT_EQ(status(body_.rest()), 408);
}

TEST(Server, CutsABodyThatComesByteByByteAndWaitsForASlowOne) {
    ServerOptions options;
    options.timeouts.body = 1s;
    auto server = serve(echo, options);
    Socket drip(*server), slow(*server);
    drip.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " +
              std::to_string(8 * limits::body_progress) + "\r\n\r\n");
    for (int i = 0; i < 8; ++i) {
        drip.send("x");
        slow.send(std::string(limits::body_progress, 'x'));
        std::this_thread::sleep_for(400ms);
    }
    EXPECT_EQ(status(drip.rest()), 408);
    EXPECT_EQ(status(slow.response()), 200);
}

TEST(Server, ClosesAnIdleConnectionSilently) {
    ServerOptions options;
    options.timeouts.idle = 50ms;
    auto server = serve(echo, options);
    Socket fresh(*server), used(*server);
    used.send(get("/"));
    EXPECT_EQ(status(used.response()), 200);
    EXPECT_EQ(fresh.rest(), "");
    EXPECT_EQ(used.rest(), "");
}

TEST(Server, CutsAClientThatDoesNotRead) {
    ServerOptions options;
    options.timeouts.write = 50ms;
    auto server =
        serve([](const Request&,
                 Responder respond) { respond(text_response(std::string(64 << 20, 'x'))); },
              options);
    Socket socket(*server);
    socket.send(get("/"));
    for (int i = 0; i < 600 && server->counts().connections_total == 0; ++i)
        std::this_thread::sleep_for(5ms);
    for (int i = 0; i < 600 && server->counts().connections_open > 0; ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_EQ(server->counts().connections_open, 0U);
}

TEST(Server, RefusesAConnectionTooMany) {
    ServerOptions options;
    options.connections = 2;
    auto server = serve(echo, options);
    Socket one(*server), two(*server);
    one.send(get("/"));
    two.send(get("/"));
    EXPECT_EQ(status(one.response()), 200);
    EXPECT_EQ(status(two.response()), 200);
    Socket three(*server);
    auto refused = three.rest();
    EXPECT_EQ(status(refused), 503);
    EXPECT_TRUE(refused.ends_with("}")) << refused;
}

TEST(Server, RefusesAConnectionTooManyFromOneAddressUnlessItIsAProxy) {
    ServerOptions options;
    options.connections_from_one = 1;
    auto server = serve(echo, options);
    {
        Socket one(*server);
        one.send(get("/"));
        EXPECT_EQ(status(one.response()), 200);
        EXPECT_EQ(status(Socket(*server).rest()), 503);
    }
    for (int i = 0; i < 100 && server->counts().connections_open > 0; ++i)
        std::this_thread::sleep_for(10ms);
    Socket next(*server);
    next.send(get("/"));
    EXPECT_EQ(status(next.response()), 200) << "the first has left";

    options.proxies = {"127.0.0.1"};
    auto behind = serve(echo, options);
    Socket first(*behind), second(*behind);
    for (auto* socket : {&first, &second}) {
        socket->send(get("/"));
        EXPECT_EQ(status(socket->response()), 200);
    }
}

TEST(Server, TellsTheHandlerForWhomAProxySpeaks) {
    ServerOptions options;
    options.proxies = {"127.0.0.1"};
    auto tell = [](const Request& request, Responder respond) {
        respond(text_response(std::string(request.peer) + (request.tls ? " tls" : "")));
    };
    auto server = serve(tell, options);
    Socket socket(*server);
    socket.send(get("/", "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-Proto: https\r\n"));
    auto response = socket.response();
    EXPECT_EQ(body(response), "198.51.100.1 tls");
    EXPECT_TRUE(response.contains("Strict-Transport-Security"));
}

TEST(Server, FinishesRequestsUnderWayBeforeItStops) {
    Desk desk;
    auto server = serve([&](const Request& request, Responder respond) {
        if (request.path == "/quick")
            respond(text_response("quick"));
        else
            desk.put(std::move(respond));
    });
    Socket idle(*server), busy(*server);
    idle.send(get("/quick"));
    EXPECT_EQ(status(idle.response()), 200);
    busy.send(get("/slow"));
    auto held = desk.take(1);
    std::jthread stopping([&] { server->stop(); });
    EXPECT_EQ(idle.rest(), "");
    held[0](text_response("done"));
    auto last = busy.rest();
    EXPECT_EQ(body(last), "done");
    EXPECT_TRUE(last.contains("Connection: close"));
    stopping.join();
    EXPECT_FALSE(Socket(*server).connected());
}

TEST(Server, HearsThoseWhoHaveConnectedBeforeItStops) {
    auto server = serve(echo);
    Socket silent(*server), speaks(*server), begins(*server);
    begins.send("GET /late HTTP/1.1\r\n");
    while (server->counts().connections_open < 3) std::this_thread::sleep_for(1ms);
    std::jthread stopping([&] { server->stop(); });
    while (Socket(*server, 20ms).connected()) std::this_thread::sleep_for(1ms);
    speaks.send(get("/first"));
    begins.send("Host: a\r\n\r\n");
    for (auto* one : {&speaks, &begins}) {
        auto response = one->rest();
        EXPECT_EQ(status(response), 200);
        EXPECT_TRUE(response.contains("Connection: close"));
    }
    EXPECT_EQ(silent.rest(), "") << "and is not waited for";
}

// Whoever got a connection gets an answer; whoever did not may go elsewhere.
TEST(Server, CutsNobodyOffWhoConnectsWhileItStops) {
    for (int round = 0; round < 10; ++round) {
        auto server = serve(echo);
        std::atomic<unsigned> answered = 0, cut = 0;
        std::vector<std::jthread> callers;
        for (int i = 0; i < 8; ++i)
            callers.emplace_back([&] {
                for (;;) {
                    Socket socket(*server, 300ms);
                    if (!socket.connected()) return;
                    socket.send(get("/"));
                    ++(socket.response().starts_with("HTTP/1.1 200") ? answered : cut);
                }
            });
        while (answered < 100) std::this_thread::sleep_for(1ms);
        server->stop();
        callers.clear();
        EXPECT_EQ(cut, 0U) << "of " << answered;
    }
}

TEST(Server, StopsInTimeEvenIfARequestIsNeverAnswered) {
    Desk desk;
    ServerOptions options;
    options.timeouts.stop = 100ms;
    auto server =
        serve([&](const Request&, Responder respond) { desk.put(std::move(respond)); }, options);
    Socket socket(*server);
    socket.send(get("/"));
    auto held = desk.take(1);
    auto before = std::chrono::steady_clock::now();
    server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
    EXPECT_EQ(socket.rest(), "");
}

TEST(Server, SharesItsPortWithItsOwnThreadsOnly) {
    auto server = Server::start({.port = 0, .threads = 3}, echo);
    ASSERT_TRUE(server);
    for (unsigned threads : {1U, 2U}) {
        auto second = Server::start({.port = (*server)->port(), .threads = threads}, echo);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, Kind::unavailable);
        EXPECT_TRUE(second.error().what.contains("in use")) << second.error().what;
    }
    auto port = (*server)->port();
    { // leaves a connection behind that waits for its end
        Socket socket(**server);
        socket.send(get("/"));
        EXPECT_EQ(status(socket.response()), 200);
        server->reset();
    }
    EXPECT_TRUE(Server::start({.port = port, .threads = 2}, echo)) << "the port is free again";
}

TEST(Server, SaysWhyItCannotListen) {
    auto server = serve(echo);
    auto bad = Server::start({.address = "not an address"}, echo);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, Kind::invalid);
    auto elsewhere = Server::start({.address = "192.0.2.1", .port = 0}, echo);
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().kind, Kind::unavailable);
}

} // namespace vienreiz::server_test
