// What the http layer alone costs: answers of 400 bytes to wrk, given inside the handler or from another thread in
// bursts, as the journal's group commit gives them; nginx with one worker serves a file of the same size beside it.
//   bench_http              compares with nginx; needs wrk and nginx
//   bench_http serve PORT [inline|bursts]      only serves, to measure by hand
#include "http/server.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <string_view>
#include <thread>

namespace vienreiz::http_bench {

http::Response answer() {
    http::Response out;
    out.set("Content-Type", "application/json");
    out.body = std::string(400, 'x');
    return out;
}

// Answers what has gathered since it last looked, as a group commit does.
class Committer {
public:
    void add(http::Responder responder) {
        std::lock_guard lock(guard_);
        waiting_.push_back(std::move(responder));
        if (waiting_.size() == 1) some_.notify_one();
    }

private:
    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::vector<http::Responder> batch;
            {
                std::unique_lock lock(guard_);
                some_.wait(lock, stop, [this] { return !waiting_.empty(); });
                batch.swap(waiting_);
            }
            for (auto& responder : batch) responder(answer());
        }
    }
    std::mutex guard_;
    std::condition_variable_any some_;
    std::vector<http::Responder> waiting_;
    std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

int serve(std::uint16_t port, bool bursts) {
    Committer committer;
    http::ServerOptions options;
    options.port = port;
    options.threads = 1;
    auto server = http::Server::start(options, [&](const http::Request&, http::Responder respond) {
        if (bursts) committer.add(std::move(respond));
        else respond(answer());
    });
    if (!server) {
        fmt::print(stderr, "{}\n", server.error().what);
        return 1;
    }
    std::this_thread::sleep_for(std::chrono::hours(1));
    return 0;
}

} // namespace vienreiz::http_bench

int main(int count, char** arguments) {
    std::string_view port = count > 2 ? arguments[2] : "8080", mode = count > 3 ? arguments[3] : "inline";
    return vienreiz::http_bench::serve(static_cast<std::uint16_t>(std::stoi(std::string(port))), mode == "bursts");
}
