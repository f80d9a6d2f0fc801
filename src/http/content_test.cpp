// What leaves: conditional requests, ranges, compression, files, streams, our own header fields.
#include "http/compress.hpp"
#include "http/conditions.hpp"
#include "http/wire.hpp"

#include <zlib.h>
#include <zstd.h>

#include <fstream>
#include <thread>

namespace vienreiz::content_test {

using namespace http;
using namespace http::wire;

TEST(Conditions, CompareTagsWeakly) {
    EXPECT_TRUE(names_etag("\"a\"", "\"a\""));
    EXPECT_TRUE(names_etag("W/\"a\"", "\"a\""));
    EXPECT_TRUE(names_etag("\"x\", W/\"b,c\" , \"a\"", "W/\"a\""));
    EXPECT_TRUE(names_etag(" * ", "\"a\""));
    EXPECT_FALSE(names_etag("\"b,\"a\"", "\"c\""));
    EXPECT_FALSE(names_etag("a", "\"a\""));
    EXPECT_FALSE(names_etag("", "\"a\""));
}

TEST(Conditions, CompareDates) {
    EXPECT_TRUE(unmodified_since("Sun, 22 Nov 2026 02:00:00 GMT", "Sun, 22 Nov 2026 02:00:00 GMT"));
    EXPECT_TRUE(unmodified_since("Sun, 22 Nov 2026 03:00:00 GMT", "Sun, 22 Nov 2026 02:00:00 GMT"));
    EXPECT_FALSE(
        unmodified_since("Sun, 22 Nov 2026 01:00:00 GMT", "Sun, 22 Nov 2026 02:00:00 GMT"));
    EXPECT_FALSE(unmodified_since("yesterday", "Sun, 22 Nov 2026 02:00:00 GMT"));
}

struct RangeCase {
    std::string_view field;
    ByteRange::Kind kind;
    std::uint64_t offset = 0, length = 0;
};

TEST(Conditions, ReadOneRangeOfTenBytes) {
    using enum ByteRange::Kind;
    constexpr auto most = "bytes=18446744073709551615-";
    for (auto [field, kind, offset, length] : {RangeCase{"bytes=0-0", part, 0, 1},
                                               {"bytes=2-4", part, 2, 3},
                                               {"bytes=5-", part, 5, 5},
                                               {"Bytes=5-5", part, 5, 1},
                                               {"bytes=-3", part, 7, 3},
                                               {"bytes=-30", part, 0, 10},
                                               {"bytes=9-99", part, 9, 1},
                                               {"bytes=10-", unsatisfiable},
                                               {"bytes=-0", unsatisfiable},
                                               {most, unsatisfiable},
                                               {"bytes=4-2", whole},
                                               {"bytes=1-2,4-5", whole},
                                               {"lines=1-2", whole},
                                               {"bytes=", whole},
                                               {"bytes=-", whole},
                                               {"bytes=a-b", whole},
                                               {"", whole}}) {
        auto range = byte_range(field, 10);
        EXPECT_EQ(range.kind, kind) << field;
        EXPECT_EQ(range.offset, offset) << field;
        EXPECT_EQ(range.length, length) << field;
    }
    EXPECT_EQ(byte_range("bytes=-5", 0).kind, unsatisfiable);
}

TEST(Compression, ChoosesWhatTheClientLikesBest) {
    using enum Coding;
    for (auto [field, coding] : {std::pair<std::string_view, Coding>{"", identity},
                                 {"gzip", gzip},
                                 {"gzip, deflate, br, zstd", zstd},
                                 {"GZIP", gzip},
                                 {"zstd;q=0.5, gzip", gzip},
                                 {"gzip;q=0, zstd;q=0.0", identity},
                                 {"identity", identity},
                                 {"br", identity},
                                 {"*", zstd},
                                 {"*;q=0.1, gzip;q=0.2", gzip},
                                 {"gzip;q=0.001", gzip},
                                 {"identity;q=1, gzip;q=0.5", identity},
                                 {"gzip;q=nonsense", identity},
                                 {"gzip;q=-1", identity},
                                 {",,gzip ; q=1", gzip}})
        EXPECT_EQ(choose_coding(field), coding) << field;
}

TEST(Compression, IsForTextOnly) {
    for (auto type : {"text/html; charset=utf-8", "application/json", "application/problem+json",
                      "image/svg+xml", "Text/CSV"})
        EXPECT_TRUE(is_text_like(type)) << type;
    for (auto type : {"image/png", "application/pdf", "application/zip", "text/event-stream", ""})
        EXPECT_FALSE(is_text_like(type)) << type;
}

std::string gunzipped(std::string_view bytes, int flush = Z_FINISH) {
    z_stream stream{};
    check(inflateInit2(&stream, 15 + 16) == Z_OK, "zlib starts");
    std::string out(4 << 20, ' ');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    auto ended = inflate(&stream, flush);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return ended == (flush == Z_FINISH ? Z_STREAM_END : Z_OK) ? out : "not gzip";
}

std::string unzstd(std::string_view bytes) {
    std::string out(4 << 20, ' ');
    auto size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
    return ZSTD_isError(size) ? "not zstd" : out.substr(0, size);
}

// Undoes the chunked coding; empty when a chunk is broken or the last is missing.
std::string dechunked(std::string_view bytes) {
    std::string out;
    for (;;) {
        auto end = bytes.find("\r\n");
        if (end == bytes.npos) return {};
        auto size = std::stoul(std::string(bytes.substr(0, end)), nullptr, 16);
        if (size == 0) return bytes == "0\r\n\r\n" ? out : std::string{};
        if (bytes.size() < end + 2 + size + 2) return {};
        out += bytes.substr(end + 2, size);
        bytes.remove_prefix(end + 2 + size + 2);
    }
}

const std::string prose = [] {
    std::string out;
    for (int i = 0; i < 20'000; ++i) out += "row " + std::to_string(i) + "\n";
    return out;
}();

std::string fetch(const Server& server, std::string_view fields = "",
                  std::string_view target = "/") {
    Socket socket(server);
    socket.send(get(target, std::string(fields) + "Connection: close\r\n"));
    return socket.rest();
}

TEST(Compression, IsUndoneUpToALimit) {
    std::string coded, twice;
    auto gzip = Compressor::of(Coding::gzip);
    gzip->add(prose, Compressor::After::end, coded);
    EXPECT_EQ(gunzip(coded, prose.size()).value(), prose);
    EXPECT_EQ(gunzip(coded, prose.size() - 1).error().kind, Kind::too_large);
    twice = coded + coded; // RFC 1952 §2.2: members follow one another
    EXPECT_EQ(gunzip(twice, 2 * prose.size()).value(), prose + prose);
    for (std::size_t length : {std::size_t{0}, std::size_t{5}, coded.size() / 2, coded.size() - 1})
        EXPECT_EQ(gunzip(std::string_view(coded).substr(0, length), prose.size()).error().kind,
                  Kind::corrupt)
            << length;
    coded[coded.size() / 2] ^= 1;
    EXPECT_EQ(gunzip(coded, 2 * prose.size()).error().kind, Kind::corrupt);
    EXPECT_EQ(gunzip(prose, prose.size()).error().kind, Kind::corrupt);
}

TEST(Compression, ShrinksABodyAndTellsCachesAbout) {
    auto server = serve([](const Request&, Responder respond) {
        auto response = text_response(prose);
        response.set("ETag", "\"v1\"");
        respond(std::move(response));
    });
    for (int again = 0; again < 2; ++again) { // the compressors are used twice
        auto gzip = fetch(*server, "Accept-Encoding: gzip\r\n");
        EXPECT_TRUE(gzip.contains("Content-Encoding: gzip\r\n"));
        EXPECT_TRUE(gzip.contains("Vary: Accept-Encoding\r\n"));
        EXPECT_TRUE(gzip.contains("ETag: W/\"v1\"\r\n"));
        EXPECT_LT(gzip.size(), prose.size() / 3);
        EXPECT_EQ(gunzipped(body(gzip)), prose);
        EXPECT_EQ(unzstd(body(fetch(*server, "Accept-Encoding: zstd\r\n"))), prose);
    }
    auto plain = fetch(*server);
    EXPECT_EQ(body(plain), prose);
    EXPECT_TRUE(plain.contains("Vary: Accept-Encoding\r\n"));
    EXPECT_TRUE(plain.contains("ETag: \"v1\"\r\n"));
    EXPECT_EQ(status(fetch(*server, "Accept-Encoding: gzip\r\nIf-None-Match: W/\"v1\"\r\n")), 304);
}

TEST(Compression, LeavesAloneWhatIsSmallOrNotToBeChanged) {
    auto server = serve([](const Request& request, Responder respond) {
        auto response = text_response(request.path == "/small" ? std::string(1023, 'x') : prose);
        if (request.path == "/kept") response.set("Cache-Control", "private, no-transform");
        if (request.path == "/done") response.set("Content-Encoding", "br");
        respond(std::move(response));
    });
    for (auto target : {"/small", "/kept", "/done"})
        EXPECT_FALSE(fetch(*server, "Accept-Encoding: gzip\r\n", target).contains("gzip"))
            << target;
}

TEST(Reply, LeavesOutWhatTheClientHas) {
    auto server = serve([](const Request&, Responder respond) {
        auto response = text_response("content");
        response.set("ETag", "\"v1\"");
        response.set("Last-Modified", "Sun, 22 Nov 2026 02:00:00 GMT");
        respond(std::move(response));
    });
    auto same = fetch(*server, "If-None-Match: \"v1\"\r\n");
    EXPECT_EQ(status(same), 304);
    EXPECT_EQ(body(same), "");
    EXPECT_TRUE(same.contains("ETag: \"v1\"\r\n"));
    EXPECT_FALSE(same.contains("Content-Length"));
    EXPECT_EQ(status(fetch(
                  *server,
                  "If-None-Match: \"v2\"\r\nIf-Modified-Since: Sun, 22 Nov 2026 02:00:00 GMT\r\n")),
              200);
    EXPECT_EQ(status(fetch(*server, "If-Modified-Since: Sun, 22 Nov 2026 02:00:00 GMT\r\n")), 304);
    Socket socket(*server);
    socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nIf-None-Match: \"v1\"\r\n\r\n");
    EXPECT_EQ(status(socket.response()), 200);
}

TEST(Reply, ProtectsPagesAndKeepsApiAnswersSmall) {
    auto server = serve([](const Request& request, Responder respond) {
        Response page{.status = 200, .headers = {}, .body = std::string("<p>")};
        page.set("Content-Type",
                 request.path == "/api" ? "application/json" : "text/html; charset=utf-8");
        if (request.path == "/own") page.set("Content-Security-Policy", "default-src 'self'");
        respond(std::move(page));
    });
    auto page = fetch(*server), own = fetch(*server, "", "/own"), api = fetch(*server, "", "/api");
    EXPECT_TRUE(page.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"));
    EXPECT_FALSE(page.contains("unsafe"));
    for (auto field : {"X-Frame-Options: DENY\r\n", "Referrer-Policy: ", "Permissions-Policy: ",
                       "X-Content-Type-Options: nosniff\r\n"})
        EXPECT_TRUE(page.contains(field)) << field;
    EXPECT_TRUE(own.contains("Content-Security-Policy: default-src 'self'\r\n"));
    EXPECT_FALSE(own.contains("default-src 'none'"));
    EXPECT_TRUE(api.contains("nosniff"));
    EXPECT_FALSE(api.contains("Content-Security-Policy"));
    EXPECT_FALSE(api.contains("Strict-Transport-Security"));
}

// ---- files ----------------------------------------------------------------------------------

class Files : public testing::Test {
protected:
    Files() {
        std::ofstream(path) << content;
        server = serve([this](const Request& request, Responder respond) {
            Response response{.status = 200,
                              .headers = {},
                              .body =
                                  FileBody{.path = request.path == "/none" ? path / "none" : path}};
            if (request.path == "/middle")
                response.body = FileBody{.path = path, .offset = 10, .length = 20};
            if (request.path == "/beyond")
                response.body = FileBody{.path = path, .offset = 10, .length = content.size()};
            response.set("Content-Type", "application/octet-stream");
            response.set("ETag", "\"f1\"");
            respond(std::move(response));
        });
    }
    ~Files() override {
        server.reset();
        std::filesystem::remove(path);
    }
    std::string content = [] {
        std::string out;
        for (int i = 0; out.size() < 3'000'000; ++i) out += std::to_string(i) + ' ';
        return out;
    }();
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("vienreiz-file-" + std::to_string(::getpid()));
    std::unique_ptr<Server> server;
};

TEST_F(Files, AreSentWhole) {
    auto response = fetch(*server);
    EXPECT_EQ(status(response), 200);
    EXPECT_TRUE(response.contains("Accept-Ranges: bytes\r\n"));
    EXPECT_TRUE(response.contains("Content-Length: " + std::to_string(content.size()) + "\r\n"));
    EXPECT_TRUE(body(response) == content);
    EXPECT_EQ(status(fetch(*server, "If-None-Match: \"f1\"\r\n")), 304);
}

TEST_F(Files, AreSentInPart) {
    auto part = fetch(*server, "Range: bytes=1000000-2000000\r\n");
    EXPECT_EQ(status(part), 206);
    EXPECT_TRUE(part.contains("Content-Range: bytes 1000000-2000000/" +
                              std::to_string(content.size()) + "\r\n"));
    EXPECT_TRUE(body(part) == content.substr(1'000'000, 1'000'001));
    EXPECT_EQ(body(fetch(*server, "Range: bytes=-5\r\n")), content.substr(content.size() - 5));
    EXPECT_EQ(status(fetch(*server, "Range: bytes=0-1\r\nIf-Range: \"f1\"\r\n")), 206);
    EXPECT_EQ(status(fetch(*server, "Range: bytes=0-1\r\nIf-Range: \"old\"\r\n")), 200);
    auto beyond = fetch(*server, "Range: bytes=99999999-\r\n");
    EXPECT_EQ(status(beyond), 416);
    EXPECT_TRUE(
        beyond.contains("Content-Range: bytes */" + std::to_string(content.size()) + "\r\n"));
}

TEST_F(Files, MayBeAPartOfALargerOne) {
    EXPECT_EQ(body(fetch(*server, "", "/middle")), content.substr(10, 20));
    EXPECT_EQ(body(fetch(*server, "Range: bytes=5-6\r\n", "/middle")), content.substr(15, 2));
}

TEST_F(Files, ThatAreNotThereAreAFailure) {
    EXPECT_EQ(status(fetch(*server, "", "/none")), 503);
    EXPECT_EQ(status(fetch(*server, "", "/beyond")), 500);
}

// ---- streams --------------------------------------------------------------------------------

Response stream_response(StreamBody stream, std::string type = "text/csv") {
    Response out{.status = 200, .headers = {}, .body = std::move(stream)};
    out.set("Content-Type", std::move(type));
    return out;
}

StreamBody lines(int count) {
    return [i = 0, count](std::string& out) mutable -> Result<More> {
        out += "row " + std::to_string(i) + "\n";
        return ++i < count ? More::yes : More::done;
    };
}

TEST(Stream, ComesInChunks) {
    auto server =
        serve([](const Request&, Responder respond) { respond(stream_response(lines(20'000))); });
    auto response = fetch(*server);
    EXPECT_TRUE(response.contains("Transfer-Encoding: chunked\r\n"));
    EXPECT_TRUE(dechunked(body(response)) == prose);
    EXPECT_TRUE(gunzipped(dechunked(body(fetch(*server, "Accept-Encoding: gzip\r\n")))) == prose);
    EXPECT_TRUE(unzstd(dechunked(body(fetch(*server, "Accept-Encoding: zstd\r\n")))) == prose);
}

TEST(Stream, EndsWithTheConnectionInHttp10) {
    auto server =
        serve([](const Request&, Responder respond) { respond(stream_response(lines(20'000))); });
    Socket socket(*server);
    socket.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    auto response = socket.rest();
    EXPECT_FALSE(response.contains("chunked"));
    EXPECT_TRUE(body(response) == prose);
}

TEST(Stream, IsCutWhenItFails) {
    auto server = serve([](const Request&, Responder respond) {
        respond(stream_response([](std::string& out) -> Result<More> {
            if (!out.empty()) return Failure{Kind::corrupt, "The page is torn"};
            out += "some";
            return More::yes;
        }));
    });
    auto response = fetch(*server);
    EXPECT_FALSE(response.contains("0\r\n\r\n"));
    EXPECT_FALSE(response.contains("still open"));
}

TEST(Stream, OfEventsWaitsAndGoesOn) {
    std::atomic<int> ready{0};
    std::atomic<bool> gone{false};
    auto server = serve([&](const Request&, Responder respond) {
        auto left = std::shared_ptr<void>(nullptr, [&](void*) { gone = true; });
        respond(stream_response(
            [&, said = 0, left](std::string& out) mutable -> Result<More> {
                for (; said < ready; ++said) out += "data: " + std::to_string(said) + "\n\n";
                return More::quiet;
            },
            "text/event-stream"));
    });
    {
        Socket socket(*server);
        socket.send(get("/"));
        EXPECT_TRUE(socket.response().contains("Content-Type: text/event-stream\r\n"));
        ready = 1;
        EXPECT_TRUE(socket.hears("data: 0\n\n"));
        ready = 2;
        EXPECT_TRUE(socket.hears("data: 1\n\n"));
    }
    for (int i = 0; i < 200 && !gone; ++i) std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(gone) << "the stream of a client that left is ended";
}

TEST(Stream, OfEventsGivesASignOfLife) {
    ServerOptions options;
    options.timeouts.events = 150ms;
    auto server = serve(
        [](const Request&, Responder respond) {
            respond(stream_response([](std::string&) -> Result<More> { return More::quiet; },
                                    "text/event-stream"));
        },
        options);
    Socket socket(*server);
    socket.send(get("/"));
    EXPECT_EQ(status(socket.response()), 200);
    EXPECT_TRUE(socket.hears("3\r\n:\n\n\r\n3\r\n:\n\n\r\n"));
}

TEST(Stream, ShowsWhatItHasBeforeItGoesQuiet) {
    auto server = serve([](const Request&, Responder respond) {
        respond(stream_response([said = 0](std::string& out) mutable -> Result<More> {
            if (said > 0) return More::quiet;
            said = 1;
            out += prose.substr(0, 40'000); // a whole piece, so quiet comes with the next
            return More::yes;
        }));
    });
    Socket socket(*server);
    socket.send(get("/", "Accept-Encoding: gzip\r\n"));
    auto response = socket.response();
    std::string chunks(socket.rest(1s));
    ASSERT_TRUE(chunks.ends_with("…still open"));
    chunks.resize(chunks.size() - std::string_view("…still open").size());
    // The end is missing, so the gzip is undone as far as it goes.
    EXPECT_TRUE(gunzipped(dechunked(chunks + "0\r\n\r\n"), Z_SYNC_FLUSH) ==
                prose.substr(0, 40'000));
}

TEST(Stream, OfEventsEndsWhenTheServerStops) {
    auto server = serve([&](const Request&, Responder respond) {
        respond(stream_response([](std::string&) -> Result<More> { return More::quiet; },
                                "text/event-stream"));
    });
    Socket socket(*server);
    socket.send(get("/"));
    EXPECT_EQ(status(socket.response()), 200);
    auto before = std::chrono::steady_clock::now();
    server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

} // namespace vienreiz::content_test
