// What a server may answer instead of a tile, and how it is told.
#include "http/compress.hpp"
#include "http/wire.hpp"
#include "observer/over_http.hpp"

#include <atomic>
#include <thread>

namespace vienreiz::observer {
namespace {

using namespace std::chrono_literals;

constexpr Patience little_patience{.wait = 300ms, .answer = 500ms, .pause = 1ms};

// Says to every request what it is told to, byte for byte.
class BluntServer {
public:
    explicit BluntServer(std::string answer, std::chrono::milliseconds before_each_byte = 0ms)
        : answer_(std::move(answer)), before_each_byte_(before_each_byte),
          socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        auto* address = reinterpret_cast<sockaddr*>(&at);
        check(::bind(socket_, address, size) == 0 && ::listen(socket_, 9) == 0, "it listens");
        ::getsockname(socket_, address, &size);
        port_ = ntohs(at.sin_port);
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    BluntServer(const BluntServer&) = delete;
    BluntServer& operator=(const BluntServer&) = delete;
    ~BluntServer() {
        thread_.request_stop();
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    std::atomic<unsigned> asked{0};

private:
    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            int one = ::accept(socket_, nullptr, nullptr);
            if (one < 0) return;
            std::array<char, 4'096> request{};
            if (::recv(one, request.data(), request.size(), 0) > 0) ++asked;
            say(one);
            ::close(one);
        }
    }
    void say(int one) {
        if (before_each_byte_ == 0ms) {
            ::send(one, answer_.data(), answer_.size(), MSG_NOSIGNAL);
            return;
        }
        for (char c : answer_) {
            if (::send(one, &c, 1, MSG_NOSIGNAL) < 1) return;
            std::this_thread::sleep_for(before_each_byte_);
        }
    }
    std::string answer_;
    std::chrono::milliseconds before_each_byte_;
    int socket_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

Result<std::string> fetched(const std::string& url, const std::string& path = "tile/0/000") {
    auto fetch = fetch_over_http(url, little_patience).value();
    auto got = fetch(path);
    if (!got) return got.error();
    return std::string(text(*got));
}

std::string answered(std::string_view head, std::string_view body) {
    return "HTTP/1.1 " + std::string(head) + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

TEST(OverHttp, GetsWhatIsThereUnderThePrefix) {
    auto server = http::wire::serve(http::wire::echo);
    auto url = "http://127.0.0.1:" + std::to_string(server->port());
    EXPECT_EQ(fetched(url).value(), "GET /tile/0/000? body=");
    EXPECT_EQ(fetched(url + "/").value(), "GET /tile/0/000? body=");
    EXPECT_EQ(fetched(url + "/journals/main").value(), "GET /journals/main/tile/0/000? body=");
    EXPECT_EQ(fetched(url + "/journals/main/", "checkpoint").value(),
              "GET /journals/main/checkpoint? body=");
    EXPECT_EQ(fetch_over_http("ftp://example.lv").error().kind, Kind::invalid);
    EXPECT_EQ(fetch_over_http("example.lv").error().kind, Kind::invalid);
}

TEST(OverHttp, KeepsItsConnections) {
    auto server = http::wire::serve(http::wire::echo);
    auto fetch =
        fetch_over_http("http://127.0.0.1:" + std::to_string(server->port()), little_patience);
    for (int times = 0; times < 20; ++times) ASSERT_TRUE((*fetch)("checkpoint"));
    EXPECT_EQ(server->counts().connections_total, 1U);
}

TEST(OverHttp, DecodesGzipWhereTheHeadSaysSo) {
    std::string coded, bundle(100'000, 'e');
    http::Compressor::of(http::Coding::gzip)->add(bundle, http::Compressor::After::end, coded);
    auto as = [&](const std::string& coding, const std::string& body) {
        BluntServer server(answered("200 OK\r\nContent-Encoding: " + coding, body));
        return fetched(server.url(), "tile/entries/000");
    };
    EXPECT_EQ(as("gzip", coded).value(), bundle);
    EXPECT_EQ(as("X-GZIP", coded).value(), bundle);
    EXPECT_EQ(as("identity", bundle).value(), bundle);
    EXPECT_EQ(as("br", coded).error().kind, Kind::corrupt);
    EXPECT_EQ(as("gzip", bundle).error().kind, Kind::corrupt);
    EXPECT_EQ(as("gzip", coded.substr(0, coded.size() - 9)).error().kind, Kind::corrupt);
    BluntServer unsaid(answered("200 OK", coded));
    EXPECT_EQ(fetched(unsaid.url()).value(), coded) << "not guessed from the bytes";
}

TEST(OverHttp, TakesNoMoreThanATileCanHold) {
    auto note = std::string(limits::note_bytes, 'n');
    BluntServer exactly(answered("200 OK", note)), more(answered("200 OK", note + "n"));
    EXPECT_TRUE(fetched(exactly.url(), "checkpoint"));
    EXPECT_EQ(fetched(more.url(), "checkpoint").error().kind, Kind::too_large);
    EXPECT_TRUE(fetched(more.url()));
    std::string bomb;
    auto large = std::string(limits::entry_bundle + 1, 'e');
    http::Compressor::of(http::Coding::gzip)->add(large, http::Compressor::After::end, bomb);
    BluntServer packed(answered("200 OK\r\nContent-Encoding: gzip", bomb));
    EXPECT_EQ(fetched(packed.url()).error().kind, Kind::too_large);
    BluntServer claims("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc");
    EXPECT_EQ(fetched(claims.url()).error().kind, Kind::too_large);
}

TEST(OverHttp, SaysInASentenceWhatCame) {
    struct Case {
        std::string answer;
        Kind kind;
        std::string_view says;
    };
    const Case cases[] = {
        {answered("404 Not Found", ""), Kind::missing, "404"},
        {answered("410 Gone", ""), Kind::missing, "410"},
        {answered("401 Unauthorized", ""), Kind::unauthenticated, "401"},
        {answered("403 Forbidden", ""), Kind::forbidden, "403"},
        {answered("400 Bad Request", ""), Kind::invalid, "400"},
        {answered("301 Moved Permanently\r\nLocation: https://b.lv", ""), Kind::invalid,
         "https://b.lv"},
        {answered("200 OK\r\nContent-Type: text/html", "<html>"), Kind::corrupt, "This is a page"},
        {"SSH-2.0-OpenSSH\r\n\r\n", Kind::corrupt, "HTTP"},
    };
    for (const auto& [answer, kind, says] : cases) {
        BluntServer server(answer);
        auto got = fetched(server.url());
        ASSERT_FALSE(got) << answer;
        EXPECT_EQ(got.error().kind, kind) << answer << got.error().what;
        EXPECT_TRUE(got.error().what.contains(says)) << got.error().what;
        EXPECT_EQ(got.error().where, server.url() + "/tile/0/000");
        EXPECT_EQ(server.asked, 1U) << answer << "it will not be otherwise the next time";
    }
}

TEST(OverHttp, TriesAgainWhatMayBeOtherwiseSoon) {
    for (const auto& answer :
         {answered("503 Service Unavailable", ""), answered("500 Internal Server Error", ""),
          answered("429 Too Many Requests", ""),
          std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut"), std::string()}) {
        BluntServer server(answer);
        auto got = fetched(server.url());
        ASSERT_FALSE(got) << answer;
        EXPECT_EQ(got.error().kind, Kind::unavailable) << answer << got.error().what;
        EXPECT_EQ(server.asked, limits::observer_tries) << answer;
    }
    std::atomic<int> times{0};
    auto server = http::wire::serve([&](const http::Request&, http::Responder respond) {
        respond(http::wire::text_response("it", ++times < 3 ? 503 : 200));
    });
    EXPECT_EQ(fetched("http://127.0.0.1:" + std::to_string(server->port())).value(), "it");
}

TEST(OverHttp, ComesAgainWhenItIsTold) {
    std::atomic<int> times{0};
    std::string after = "0";
    auto server = http::wire::serve([&](const http::Request&, http::Responder respond) {
        auto answer = http::wire::text_response("it", ++times < 10 ? 429 : 200);
        answer.set("Retry-After", after);
        respond(std::move(answer));
    });
    auto url = "http://127.0.0.1:" + std::to_string(server->port());
    EXPECT_EQ(fetched(url).value(), "it") << "more often than who says nothing is asked";
    times = 9 - 1;
    after = "1";
    auto began = std::chrono::steady_clock::now();
    auto fetch = fetch_over_http(url, {.wait = 5s, .answer = 5s, .pause = 1ms}).value();
    EXPECT_TRUE(fetch("tile/0/000"));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 1s);
    times = -1'000'000;
    after = "0";
    EXPECT_EQ(fetched(url).error().kind, Kind::unavailable) << "for as long as it has patience";
}

TEST(OverHttp, EndsAtOnceWhenItIsStopped) {
    auto server = http::wire::serve([&](const http::Request&, http::Responder respond) {
        auto answer = http::wire::text_response("later", 503);
        answer.set("Retry-After", "30");
        respond(std::move(answer));
    });
    std::stop_source stopping;
    auto fetch = fetch_over_http("http://127.0.0.1:" + std::to_string(server->port()),
                                 usual_patience(), stopping.get_token())
                     .value();
    auto began = std::chrono::steady_clock::now();
    std::jthread stops([&] {
        std::this_thread::sleep_for(50ms);
        stopping.request_stop();
    });
    EXPECT_EQ(fetch("checkpoint").error().kind, Kind::unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
    EXPECT_TRUE(fetch("checkpoint").error().what.contains("stopping"));
}

TEST(OverHttp, WaitsForNoServerLongerThanItsPatience) {
    auto began = std::chrono::steady_clock::now();
    BluntServer silent(answered("200 OK", "abc"), 2s);
    EXPECT_EQ(fetched(silent.url()).error().kind, Kind::unavailable);
    BluntServer dripping(answered("200 OK", std::string(500, 'x')), 20ms);
    auto got = fetched(dripping.url());
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().what.contains("too long")) << got.error().what;
    EXPECT_LT(std::chrono::steady_clock::now() - began, 30s);
    EXPECT_EQ(fetched("http://127.0.0.1:1").error().kind, Kind::unavailable);
}

} // namespace
} // namespace vienreiz::observer
