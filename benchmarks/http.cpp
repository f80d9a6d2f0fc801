// What the http layer alone costs: answers of 400 bytes to wrk, given inside the handler or from
// another thread in bursts, as the journal's group commit gives them; nginx with one worker serves
// a file of the same size beside it. The figure is answers per second of CPU time of the server's
// process, so that wrk's own share does not count.
//   bench_http                              compares with nginx; needs wrk and nginx
//   bench_http serve PORT [inline|bursts]   only serves, to measure by hand
#include "http/server.hpp"
#include "measure.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <string_view>
#include <sys/wait.h>
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

// A server in a process of its own, ended with the object.
class Process {
public:
    explicit Process(const std::vector<std::string>& command) : id_(::fork()) {
        if (id_ != 0) return;
        std::vector<char*> arguments;
        for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() {
        ::kill(id_, SIGTERM);
        ::waitpid(id_, nullptr, 0);
    }
    // Fields 14 and 15 of proc(5)'s stat; the program's name before them may hold spaces, so they
    // count from its ")".
    [[nodiscard]] double cpu_seconds() const {
        std::ifstream file("/proc/" + std::to_string(id_) + "/stat");
        std::string line;
        std::getline(file, line);
        std::istringstream fields(line.substr(line.rfind(')') + 1));
        std::string skipped;
        for (int i = 3; i < 14; ++i) fields >> skipped;
        double user = 0, system = 0;
        fields >> user >> system;
        return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }

private:
    pid_t id_;
};

double requests_of_wrk(int port, int connections) {
    auto command = fmt::format("wrk -t1 -c{} -d2s http://127.0.0.1:{}/x", connections, port);
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
    double requests = 0;
    char line[512];
    while (std::fgets(line, sizeof line, pipe.get()))
        if (std::string_view(line).contains(" requests in ")) requests = std::strtod(line, nullptr);
    check(requests > 0, "wrk is installed and reaches the server");
    return requests;
}

double answers_per_cpu_second(const Process& server, int port) {
    auto before = server.cpu_seconds();
    auto requests = requests_of_wrk(port, 64);
    return requests / (server.cpu_seconds() - before);
}

std::vector<std::string> nginx_serving(const std::filesystem::path& folder, int port) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "x") << std::string(400, 'x');
    std::ofstream(folder / "nginx.conf")
        << fmt::format("daemon off; master_process off; pid {0}/pid; error_log {0}/errors; events "
                       "{{ worker_connections 1024; }}\n"
                       "http {{ access_log off; keepalive_requests 100000000; sendfile on; "
                       "open_file_cache max=100;\n"
                       "client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path "
                       "{0}/f; uwsgi_temp_path {0}/u;\n"
                       "scgi_temp_path {0}/s; default_type application/json; server {{ listen "
                       "127.0.0.1:{1}; root {0}; }} }}\n",
                       folder.string(), port);
    return {"nginx", "-e", (folder / "errors").string(), "-c", (folder / "nginx.conf").string()};
}

int compare_with_nginx() {
    auto folder =
        std::filesystem::temp_directory_path() / fmt::format("vienreiz-bench-{}", ::getpid());
    auto self = std::filesystem::read_symlink("/proc/self/exe").string();
    constexpr int inline_port = 18'181, bursts_port = 18'182, nginx_port = 18'183;
    bool met = true;
    {
        Process nginx(nginx_serving(folder, nginx_port));
        Process at_once({self, "serve", std::to_string(inline_port), "inline"});
        Process bursts({self, "serve", std::to_string(bursts_port), "bursts"});
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
    return met ? 0 : 1;
}

} // namespace vienreiz::http_bench

int main(int count, char** arguments) {
    std::vector<std::string_view> words(arguments + 1, arguments + count);
    if (words.size() >= 2 && words[0] == "serve")
        return vienreiz::http_bench::serve(std::atoi(words[1].data()),
                                           words.size() > 2 && words[2] == "bursts");
    return vienreiz::http_bench::compare_with_nginx();
}
