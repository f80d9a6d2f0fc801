#include "app/site_test.hpp"

#include "base/text.hpp"

namespace vienreiz::app {
namespace {

struct Waiting : http::Responder::Target {
    explicit Waiting(std::promise<http::Response>& to) : to_(to) {}
    void respond(http::Response&& response) override { to_.set_value(std::move(response)); }

private:
    std::promise<http::Response>& to_;
};

} // namespace

Site& Site::with_demonstration() {
    static Site site;
    return site;
}

Site::Site() {
    platform::NodeOptions options;
    options.data = folder_.path();
    options.public_url = "http://site.example";
    options.enter_state_every = std::chrono::hours(24); // not while a test counts entries
    auto node = platform::Node::open(std::move(options), capabilities());
    check(node.has_value(), "a node opens in an empty folder");
    node_ = std::move(*node);
    check(fill_if_empty(*node_).has_value(), "the demonstration fills an empty node");
    told_ = demonstration_in(folder_.path()).value();
    service_ = std::make_unique<platform::Service>(*node_);
}

Answer Site::ask(http::Request request, std::string_view address, std::string_view cookie,
                 std::vector<http::HeaderView> headers) {
    auto question = address.find('?');
    request.path = address.substr(0, question);
    request.query = question == address.npos ? std::string_view() : address.substr(question + 1);
    request.peer = "127.0.0.1";
    if (!cookie.empty()) headers.push_back({"Cookie", cookie});
    request.headers = headers;
    std::promise<http::Response> promise;
    auto future = promise.get_future();
    service_->handle(request, http::Responder(std::make_unique<Waiting>(promise)));
    auto response = future.get();
    return {response.status, std::get<std::string>(response.body), std::move(response.headers),
            response.ranges == http::Ranges::taken};
}

Answer Site::get(std::string_view address, std::string_view cookie,
                 std::vector<http::HeaderView> headers) {
    http::Request request;
    request.method = http::Method::get;
    return ask(request, address, cookie, std::move(headers));
}

Answer Site::post(std::string_view address, std::string_view form, std::string_view cookie,
                  std::vector<http::HeaderView> headers) {
    http::Request request;
    request.method = http::Method::post;
    request.body = form;
    headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    return ask(request, address, cookie, std::move(headers));
}

Answer Site::send(http::Method method, std::string_view address, std::string_view body,
                  std::string_view cookie,
                  const std::vector<std::pair<std::string, std::string>>& headers) {
    http::Request request;
    request.method = method;
    request.body = body;
    std::vector<http::HeaderView> views;
    for (const auto& [name, value] : headers) views.push_back({name, value});
    return ask(request, address, cookie, std::move(views));
}

Answer Site::post_as(std::string_view address, std::string_view body, std::string_view content_type,
                     std::string_view cookie) {
    http::Request request;
    request.method = http::Method::post;
    request.body = body;
    return ask(request, address, cookie, {{"Content-Type", content_type}});
}

std::string Site::password(std::string_view login) const {
    for (const auto& person : told_.people)
        if (person.login == login) return person.password;
    check(false, "a test signs in people of the demonstration");
    return {};
}

std::string Site::signed_in(std::string_view login) {
    auto answer = post("/en/sign-in", "login=" + std::string(login) +
                                          "&password=" + percent_encode(password(login)));
    auto cookie = answer.header("Set-Cookie");
    check(!cookie.empty(), "the right password signs in");
    return cookie.substr(0, cookie.find(';'));
}

std::string Site::csrf(const std::string& cookie) {
    auto page = get("/en", cookie);
    constexpr std::string_view before = R"(name="csrf" value=")";
    auto from = page.body.find(before) + before.size();
    return page.body.substr(from, page.body.find('"', from) - from);
}

} // namespace vienreiz::app
