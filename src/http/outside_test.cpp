// Talking with others: our client with our server over plain and TLS connections, and curl with our
// server.
#include "http/client.hpp"
#include "http/wire.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace vienreiz::outside_test {

using namespace http;
using namespace http::wire;

ClientRequest request(std::string method, std::string target, std::string body = {}) {
    return {.method = std::move(method),
            .target = std::move(target),
            .headers = {},
            .body = std::move(body)};
}

std::string plain_address(const Server& server) {
    return "http://127.0.0.1:" + std::to_string(server.port());
}

// Runs a shell command; its output, or nothing when it is not there or fails.
std::string run(const std::string& command) {
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen((command + " 2>&1").c_str(), "r"),
                                               &::pclose);
    std::string out;
    char piece[4096];
    while (auto got = std::fread(piece, 1, sizeof piece, pipe.get())) out.append(piece, got);
    return out;
}

bool available(const std::string& program) { return !run("command -v " + program).empty(); }

class Folder {
public:
    Folder() { std::filesystem::create_directories(path_); }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string operator/(std::string_view name) const { return (path_ / name).string(); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("vienreiz-outside-" + std::to_string(::getpid()));
};

// A certificate for "localhost" and 127.0.0.1 that signs itself.
TlsFiles certificate(const Folder& folder, const std::string& name) {
    TlsFiles files{folder / (name + ".pem"), folder / (name + ".key")};
    run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" +
        name + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " + files.key.string() +
        " -out " + files.certificate.string());
    return files;
}

TEST(Client, KeepsItsConnection) {
    auto server = serve(echo);
    auto client = *Client::to(plain_address(*server));
    for (int i = 0; i < 3; ++i) {
        auto response = client->send(request("POST", "/a?b", "body"));
        ASSERT_TRUE(response) << response.error().what;
        EXPECT_EQ(response->status, 200);
        EXPECT_EQ(response->body, "POST /a?b body=body");
        EXPECT_EQ(response->header("content-type"), "text/plain");
    }
    auto head = client->send(request("HEAD", "/"));
    ASSERT_TRUE(head);
    EXPECT_EQ(head->body, "");
    EXPECT_EQ(server->counts().connections_total, 1U);
}

TEST(Client, ComesBackWhenAKeptConnectionWasClosed) {
    ServerOptions options;
    options.timeouts.idle = 10ms;
    auto server = serve(echo, options);
    auto client = *Client::to(plain_address(*server));
    ASSERT_TRUE(client->send(request("GET", "/")));
    for (int i = 0; i < 600 && server->counts().connections_open > 0; ++i)
        std::this_thread::sleep_for(5ms);
    auto again = client->send(request("POST", "/", "x"));
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(server->counts().connections_total, 2U);
}

