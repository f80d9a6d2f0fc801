// What the http layer alone costs: answers of 400 bytes to wrk, given inside the handler or from
// another thread in bursts, as the journal's group commit gives them; nginx with one worker serves
// a file of the same size beside it. The figure is answers per second of CPU time of the server's
// process, so that wrk's own share does not count.
//   bench_http                              compares with nginx; needs wrk and nginx
//   bench_http serve PORT [inline|bursts]   only serves, to measure by hand
#include "http/server.hpp"
#include "measure.hpp"
#include "nginx.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string_view>
#include <thread>
#include <unistd.h>

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

int serve(int port, bool bursts) {
    Committer committer;
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(port);
    options.threads = 1;
    auto server = http::Server::start(options, [&](const http::Request&, http::Responder respond) {
        if (bursts)
            committer.add(std::move(respond));
        else
            respond(answer());
    });
    if (!server) {
        fmt::print(stderr, "{}\n", server.error().what);
        return 1;
    }
    for (;;) ::pause();
}

double answers_per_cpu_second(const bench::Process& server, int port) {
    auto before = server.cpu_seconds();
    auto load = bench::wrk(fmt::format("-t1 -c64 -d2s http://127.0.0.1:{}/x", port));
    return load.requests / (server.cpu_seconds() - before);
}

int compare_with_nginx() {
    auto folder =
        std::filesystem::temp_directory_path() / fmt::format("vienreiz-bench-{}", ::getpid());
    auto self = std::filesystem::read_symlink("/proc/self/exe").string();
    constexpr int inline_port = 18'181, bursts_port = 18'182, nginx_port = 18'183;
    bool met = true;
    {
        bench::Process nginx(bench::nginx_serving(folder, nginx_port, std::string(400, 'x')));
        bench::Process at_once({self, "serve", std::to_string(inline_port), "inline"});
        bench::Process bursts({self, "serve", std::to_string(bursts_port), "bursts"});
        std::this_thread::sleep_for(std::chrono::seconds(1));
        auto peer = [&] { return answers_per_cpu_second(nginx, nginx_port); };
        met &= bench::compare(
            {.bench = "http_inline", .peer_name = "nginx", .unit = "answers/CPU s"},
            [&] { return answers_per_cpu_second(at_once, inline_port); }, peer);
        met &= bench::compare(
            {.bench = "http_bursts", .peer_name = "nginx", .unit = "answers/CPU s"},
            [&] { return answers_per_cpu_second(bursts, bursts_port); }, peer);
    }
    std::filesystem::remove_all(folder);
    return bench::ended(met);
}

} // namespace vienreiz::http_bench

int main(int count, char** arguments) {
    std::vector<std::string_view> words(arguments + 1, arguments + count);
    if (words.size() >= 2 && words[0] == "serve")
        return vienreiz::http_bench::serve(std::atoi(words[1].data()),
                                           words.size() > 2 && words[2] == "bursts");
    return vienreiz::http_bench::compare_with_nginx();
}
