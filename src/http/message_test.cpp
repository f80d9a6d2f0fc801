#include "base/json.hpp"
#include "http/message.hpp"

#include <gtest/gtest.h>

#include <array>

namespace vienreiz::message_test {

using namespace http;

TEST(Request, FindsItsHeadersWhateverTheirCase) {
    std::array<HeaderView, 2> fields{HeaderView{"Content-TYPE", "a"},
                                     HeaderView{"content-type", "b"}};
    Request request;
    request.headers = fields;
    EXPECT_EQ(request.header("Content-Type"), "a");
    EXPECT_EQ(request.header("Content-Length"), "");
}

TEST(Request, FindsItsCookies) {
    std::array<HeaderView, 2> fields{HeaderView{"Cookie", "a=1;  session=x=y; bare"},
                                     HeaderView{"cookie", "late=2"}};
    Request request;
    request.headers = fields;
    EXPECT_EQ(request.cookie("a"), "1");
    EXPECT_EQ(request.cookie("session"), "x=y");
    EXPECT_EQ(request.cookie("late"), "2");
    EXPECT_EQ(request.cookie("bare"), std::nullopt);
    EXPECT_EQ(request.cookie("ession"), std::nullopt);
}

TEST(Request, DecodesItsParameters) {
    Request request;
    request.query = "q=a+b%26c&&empty=&flag&q=second&bad=%zz";
    EXPECT_EQ(request.parameter("q"), "a b&c");
    EXPECT_EQ(request.parameter("empty"), "");
    EXPECT_EQ(request.parameter("flag"), "");
    EXPECT_EQ(request.parameter("bad"), std::nullopt);
    EXPECT_EQ(request.parameter("other"), std::nullopt);
}

TEST(Request, IsReadableWhenItsAddressAndItsFormArePercentEncodedUtf8) {
    auto readable = [](std::string_view path, std::string_view query, std::string_view form = {}) {
        std::array<HeaderView, 1> headers{
            {{"content-type", "Application/X-WWW-Form-Urlencoded; charset=utf-8"}}};
        Request request;
        request.path = path;
        request.query = query;
        request.body = form;
        request.headers = headers;
        return request.readable();
    };
    EXPECT_TRUE(readable("/lv/datu%20kopas/%C4%81", "q=%c4%81+b&r=%25&s", "a=%C4%81&b="));
    for (auto* text :
         {"%ff%fe", "%c4", "%c4&q=%81", "%ed%a0%80", "%", "100%", "%4", "%zz", "\xff"}) {
        EXPECT_EQ(readable(text, "").error().where, "path") << text;
        EXPECT_EQ(readable("/", text).error().where, "query") << text;
        EXPECT_EQ(readable("/", "", text).error().where, "body") << text;
    }
    Request upload;
    upload.path = "/";
    upload.body = "\xff%"; // not a form's fields: whoever takes it judges it
    EXPECT_TRUE(upload.readable());
}

TEST(Problem, SaysTheFailureAsRfc9457Does) {
    auto response = problem({Kind::invalid, "This is \"wrong\"", "/fields/0/name"});
    EXPECT_EQ(response.status, 400);
    auto value = json::parse(std::get<std::string>(response.body));
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, (json::Value{{"type", "/problems/invalid"},
                                   {"title", "Bad Request"},
                                   {"status", 400},
                                   {"detail", "This is \"wrong\""},
                                   {"pointer", "/fields/0/name"}}));
    auto placed = problem({Kind::too_large, "Too large", "row 3"});
    EXPECT_TRUE(std::get<std::string>(placed.body).contains(R"("place":"row 3")"));
}

TEST(Problem, TellsAllThatWasWrongWithOneRequest) {
    Failure failure{Kind::invalid, "Too \"long\"", "/name"};
    failure.also = {{Kind::conflict, "Taken", "row 3"},
                    {Kind::invalid, "Nobody knows why"},
                    {Kind::unavailable, "The disk is full", "/srv/data/file"}};
    auto value = json::parse(std::get<std::string>(problem(failure).body));
    ASSERT_TRUE(value);
    EXPECT_EQ(value->at("status"), 400);
    EXPECT_EQ(value->at("pointer"), "/name");
    EXPECT_EQ(value->at("errors"), (json::Value{{{"detail", "Too \"long\""}, {"pointer", "/name"}},
                                                {{"detail", "Taken"}, {"place", "row 3"}},
                                                json::Object{{"detail", "Nobody knows why"}},
                                                json::Object{{"detail", "The disk is full"}}}));
    failure.also.clear();
    EXPECT_FALSE(std::get<std::string>(problem(failure).body).contains("errors"));
}

