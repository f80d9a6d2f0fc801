// Parts of a text (RFC 9110 §14) beside conditions and compression.
#include "http/compress.hpp"
#include "http/wire.hpp"

namespace vienreiz::parts_test {

using namespace http;
using namespace http::wire;

const std::string script = [] {
    std::string out;
    for (int i = 0; i < 2'000; ++i) out += "line(" + std::to_string(i) + ");\n";
    return out;
}();

class Texts : public testing::Test {
protected:
    std::string fetch(std::string_view fields, std::string_view target = "/script",
                      std::string_view method = "GET") {
        Socket socket(*server);
        socket.send(std::string(method) + ' ' + std::string(target) +
                    " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + std::string(fields) + "\r\n");
        return socket.rest();
    }
    std::unique_ptr<Server> server = serve([](const Request& request, Responder respond) {
        auto response = text_response(request.path == "/empty" ? "" : script);
        response.set("ETag", "\"s1\"");
        if (request.path != "/whole") response.ranges = Ranges::taken;
        respond(std::move(response));
    });
    std::string whole = std::to_string(script.size());
};

TEST_F(Texts, AreSentInPart) {
    auto part = fetch("Range: bytes=100-199\r\n");
    EXPECT_EQ(status(part), 206);
    EXPECT_TRUE(part.contains("Content-Range: bytes 100-199/" + whole + "\r\n"));
    EXPECT_TRUE(part.contains("Content-Length: 100\r\n"));
    EXPECT_TRUE(part.contains("ETag: \"s1\"\r\n"));
    EXPECT_EQ(body(part), script.substr(100, 100));
    EXPECT_EQ(body(fetch("Range: bytes=-7\r\n")), script.substr(script.size() - 7));
    EXPECT_EQ(body(fetch("Range: bytes=20000-\r\n")), script.substr(20'000));
    auto all = fetch("");
    EXPECT_EQ(status(all), 200);
    EXPECT_TRUE(all.contains("Accept-Ranges: bytes\r\n"));
    EXPECT_EQ(body(all), script);
}

TEST_F(Texts, HaveNoPartBeyondTheirEnd) {
    auto beyond = fetch("Range: bytes=" + whole + "-\r\nAccept-Encoding: gzip\r\n");
    EXPECT_EQ(status(beyond), 416);
    EXPECT_TRUE(beyond.contains("Content-Range: bytes */" + whole + "\r\n"));
    EXPECT_TRUE(beyond.contains("application/problem+json"));
    EXPECT_FALSE(beyond.contains("Content-Encoding"));
    EXPECT_TRUE(fetch("Range: bytes=0-\r\n", "/empty").contains("Content-Range: bytes */0\r\n"));
}

TEST_F(Texts, AreSentWholeToWhomAPartWouldNotHelp) {
    EXPECT_EQ(status(fetch("Range: bytes=0-1\r\nIf-Range: \"s1\"\r\n")), 206);
    for (auto fields : {"Range: bytes=0-1\r\nIf-Range: \"s0\"\r\n",
                        "Range: bytes=0-1\r\nIf-Range: W/\"s1\"\r\n", "Range: bytes=0-1,5-6\r\n"}) {
        auto all = fetch(fields);
        EXPECT_EQ(status(all), 200) << fields;
        EXPECT_EQ(body(all), script) << fields;
    }
    auto same = fetch("Range: bytes=0-1\r\nIf-None-Match: \"s1\"\r\n");
    EXPECT_EQ(status(same), 304) << "what the client has comes before what it wants (§13.2.2)";
}

// A part is of the bytes that an answer without it would have had, and its strong tag is theirs.
TEST_F(Texts, AreNotCompressedWhenInPart) {
    auto part = fetch("Range: bytes=0-4999\r\nAccept-Encoding: gzip, zstd\r\n");
    EXPECT_EQ(status(part), 206);
    EXPECT_FALSE(part.contains("Content-Encoding"));
    EXPECT_TRUE(part.contains("Vary: Accept-Encoding\r\n"));
    EXPECT_TRUE(part.contains("ETag: \"s1\"\r\n"));
    EXPECT_EQ(body(part), script.substr(0, 5'000));
    for (auto never : {"gzip, identity;q=0", "gzip;q=0.5, *;q=0"}) {
        auto all = fetch("Range: bytes=0-4999\r\nAccept-Encoding: " + std::string(never) + "\r\n");
        EXPECT_EQ(status(all), 200) << never;
        EXPECT_TRUE(all.contains("Content-Encoding: gzip\r\n")) << never;
        EXPECT_FALSE(all.contains("Accept-Ranges")) << never;
    }
}

TEST_F(Texts, AreSentWholeWhereTheHandlerSaysSo) {
    auto all = fetch("Range: bytes=0-1\r\n", "/whole");
    EXPECT_EQ(status(all), 200);
    EXPECT_FALSE(all.contains("Accept-Ranges"));
    EXPECT_EQ(body(all), script);
}

TEST_F(Texts, HaveNoPartsInAHead) {
    auto head = fetch("Range: bytes=0-1\r\n", "/script", "HEAD");
    EXPECT_EQ(status(head), 200);
    EXPECT_TRUE(head.contains("Content-Length: " + whole + "\r\n"));
}

// §15.4.5: a cache finds what it holds by the tag, and this is the tag of what it was given.
TEST_F(Texts, SayWhenUnchangedWhatTheirAnswerWouldHaveSaid) {
    auto same = fetch("If-None-Match: W/\"s1\"\r\nAccept-Encoding: gzip\r\n");
    EXPECT_EQ(status(same), 304);
    EXPECT_TRUE(same.contains("ETag: W/\"s1\"\r\n"));
    EXPECT_TRUE(same.contains("Vary: Accept-Encoding\r\n"));
    EXPECT_FALSE(same.contains("Content-Encoding"));
    EXPECT_TRUE(fetch("If-None-Match: W/\"s1\"\r\n").contains("ETag: \"s1\"\r\n"));
}

TEST(Compression, IsForcedOnlyByWhoRefusesAllElse) {
    for (auto field : {"", "gzip", "identity;q=0.1", "*", "*;q=0, identity", "gzip;q=0"})
        EXPECT_TRUE(takes_identity(field)) << field;
    for (auto field : {"identity;q=0", "*;q=0", "gzip, *;q=0.0"})
        EXPECT_FALSE(takes_identity(field)) << field;
}

} // namespace vienreiz::parts_test
