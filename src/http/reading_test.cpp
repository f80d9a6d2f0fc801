// Requests as they come over the wire: what is refused, and bodies of every framing and size.
#include "http/client.hpp"
#include "http/wire.hpp"

#include <thread>

namespace vienreiz::reading_test {

using namespace http;
using namespace http::wire;

// ---- what is refused ------------------------------------------------------------------------

struct Refusal {
    std::string_view what, bytes;
    int status;
};

class Refusals : public testing::TestWithParam<Refusal> {};

TEST_P(Refusals, AreAnsweredAndTheConnectionIsClosed) {
    bool handled = false;
    auto server = serve([&](const Request& request, Responder respond) {
        handled = true;
        echo(request, std::move(respond));
    });
    Socket socket(*server);
    socket.send(GetParam().bytes);
    auto response = socket.rest();
    EXPECT_EQ(status(response), GetParam().status) << GetParam().what << ": " << response;
    EXPECT_TRUE(response.contains("application/problem+json")) << response;
    EXPECT_FALSE(response.contains("still open")) << GetParam().what;
    server.reset();
    EXPECT_FALSE(handled) << GetParam().what;
}

const std::string long_target =
    "GET /" + std::string(limits::request_head, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string long_field =
    get("/", "X-Long: " + std::string(limits::request_head, 'a') + "\r\n");
const std::string many_fields = [] {
    std::string fields;
    for (std::size_t i = 0; i < limits::request_header_fields; ++i) fields += "X: y\r\n";
    return get("/", fields); // and Host: one too many
}();

INSTANTIATE_TEST_SUITE_P(
    Reading, Refusals,
    testing::Values(
        Refusal{"no HTTP at all", "hello there\r\n\r\n", 400},
        Refusal{"a TLS hello",
                std::string_view("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15), 400},
        Refusal{"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 505},
        Refusal{"a bare line feed after a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400},
        Refusal{"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        Refusal{"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        Refusal{"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        Refusal{"a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        Refusal{"an absolute address", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"a space in the address", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 505},
        Refusal{"HTTP/2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        Refusal{"a folded field", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400},
        Refusal{"a field that begins on the next line",
                "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n b\r\n\r\n", 400},
        Refusal{"a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        Refusal{"a field without a name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400},
        Refusal{"a NUL in a field",
                std::string_view("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 36), 400},
        Refusal{"a carriage return in a field", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
                400},
        Refusal{
            "both framings",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            400},
        Refusal{
            "both framings, the other way",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
            400},
        Refusal{"two lengths",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                400},
        Refusal{"the same length twice",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                400},
        Refusal{"a list of lengths",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400},
        Refusal{"a signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
                400},
        Refusal{"a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc",
                400},
        Refusal{"a length past 64 bits",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
        Refusal{"a length over the limit",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413},
        Refusal{"another transfer coding",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        Refusal{"a misspelt transfer coding",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501},
        Refusal{"two transfer codings",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
                "chunked\r\n\r\n",
                400},
        Refusal{"chunks in HTTP/1.0",
                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        Refusal{"a chunk size that is no number",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                "chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
                400},
        Refusal{"a chunk size with 0x",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                "chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
                400},
        Refusal{"a chunk size past 64 bits",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                "chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n",
                400},
        Refusal{"a chunk longer than its size",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                "chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
                400},
        Refusal{"a chunk over the limit",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", 413},
        Refusal{"an expectation nobody knows",
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n", 417},
        Refusal{"a long address", long_target, 414}, Refusal{"a long field", long_field, 431},
        Refusal{"many fields", many_fields, 431}));

// A request hidden in another's body must not be answered, whatever the first one said.
TEST(Reading, HandlesNothingAfterARefusal) {
    auto server = serve(echo);
    Socket socket(*server);
    socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\nTransfer-Encoding: "
                "chunked\r\n\r\n0\r\n\r\n" +
                get("/smuggled"));
    auto response = socket.rest();
    EXPECT_EQ(status(response), 400);
    EXPECT_FALSE(response.contains("smuggled"));
    EXPECT_EQ(server->counts().requests, 0U);
}

TEST(Reading, TakesAHeadOfTheLargestSize) {
    auto server = serve(echo);
    Socket socket(*server);
    std::string_view start = "GET / HTTP/1.1\r\nHost: a\r\nX: ", end = "\r\n\r\n";
    socket.send(std::string(start) +
                std::string(limits::request_head - start.size() - end.size(), 'x') +
                std::string(end));
    EXPECT_EQ(status(socket.response()), 200);
}

TEST(Reading, TakesAsManyFieldsAsAllowed) {
    auto server = serve(echo);
    Socket socket(*server);
    std::string fields;
    for (std::size_t i = 1; i < limits::request_header_fields; ++i) fields += "X: y\r\n";
    socket.send(get("/", fields));
    EXPECT_EQ(status(socket.response()), 200);
}

// ---- bodies ---------------------------------------------------------------------------------

TEST(Reading, TakesABodyInOneOrManyPieces) {
    auto server = serve(echo);
    Socket socket(*server);
    socket.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + get("/b"));
    EXPECT_EQ(body(socket.response()), "POST /a? body=hello");
    EXPECT_EQ(body(socket.response()), "GET /b? body=");
    socket.send("PUT /c HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    std::this_thread::sleep_for(5ms);
    socket.send("llo" + get("/d"));
    EXPECT_EQ(body(socket.response()), "PUT /c? body=hello");
    EXPECT_EQ(body(socket.response()), "GET /d? body=");
}

TEST(Reading, TakesChunksHoweverTheyAreCut) {
    auto server = serve(echo);
    Socket socket(*server);
    std::string_view head = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string_view chunks =
        "3;name=value\r\nabc\r\n0A\r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n";
    socket.send(std::string(head) + std::string(chunks) + get("/b"));
    EXPECT_EQ(body(socket.response()), "POST /a? body=abc0123456789");
    EXPECT_EQ(body(socket.response()), "GET /b? body=");
    socket.send(head);
    for (char c : chunks) {
        socket.send({&c, 1});
        std::this_thread::sleep_for(200us);
    }
    EXPECT_EQ(body(socket.response()), "POST /a? body=abc0123456789");
}

// Wherever in the buffer the head of a pipelined upload ends, there is room for its body.
TEST(Reading, TakesABodyBehindManyPipelinedRequests) {
    auto server = serve(echo);
    std::string_view upload = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t end : {8'200U, 16'384U, 24'600U, 32'700U, 32'768U}) {
        Socket socket(*server);
        std::string before;
        while (before.size() + upload.size() + 200 < end) before += get("/x");
        auto shortest = get("/x", "X: \r\n").size();
        std::string padding(end - upload.size() - before.size() - shortest, 'p');
        before += get("/x", "X: " + padding + "\r\n");
        socket.send(before + std::string(upload));
        std::this_thread::sleep_for(5ms);
        socket.send("3\r\nabc\r\n0\r\n\r\n");
        std::string response;
        do response = socket.response();
        while (body(response) == "GET /x? body=");
        EXPECT_EQ(body(response), "POST /a? body=abc") << end;
    }
}

TEST(Reading, SaysContinueBeforeABodyThatWaitsForIt) {
    auto server = serve(echo);
    Socket socket(*server);
    socket.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(socket.response(), "HTTP/1.1 100 Continue\r\n\r\n");
    socket.send("hello");
    EXPECT_EQ(body(socket.response()), "POST /? body=hello");
}

TEST(Reading, RefusesALargeBodyBeforeItIsSent) {
    auto server = serve(echo);
    Socket socket(*server);
    socket.send(
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n");
    EXPECT_EQ(status(socket.rest()), 413);
}

TEST(Reading, GivesTheAnswerOfWhoeverAdmitsInsteadOfTakingTheBody) {
    ServerOptions options;
    options.admit = [](const Request& request) -> std::expected<std::size_t, Response> {
        if (request.header("Authorization") == "Bearer good") return limits::request_body;
        return std::unexpected(text_response("not you", 401));
    };
    auto server = serve(echo, options);
    auto post = [](std::string_view fields) {
        return "POST /a HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
    };
    Socket waiting(*server), sending(*server), known(*server);
    waiting.send(post("Expect: 100-continue\r\nContent-Length: 1000000\r\n"));
    auto refused = waiting.rest();
    EXPECT_EQ(status(refused), 401);
    EXPECT_EQ(body(refused), "not you");
    EXPECT_TRUE(refused.contains("Connection: close\r\n"));
    sending.send(post("Content-Length: 1000000\r\n") + std::string(500'000, 'x'));
    EXPECT_EQ(status(sending.rest()), 401);
    known.send(post("Authorization: Bearer good\r\nTransfer-Encoding: chunked\r\n") +
               "3\r\nabc\r\n0\r\n\r\n");
    EXPECT_EQ(body(known.response()), "POST /a? body=abc");
    EXPECT_EQ(server->counts().requests, 1U);
}

TEST(Reading, TellsTheHandlerWhetherAHeadWasJudgedBefore) {
    ServerOptions options;
    options.admit = [](const Request&) { return limits::request_body; };
    auto tell = [](const Request& request, Responder respond) {
        respond(text_response(request.admitted ? "before" : "not yet"));
    };
    auto server = serve(tell, options);
    Socket socket(*server);
    std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
    socket.send(head + "abc");
    EXPECT_EQ(body(socket.response()), "not yet");
    socket.send(head + "a");
    std::this_thread::sleep_for(50ms);
    socket.send("bc");
    EXPECT_EQ(body(socket.response()), "before");
    socket.send(head + "abc");
    EXPECT_EQ(body(socket.response()), "not yet") << "each request is another";
}

TEST(Reading, SendsA500WhenWhoeverAdmitsThrows) {
    ServerOptions options;
    options.admit = [](const Request&) -> std::expected<std::size_t, Response> {
        throw std::runtime_error("by accident");
    };
    auto server = serve(echo, options);
    Socket socket(*server);
    socket.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    EXPECT_EQ(status(socket.rest()), 500);
}

// The first byte, the last and the count: enough to see that nothing was lost or moved.
std::string described(std::string_view bytes) {
    return std::to_string(bytes.size()) + std::string{bytes.front(), bytes.back()};
}

TEST(Reading, KeepsABodyOfTheLimitInMemory) {
    auto server = serve([](const Request& request, Responder respond) {
        respond(text_response(described(request.body) +
                              (request.body_file.empty() ? " memory" : " file")));
    });
    Socket socket(*server);
    std::string large = "<" + std::string(limits::request_body - 2, 'x') + ">";
    socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(large.size()) +
                "\r\n\r\n" + large);
    EXPECT_EQ(body(socket.response()), "1048576<> memory");
}

std::string content(const std::filesystem::path& path) {
    std::string out(std::filesystem::file_size(path), ' ');
    std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    check(std::fread(out.data(), 1, out.size(), file.get()) == out.size(), "the file is whole");
    return out;
}

TEST(Reading, PutsALargerBodyIntoAFileAndRemovesIt) {
    auto folder =
        std::filesystem::temp_directory_path() / ("vienreiz-bodies-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    ServerOptions options;
    options.temporary = folder;
    options.admit = [](const Request& request) {
        return request.path == "/upload" ? limits::upload_part : limits::request_body;
    };
    auto server = serve(
        [](const Request& request, Responder respond) {
            respond(text_response(described(content(request.body_file))));
        },
        options);
    std::string large = "<" + std::string(5 * limits::MiB, 'x') + ">";
    auto client = *Client::to("http://127.0.0.1:" + std::to_string(server->port()));
    auto sent = client->send({.method = "POST", .target = "/upload", .headers = {}, .body = large});
    ASSERT_TRUE(sent) << sent.error().what;
    EXPECT_EQ(sent->body, std::to_string(large.size()) + "<>");
    Socket socket(*server);
    socket.send("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 3; ++i)
        socket.send("80000\r\n" + std::string(0x80000, static_cast<char>('a' + i)) + "\r\n");
    socket.send("0\r\n\r\n");
    EXPECT_EQ(body(socket.response()), "1572864ac");
    auto refused =
        client->send({.method = "POST", .target = "/other", .headers = {}, .body = large});
    ASSERT_TRUE(refused) << refused.error().what;
    EXPECT_EQ(refused->status, 413);
    server.reset();
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    std::filesystem::remove_all(folder);
}

} // namespace vienreiz::reading_test