TEST(Problem, KeepsThePlacesOfOurOwnFailuresToUs) {
    for (auto kind : {Kind::unavailable, Kind::corrupt})
        EXPECT_FALSE(
            std::get<std::string>(problem({kind, "The disk is full", "/srv/data/file"}).body)
                .contains("srv"))
            << name(kind);
}

TEST(Problem, SaysOnceHowToAuthenticateAndWhenToComeBack) {
    auto values = [](const Response& response, std::string_view wanted) {
        std::vector<std::string> out;
        response.headers.each([&](std::string_view name, std::string_view value) {
            if (name == wanted) out.emplace_back(value);
        });
        return out;
    };
    using Values = std::vector<std::string>;
    EXPECT_EQ(values(problem({Kind::unauthenticated, "Who are you?"}), "WWW-Authenticate"),
              Values{"Bearer realm=\"vienreiz\""});
    auto often = problem({Kind::too_many, "Too many requests", "7"});
    EXPECT_EQ(values(often, "Retry-After"), Values{"7"});
    EXPECT_FALSE(std::get<std::string>(often.body).contains("place"));
    EXPECT_EQ(values(problem({Kind::too_many, "Busy"}), "Retry-After"), Values{"1"});
    EXPECT_EQ(values(problem({Kind::unavailable, "Stopping"}), "Retry-After"), Values{"1"});
    EXPECT_EQ(values(problem({Kind::missing, "Nothing"}), "Retry-After"), Values{});
}

TEST(Problem, HasAStatusWithAReasonForEveryKind) {
    for (auto kind :
         {Kind::invalid, Kind::unauthenticated, Kind::forbidden, Kind::missing, Kind::conflict,
          Kind::too_large, Kind::too_many, Kind::unavailable, Kind::corrupt}) {
        EXPECT_GE(status_of(kind), 400);
        EXPECT_FALSE(reason(status_of(kind)).empty());
    }
}

TEST(Problem, KnowsTheReasonsOfStatusesAndOfNoOthers) {
    EXPECT_EQ(reason(200), "OK");
    EXPECT_EQ(reason(404), "Not Found");
    EXPECT_EQ(reason(431), "Request Header Fields Too Large");
    EXPECT_EQ(reason(507), "Insufficient Storage");
    for (int status : {0, 199, 299, 999}) EXPECT_EQ(reason(status), "");
}

TEST(Fields, AreSentAsTheyWereSet) {
    Fields fields;
    EXPECT_EQ(fields["ETag"], "");
    fields.set("ETag", "\"1: 2\"");
    fields.set("Set-Cookie", "a=1");
    fields.set("Set-Cookie", "");
    EXPECT_EQ(fields.text(), "ETag: \"1: 2\"\r\nSet-Cookie: a=1\r\nSet-Cookie: \r\n");
    EXPECT_EQ(fields["etag"], "\"1: 2\"");
    EXPECT_EQ(fields["set-cookie"], "a=1");
    std::string seen;
    fields.each([&](auto name, auto value) { seen.append(name).append("=").append(value) += ';'; });
    EXPECT_EQ(seen, "ETag=\"1: 2\";Set-Cookie=a=1;Set-Cookie=;");
    EXPECT_TRUE(fields.safe());
}

TEST(Fields, TakeNoControlCharacters) {
    for (auto value : {"a\r\nb: c", "a\nb", "a\x01", "\x1f"}) {
        Fields fields;
        fields.set("Name", value);
        EXPECT_FALSE(fields.safe());
        EXPECT_EQ(fields.text(), "");
    }
    Fields fields;
    fields.set("Name", "a\tb");
    EXPECT_TRUE(fields.safe());
}

struct Count final : Responder::Target {
    Count(int& answers, int& ends) : answers_(answers), ends_(ends) {}
    ~Count() override { ++ends_; }
    void respond(Response&& response) override { answers_ += response.status; }
    int &answers_, &ends_;
};

TEST(Responder, AnswersOnceThoughItIsMoved) {
    int answers = 0, ends = 0;
    Responder first(std::make_unique<Count>(answers, ends));
    Responder second(std::move(first));
    Responder third(std::make_unique<Count>(answers, ends));
    third = std::move(second); // drops its own: 500
    EXPECT_EQ(answers, 500);
    third({.status = 1, .headers = {}, .body = {}});
    EXPECT_EQ(answers, 501);
    EXPECT_EQ(ends, 2);
    EXPECT_DEATH(third({}), "answered once");
}

} // namespace vienreiz::message_test
