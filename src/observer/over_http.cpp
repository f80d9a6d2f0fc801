#include "observer/over_http.hpp"

#include "base/limits.hpp"
#include "http/client.hpp"
#include "http/compress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace vienreiz::observer {
namespace over_http {

using Clock = std::chrono::steady_clock;

std::size_t largest(std::string_view path) {
    return path == "checkpoint" ? limits::note_bytes : limits::entry_bundle;
}

Failure refused(const http::ClientResponse& answer) {
    auto said = fmt::format("The journal answered {}", answer.status);
    switch (answer.status) {
    case 404:
    case 410:
        return {Kind::missing, said + ": it does not show this"};
    case 401:
        return {Kind::unauthenticated, said};
    case 403:
        return {Kind::forbidden, said};
    default:
        break;
    }
    if (answer.status / 100 == 3)
        return {Kind::invalid, fmt::format("{}: give the address to which it leads, {}", said,
                                           escaped(answer.header("Location")))};
    bool for_now = answer.status == 408 || answer.status == 429 || answer.status >= 500;
    return {for_now ? Kind::unavailable : Kind::invalid, said};
}

// "Logs MAY use Content-Encoding: gzip with no negotiation".
Result<std::string> decoded(const http::ClientResponse& answer, std::string body,
                            std::size_t most) {
    auto coding = trim(answer.header("Content-Encoding"));
    if (coding.empty() || equal_ignoring_case(coding, "identity")) return body;
    if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip"))
        return http::gunzip(body, most);
    return Failure{Kind::corrupt,
                   "The journal answered in a coding that was not asked for: " + escaped(coding)};
}

// "Retry-After: 3" of whom we ask too often, or who has no time.
std::optional<std::chrono::milliseconds> wish_of(const http::ClientResponse& answer) {
    if (answer.status != 429 && answer.status != 503) return {};
    auto seconds = number<unsigned>(trim(answer.header("Retry-After")));
    if (!seconds) return {};
    return std::min<std::chrono::milliseconds>(std::chrono::seconds(*seconds),
                                               limits::observer_retry_after);
}

class Origin {
public:
    Origin(http::ServiceAddress address, Patience patience, std::stop_token stop)
        : address_(std::move(address)), patience_(patience), stop_(std::move(stop)) {}

    // Who says when to come again is obeyed; who says nothing is asked a few times.
    Result<Bytes> get(const std::string& path) {
        auto until = Clock::now() + patience_.answer;
        auto pause = patience_.pause;
        for (std::size_t tries = 1;;) {
            auto [got, wish] = once(path, until);
            bool for_now = !got && got.error().kind == Kind::unavailable && !stop_.stop_requested();
            bool again = for_now && Clock::now() < until &&
                         (wish.has_value() || tries < limits::observer_tries);
            if (!got) got.error().where = address_.base + address_.path + "/" + path;
            if (!again) return got;
            wait(std::max(wish.value_or(pause), patience_.pause));
            if (wish) continue;
            ++tries;
            pause *= 2;
        }
    }

private:
    struct Once {
        Result<Bytes> got;
        std::optional<std::chrono::milliseconds> wish{};
    };

    Once once(const std::string& path, Clock::time_point until) {
        auto most = largest(path);
        std::string body;
        auto answer = ask(path, [&](std::string_view piece) -> Outcome {
            if (piece.size() > most - body.size())
                return Failure{Kind::too_large, "The journal's answer is larger than it can be"};
            if (Clock::now() > until)
                return Failure{Kind::unavailable, "The journal takes too long to answer"};
            if (stop_.stop_requested()) return stopping();
            body += piece;
            return {};
        });
        if (!answer) return {std::move(answer).error()};
        if (answer->status != 200) return {refused(*answer), wish_of(*answer)};
        return {taken(*answer, std::move(body), most)};
    }

    static Failure stopping() { return {Kind::unavailable, "The observer is stopping"}; }

    Result<http::ClientResponse> ask(const std::string& path,
                                     const std::function<Outcome(std::string_view)>& sink) {
        if (stop_.stop_requested()) return stopping();
        auto client = TRY(take());
        auto answer = TRY(client->stream({.target = address_.path + "/" + path,
                                          .headers = {{"Accept-Encoding", "gzip, identity"}}},
                                         sink));
        give_back(std::move(client));
        return answer;
    }

    static Result<Bytes> taken(const http::ClientResponse& answer, std::string body,
                               std::size_t most) {
        if (answer.header("Content-Type").starts_with("text/html"))
            return Failure{Kind::corrupt, "This is a page and no journal: is the address the "
                                          "prefix of the journal's?"};
        auto content = TRY(decoded(answer, std::move(body), most));
        return Bytes(content.begin(), content.end());
    }

    void wait(std::chrono::milliseconds pause) {
        std::mutex mutex;
        std::condition_variable_any woken;
        std::unique_lock hold(mutex);
        woken.wait_for(hold, stop_, pause, [] { return false; });
    }

    Result<std::unique_ptr<http::Client>> take() {
        {
            std::lock_guard hold(mutex_);
            if (!idle_.empty()) {
                auto client = std::move(idle_.back());
                idle_.pop_back();
                return client;
            }
        }
        return http::Client::to(
            address_.base,
            {.timeout = patience_.wait, .largest_body = limits::entry_bundle, .trust = {}});
    }
    void give_back(std::unique_ptr<http::Client> client) {
        std::lock_guard hold(mutex_);
        if (idle_.size() < limits::observer_connections) idle_.push_back(std::move(client));
    }

    http::ServiceAddress address_;
    Patience patience_;
    std::stop_token stop_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<http::Client>> idle_;
};

} // namespace over_http

Patience usual_patience() {
    return {limits::observer_timeout, limits::observer_answer, limits::observer_pause};
}

Result<journal::Fetch> fetch_over_http(const std::string& url, Patience patience,
                                       std::stop_token stop) {
    auto address = http::service_address(url);
    TRY(http::Client::to(address.base)); // whether it makes sense
    auto origin =
        std::make_shared<over_http::Origin>(std::move(address), patience, std::move(stop));
    return journal::Fetch([origin](const std::string& path) { return origin->get(path); });
}

} // namespace vienreiz::observer
