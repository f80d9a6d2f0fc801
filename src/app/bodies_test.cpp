// The product over real sockets: whose body is taken; which answers are compressed, and which are had in parts.
#include "app/site_test.hpp"
#include "html/assets.hpp"
#include "http/wire.hpp"

#include <fmt/format.h>

namespace vienreiz::bodies_test {

using namespace app;
using namespace http::wire;

class ServedSite {
public:
    ServedSite() : service_(site_.node()) {
        http::ServerOptions options;
        options.temporary = site_.node().folder("temporary");
        options.admit = [this](const http::Request& request) { return service_.admit(request); };
        server_ =
            serve([this](const http::Request& request,
                         http::Responder respond) { service_.handle(request, std::move(respond)); },
                  std::move(options));
    }
    // What the head alone is answered with; each field ends its line.
    std::string head(std::string_view line, std::string_view fields) {
        Socket socket(*server_);
        socket.send(fmt::format("{} HTTP/1.1\r\nHost: a\r\n{}\r\n", line, fields));
        return socket.response();
    }
    std::string cookie(std::string_view login) {
        return fmt::format("Cookie: {}\r\n", site_.signed_in(login));
    }

private:
    Site& site_ = Site::with_demonstration();
    platform::Service service_;
    std::unique_ptr<http::Server> server_; // ends before what it calls
};

constexpr std::string_view gigabyte = "Expect: 100-continue\r\nContent-Length: 1073741824\r\n";
constexpr std::string_view part = "Expect: 100-continue\r\nContent-Length: 16777216\r\n";
constexpr std::string_view page = "POST /en/desk/steward/datasets/transportlidzekli/version";
constexpr std::string_view api = "PATCH /api/uploads/nothing";

std::string with(std::string_view body, std::string_view fields) {
    return std::string(body) + std::string(fields);
}

TEST(LargeBodies, AreTakenOnlyFromThoseWhoMaySendThem) {
    ServedSite site;
    auto steward = site.cookie("turetajs");
    EXPECT_EQ(site.head(page, with(gigabyte, steward)), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(site.head(api, with(part, steward)), "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST(LargeBodies, AreRefusedAtTheHeadToAllOthers) {
    ServedSite site;
    EXPECT_EQ(status(site.head(api, part)), 401);
    EXPECT_EQ(status(site.head(api, with(part, "Authorization: Bearer stale\r\n"))), 401);
    EXPECT_EQ(status(site.head(api, with(part, site.cookie("anna")))), 403);
    EXPECT_EQ(status(site.head(page, with(gigabyte, site.cookie("anna")))), 403);
    EXPECT_EQ(status(site.head("POST /en/desk/steward/datasets/uznemumi/version",
                               with(gigabyte, site.cookie("turetajs")))),
              403);
    EXPECT_EQ(status(site.head(page, with(gigabyte, site.cookie("turetajs") +
                                                        "Sec-Fetch-Site: cross-site\r\n"))),
              403);
    EXPECT_EQ(status(site.head("POST /api/nothing", gigabyte)), 404);
    auto nobody = site.head(page, gigabyte);
    EXPECT_EQ(status(nobody), 303);
    EXPECT_TRUE(nobody.contains("Location: /en/sign-in\r\n"));
}

TEST(LargeBodies, AreNotLargerThanTheRouteTakes) {
    ServedSite site;
    auto steward = site.cookie("turetajs");
    EXPECT_EQ(status(site.head(page, with("Content-Length: 2147483649\r\n", steward))), 413);
    EXPECT_EQ(status(site.head(api, with("Content-Length: 16777217\r\n", steward))), 413);
    EXPECT_EQ(status(site.head("POST /api/datasets", with("Content-Length: 1048577\r\n", steward))),
              413);
}

// BREACH: the length of a compressed page tells a secret in it to whoever may put words beside it.
TEST(Compression, LeavesAlonePagesThatCarryATokenAndNothingElse) {
    ServedSite site;
    std::string accept = "Accept-Encoding: gzip\r\n";
    auto coded = [&](std::string_view address, std::string_view fields) {
        return site.head(fmt::format("GET {}", address), with(accept, fields))
            .contains("Content-Encoding: gzip\r\n");
    };
    auto steward = site.cookie("turetajs");
    for (auto address : {"/openapi.json", "/api/datasets"})
        for (const auto& who : {std::string(), steward})
            EXPECT_TRUE(coded(address, who)) << address;
    for (auto address : {"/en/datasets?q=token", "/en/desk/steward/new", "/en/nothing"})
        EXPECT_FALSE(coded(address, steward)) << address;
    EXPECT_TRUE(coded("/en/datasets?q=token", ""));
    EXPECT_FALSE(site.head("GET /en/desk/steward/new", steward).contains("Vary: Accept-Encoding"));
}

TEST(Parts, AreHadOfWhatIsTheSameForEverybodyAndOfNothingElse) {
    ServedSite site;
    auto got = [&](const std::string& address, std::string_view fields) {
        return site.head(fmt::format("GET {}", address), fields);
    };
    for (const auto& address : {html::asset_url("app.css"), std::string("/openapi.json"),
                                std::string("/journals/main/tile/entries/000.p/2")}) {
        auto all = got(address, "");
        EXPECT_TRUE(all.contains("Accept-Ranges: bytes\r\n")) << address;
        auto tag = all.substr(all.find("ETag: ") + 6);
        tag.resize(tag.find('\r'));
        auto some = got(address, fmt::format("Range: bytes=9-99\r\nIf-Range: {}\r\n", tag));
        EXPECT_EQ(status(some), 206) << address;
        EXPECT_EQ(body(some), body(all).substr(9, 91)) << address;
        EXPECT_EQ(status(got(address, fmt::format("If-None-Match: {}\r\n", tag))), 304) << address;
        EXPECT_EQ(status(got(address, "Range: bytes=9999999-\r\n")), 416) << address;
    }
    // A receipt is for the whole answer.
    auto rows = got("/api/datasets/transportlidzekli/rows?keys=ZZ9999",
                    site.cookie("turetajs") + "Range: bytes=0-9\r\n");
    EXPECT_EQ(status(rows), 200);
    EXPECT_TRUE(rows.contains("Receipt: "));
}

} // namespace vienreiz::bodies_test
