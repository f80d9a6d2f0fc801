// Those who wait for changes and those who subscribe to them, while a version is published.
#include "app/desks_test.hpp"
#include "base/limits.hpp"

#include <gmock/gmock.h>

namespace vienreiz::app {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::string_view rows_before = "nr,joma,gads\r\n0164A,ceļi,2026\r\n0165A,ēkas,2027\r\n",
                           rows_after = "nr,joma,gads\r\n0164A,ceļi,2028\r\n";

// The next version of a register, without its page.
void publish_next(Visitor& steward, const std::string& id, std::string_view rows) {
    auto begun = steward.upload("/en/desk/steward/datasets/" + id + "/version", "", rows);
    ASSERT_EQ(begun.status, 303) << begun.body;
    ASSERT_TRUE(shown_when_over(steward, begun.header("Location")).contains("is published"));
}

std::string changes_of(const std::string& id) { return "/api/datasets/" + id + "/changes?after=1"; }

// A response that is not one text: taken as the server takes it.
class Stream {
public:
    Stream(const std::string& address, std::string cookie)
        : path_(address.substr(0, address.find('?'))),
          query_(address.substr(address.find('?') + 1)), cookie_(std::move(cookie)) {
        std::vector<http::HeaderView> headers{{"Accept", "text/event-stream"}, {"Cookie", cookie_}};
        http::Request request;
        request.method = http::Method::get;
        request.path = path_, request.query = query_, request.peer = "127.0.0.1";
        request.headers = headers;
        struct Target : http::Responder::Target {
            explicit Target(std::promise<http::Response>& to) : promise(to) {}
            void respond(http::Response&& response) override {
                promise.set_value(std::move(response));
            }
            std::promise<http::Response>& promise;
        };
        std::promise<http::Response> promise;
        auto future = promise.get_future();
        platform::Service service(desks().node());
        service.handle(request, http::Responder(std::make_unique<Target>(promise)));
        response_ = future.get();
    }
    [[nodiscard]] const http::Response& response() const { return response_; }
    // Until it holds this, or ends; what was told so far.
    std::string told_until(std::string_view text) {
        for (int tries = 0; tries < 1'000 && !told_.contains(text) && !ended_; ++tries) {
            auto more = std::get<http::StreamBody>(response_.body)(told_);
            if (!more || *more == http::More::done) ended_ = true;
            if (more && *more == http::More::quiet) std::this_thread::sleep_for(5ms);
        }
        return told_;
    }
    [[nodiscard]] bool has_ended() const { return ended_; }

private:
    std::string path_, query_, cookie_, told_;
    http::Response response_;
    bool ended_ = false;
};

} // namespace

TEST(Changes, ReachWhoWaitsForThemAsSoonAsTheyArePublished) {
    Visitor steward(desks(), "turetajs");
    publish(steward, "gaida", "Waits");
    auto answer = std::async(std::launch::async,
                             [&] { return steward.get(changes_of("gaida") + "&wait=60"); });
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(desks().node().waiting->followers(), 1U);
    publish_next(steward, "gaida", rows_after);
    ASSERT_EQ(answer.wait_for(10s), std::future_status::ready);
    auto told = answer.get();
    EXPECT_EQ(told.status, 200);
    EXPECT_THAT(told.body, HasSubstr(R"("type":"lv.vienreiz.row.updated","subject":"0164A")"));
    EXPECT_THAT(told.body, HasSubstr(R"("type":"lv.vienreiz.row.deleted","subject":"0165A")"));
    EXPECT_FALSE(told.header("Receipt").empty());
    EXPECT_EQ(desks().node().waiting->followers(), 0U);
}

TEST(Changes, AreStreamedWithTheirReceiptsAndCursors) {
    Visitor steward(desks(), "turetajs");
    publish(steward, "plust", "Flows");
    Stream stream(changes_of("plust"), desks().signed_in("turetajs"));
    EXPECT_EQ(stream.response().status, 200);
    EXPECT_EQ(stream.response().headers["Content-Type"], "text/event-stream");
    EXPECT_TRUE(stream.told_until("\n\n").starts_with("id: "));
    publish_next(steward, "plust", rows_after);
    auto told = stream.told_until("event: receipt");
    EXPECT_THAT(told, HasSubstr("event: changes\nid: "));
    EXPECT_THAT(told, HasSubstr(R"(data: [{"specversion":"1.0","id":"2/1")"));
    EXPECT_THAT(told, HasSubstr("event: receipt\ndata: {\"receipt\":\"/journals/access/receipts/"));
    publish_next(steward, "plust", rows_before);
    EXPECT_THAT(stream.told_until(R"("id":"3/2")"), HasSubstr(R"("subject":"0165A")"));
    EXPECT_FALSE(stream.has_ended());
}

TEST(Changes, AreStreamedNoLongerToWhoSignedOut) {
    Visitor steward(desks(), "turetajs");
    publish(steward, "beidzas", "Ends");
    auto cookie = desks().signed_in("turetajs");
    Stream stream(changes_of("beidzas"), cookie);
    EXPECT_TRUE(stream.told_until("\n\n").starts_with("id: "));
    auto value = cookie.substr(cookie.find('=') + 1);
    ASSERT_TRUE(desks().node().sessions->revoke(value).has_value());
    publish_next(steward, "beidzas", rows_after);
    auto told = stream.told_until("event: end");
    EXPECT_TRUE(told.contains("event: end\ndata: {")) << told;
    EXPECT_FALSE(told.contains("0164A"));
    stream.told_until("never");
    EXPECT_TRUE(stream.has_ended());
}

TEST(Changes, AreWaitedForByOneCallerUpToALimit) {
    std::vector<std::unique_ptr<Stream>> streams;
    for (std::size_t at = 0; at < limits::followers_of_one; ++at)
        streams.push_back(std::make_unique<Stream>("/api/datasets/uznemumi/changes?limit=1", ""));
    EXPECT_EQ(streams.back()->response().status, 200);
    Stream one_more("/api/datasets/uznemumi/changes?limit=1", "");
    EXPECT_EQ(one_more.response().status, 429);
    EXPECT_FALSE(one_more.response().headers["Retry-After"].empty());
    EXPECT_EQ(desks().get("/api/datasets/uznemumi/changes?after=1&wait=5").status, 429);
    streams.pop_back();
    EXPECT_EQ(desks().get("/api/datasets/uznemumi/changes?after=1&wait=1").status, 200);
}

} // namespace vienreiz::app