TEST(Client, TakesABodyPieceByPieceAndInChunks) {
    auto server = serve([](const Request&, Responder respond) {
        Response out{.status = 200,
                     .headers = {},
                     .body = StreamBody([i = 0](std::string& piece) mutable -> Result<More> {
                         piece += std::string(100'000, 'x');
                         return ++i < 10 ? More::yes : More::done;
                     })};
        respond(std::move(out));
    });
    auto client = *Client::to(plain_address(*server));
    std::size_t total = 0, pieces = 0;
    auto response = client->stream(request("GET", "/"), [&](std::string_view piece) -> Outcome {
        total += piece.size();
        ++pieces;
        return {};
    });
    ASSERT_TRUE(response) << response.error().what;
    EXPECT_EQ(total, 1'000'000U);
    EXPECT_GT(pieces, 1U);
    auto refusing = client->stream(request("GET", "/"), [](std::string_view) -> Outcome {
        return Failure{Kind::too_many, "Enough"};
    });
    ASSERT_FALSE(refusing);
    EXPECT_EQ(refusing.error().what, "Enough");
}

TEST(Client, RefusesAnAnswerThatIsTooLarge) {
    auto server = serve(
        [](const Request&, Responder respond) { respond(text_response(std::string(1001, 'x'))); });
    auto client = *Client::to(plain_address(*server), {.largest_body = 1000});
    auto response = client->send(request("GET", "/"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, Kind::too_large);
    auto enough = *Client::to(plain_address(*server), {.largest_body = 1001});
    EXPECT_TRUE(enough->send(request("GET", "/")));
}

TEST(Client, GivesUpInTime) {
    std::vector<Responder> held;
    auto server =
        serve([&](const Request&, Responder respond) { held.push_back(std::move(respond)); });
    auto client = *Client::to(plain_address(*server), {.timeout = 50ms});
    auto response = client->send(request("GET", "/"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, Kind::unavailable);
    server.reset();
    auto gone = client->send(request("GET", "/"));
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, Kind::unavailable);
}

TEST(Client, FindsAServiceBehindAPath) {
    auto is = [](std::string_view url, std::string_view base, std::string_view path) {
        auto found = service_address(url);
        EXPECT_EQ(found.base, base) << url;
        EXPECT_EQ(found.path, path) << url;
    };
    is("https://example.lv", "https://example.lv", "");
    is("https://example.lv/", "https://example.lv", "");
    is("http://example.lv:8080/witness/", "http://example.lv:8080", "/witness");
    is("http://[::1]:80/a/b", "http://[::1]:80", "/a/b");
    is("example.lv/a", "example.lv/a", "");
}

TEST(Client, RefusesAddressesAndRequestsThatMakeNoSense) {
    for (auto base : {"", "example.org", "ftp://a", "http://", "http://a:b", "http://a/b",
                      "https://[::1", "http://u@a"})
        EXPECT_FALSE(Client::to(base)) << base;
    auto server = serve(echo);
    auto client = *Client::to(plain_address(*server));
    EXPECT_FALSE(client->send(request("GET", "no-slash")));
    EXPECT_FALSE(client->send(request("GET", "/a b")));
    auto split = request("GET", "/");
    split.headers.emplace_back("X", "a\r\nY: b");
    EXPECT_FALSE(client->send(split));
}

// ---- TLS ------------------------------------------------------------------------------------

class Tls : public testing::Test {
protected:
    void SetUp() override {
        if (!available("openssl"))
            GTEST_SKIP() << "openssl is not installed: no certificate to test with";
        files = certificate(folder, "ours");
        ServerOptions options;
        options.tls = files;
        server = serve(
            [this](const Request& asked, Responder respond) {
                if (asked.path == "/file")
                    return respond(
                        {.status = 200, .headers = {}, .body = FileBody{.path = folder / "large"}});
                if (asked.path == "/large") return respond(text_response(large));
                EXPECT_TRUE(asked.tls);
                echo(asked, std::move(respond));
            },
            options);
        std::ofstream(folder / "large") << large;
    }
    std::string address(const std::string& host) {
        return "https://" + host + ":" + std::to_string(server->port());
    }
    Folder folder;
    TlsFiles files;
    std::string large = std::string(2'000'000, 'a') + std::string(2'000'000, 'b');
    std::unique_ptr<Server> server;
};

TEST_F(Tls, CarriesManyRequestsOverOneConnection) {
    auto client = *Client::to(address("127.0.0.1"), {.trust = files.certificate});
    for (int i = 0; i < 3; ++i) {
        auto response = client->send(request("POST", "/a", "secret"));
        ASSERT_TRUE(response) << response.error().what;
        EXPECT_EQ(response->body, "POST /a? body=secret");
        EXPECT_FALSE(response->header("Strict-Transport-Security").empty());
    }
    EXPECT_EQ(server->counts().connections_total, 1U);
}

TEST_F(Tls, CarriesLargeBodiesBothWays) {
    auto client = *Client::to(address("localhost"), {.trust = files.certificate});
    for (auto target : {"/large", "/file"}) {
        auto response = client->send(request("GET", target));
        ASSERT_TRUE(response) << response.error().what;
        EXPECT_TRUE(response->body == large) << target;
    }
    auto sent = client->send(request("POST", "/x", std::string(limits::request_body, 'x')));
    ASSERT_TRUE(sent) << sent.error().what;
    EXPECT_TRUE(sent->body.starts_with("POST /x? body=xxx"));
}

TEST_F(Tls, IsRefusedByAClientThatDoesNotTrustTheServer) {
    auto others = certificate(folder, "others");
    for (const auto& trust : {others.certificate, std::filesystem::path{}}) {
        auto response =
            (*Client::to(address("127.0.0.1"), {.trust = trust}))->send(request("GET", "/"));
        ASSERT_FALSE(response);
        EXPECT_TRUE(response.error().what.contains("not trusted")) << response.error().what;
    }
    auto wrong_name = (*Client::to(address("127.0.0.2"), {.trust = files.certificate}));
    auto response = wrong_name->send(request("GET", "/"));
    ASSERT_FALSE(response);
}

TEST_F(Tls, DoesNotTalkToAPlainOrAnOldClient) {
    Socket socket(*server);
    socket.send(get("/"));
    EXPECT_EQ(status(socket.rest()), 0);
    auto old = run("openssl s_client -tls1_1 -connect 127.0.0.1:" + std::to_string(server->port()) +
                   " </dev/null");
    EXPECT_FALSE(old.contains("Cipher is ECDHE")) << old;
    auto current =
        run("openssl s_client -tls1_2 -connect 127.0.0.1:" + std::to_string(server->port()) +
            " </dev/null");
    EXPECT_TRUE(current.contains("Cipher is ECDHE")) << current;
}

TEST_F(Tls, SaysWhatIsWrongWithItsFiles) {
    ServerOptions options;
    options.port = 0;
    options.tls = TlsFiles{folder / "absent.pem", files.key};
    auto absent = Server::start(options, echo);
    ASSERT_FALSE(absent);
    EXPECT_TRUE(absent.error().where.ends_with("absent.pem"));
    options.tls = TlsFiles{files.certificate, certificate(folder, "others").key};
    EXPECT_FALSE(Server::start(options, echo));
}

// ---- curl -----------------------------------------------------------------------------------

class Curl : public Tls {
protected:
    void SetUp() override {
        if (!available("curl")) GTEST_SKIP() << "curl is not installed";
        Tls::SetUp();
        plain = serve([this](const Request& asked, Responder respond) {
            if (asked.path == "/file")
                return respond(
                    {.status = 200, .headers = {}, .body = FileBody{.path = folder / "large"}});
            if (asked.path == "/large") return respond(text_response(large));
            respond(text_response(std::to_string(asked.body.size())));
        });
    }
    std::string curl(const std::string& arguments, const std::string& target) {
        return run("curl -sS --max-time 10 " + arguments + " " + plain_address(*plain) + target);
    }
    std::unique_ptr<Server> plain;
};

TEST_F(Curl, DecompressesWhatWeCompress) {
    EXPECT_TRUE(curl("--compressed", "/large") == large);
    EXPECT_TRUE(curl("--compressed -o /dev/null -w %{size_download}", "/large").size() < 6);
}

TEST_F(Curl, FetchesRangesAndResumes) {
    EXPECT_EQ(curl("-r 1999999-2000000", "/file"), "ab");
    EXPECT_TRUE(curl("-C 3999990", "/file") == "bbbbbbbbbb");
}

TEST_F(Curl, SpeaksHttp10AndWaitsForContinue) {
    EXPECT_TRUE(curl("--http1.0", "/file") == large);
    std::ofstream(folder / "upload") << std::string(1'000'000, 'u');
    EXPECT_EQ(curl("-H 'Expect: 100-continue' --data-binary @" + (folder / "upload"), "/"),
              "1000000");
    EXPECT_EQ(curl("-H 'Transfer-Encoding: chunked' --data-binary @" + (folder / "upload"), "/"),
              "1000000");
}

TEST_F(Curl, TrustsOurTls) {
    auto said = run("curl -sS --max-time 10 --cacert " + files.certificate.string() + " " +
                    address("localhost") + "/hello");
    EXPECT_EQ(said, "GET /hello? body=");
    auto posted = run("curl -sS --max-time 10 --tls-max 1.2 --cacert " +
                      files.certificate.string() + " -d x=1 " + address("localhost") + "/form");
    EXPECT_EQ(posted, "POST /form? body=x=1");
}

} // namespace vienreiz::outside_test
