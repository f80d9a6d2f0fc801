#include "node/child_node.hpp"

#include "base/limits.hpp"
#include "crypto/jwt.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace vienreiz::test {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_wait = 3min; // on a busy machine; who waits longer waits for ever

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// What a child executes, made before it is forked.
class Invocation {
public:
    explicit Invocation(std::vector<std::string> arguments)
        : executable_(program().string()), arguments_(std::move(arguments)) {
        words_.push_back(executable_.data());
        for (auto& one : arguments_) words_.push_back(one.data());
        words_.push_back(nullptr);
    }
    Invocation(const Invocation&) = delete;
    Invocation& operator=(const Invocation&) = delete;
    [[noreturn]] void execute() {
        ::execv(words_[0], words_.data());
        ::_exit(127);
    }

private:
    std::string executable_;
    std::vector<std::string> arguments_;
    std::vector<char*> words_;
};

struct Streams {
    std::filesystem::path output;            // of both
    std::filesystem::path standard_output{}; // of the first, when it goes elsewhere
    std::optional<std::string> input{};      // instead of the test's own
};

// A pipe that holds the text and ends.
int pipe_with(const std::string& text) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC) == 0, "a pipe can be made");
    auto written = ::write(ends[1], text.data(), text.size());
    check(written == static_cast<ssize_t>(text.size()), "a pipe holds the text");
    ::close(ends[1]);
    return ends[0];
}

// The child does not outlive the test.
pid_t spawn(const std::vector<std::string>& arguments, const Streams& streams) {
    Invocation invocation(arguments);
    int input = streams.input ? pipe_with(*streams.input) : -1;
    auto process = ::fork();
    check(process >= 0, "a process can be made");
    if (process != 0) {
        if (input >= 0) ::close(input);
        return process;
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    int file = ::open(streams.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int elsewhere = streams.standard_output.empty()
                        ? file
                        : ::open(streams.standard_output.c_str(), O_WRONLY | O_CLOEXEC);
    if (input >= 0) ::dup2(input, STDIN_FILENO);
    ::dup2(elsewhere, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    invocation.execute();
}

int status_of(int waited) {
    return WIFEXITED(waited) ? WEXITSTATUS(waited) : 128 + WTERMSIG(waited);
}

int wait_for(pid_t process) {
    int waited = 0;
    ::waitpid(process, &waited, 0);
    return status_of(waited);
}

Ended run(const std::vector<std::string>& arguments, Streams streams) {
    streams.output = std::filesystem::temp_directory_path() /
                     fmt::format("vienreiz-{}.out", crypto::random_id(now()));
    Ended ended;
    ended.status = wait_for(spawn(arguments, streams));
    ended.output = content_of(streams.output);
    std::filesystem::remove(streams.output);
    return ended;
}

// What it says goes to that file.
pid_t spawn_serving(std::vector<std::string> arguments, const std::filesystem::path& output,
                    const std::vector<std::string>& more) {
    std::filesystem::remove(output); // or what the one before said would be read as this one's
    if (std::ranges::find(more, "--port") == more.end())
        for (auto* one : {"--port", "0"}) arguments.emplace_back(one);
    for (auto* one : {"--threads", "1"}) arguments.emplace_back(one);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return spawn(arguments, {output, {}, {}});
}

std::filesystem::path output_beside(std::filesystem::path data) { return data += ".out"; }

} // namespace

std::filesystem::path program() {
    const char* named = std::getenv("VIENREIZ");
    return named ? named : VIENREIZ_PROGRAM;
}

Ended run_program(const std::vector<std::string>& arguments) { return run(arguments, {}); }

Ended run_program_onto(const std::filesystem::path& place,
                       const std::vector<std::string>& arguments) {
    return run(arguments, {{}, place, {}});
}

Ended run_program_with(const std::string& input, const std::vector<std::string>& arguments) {
    return run(arguments, {{}, {}, input});
}

Ended run_program_on_terminal(const std::vector<std::string>& arguments) {
    Invocation invocation(arguments);
    int terminal = -1;
    auto process = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    check(process >= 0, "a terminal can be made");
    if (process == 0) invocation.execute();
    Ended ended;
    char piece[4'096];
    for (ssize_t got = 0; (got = ::read(terminal, piece, sizeof piece)) > 0;)
        ended.output.append(piece, static_cast<std::size_t>(got));
    ::close(terminal);
    ended.status = wait_for(process);
    return ended;
}

Result<std::unique_ptr<ChildNode>> ChildNode::start(const std::filesystem::path& data,
                                                    const std::vector<std::string>& more) {
    return start_as("serve", data, more);
}

Result<std::unique_ptr<ChildNode>> ChildNode::start_as(const std::string& command,
                                                       const std::filesystem::path& data,
                                                       const std::vector<std::string>& more) {
    auto output = output_beside(data);
    return started(spawn_serving({command, "--data", data.string()}, output, more), output);
}

Result<std::unique_ptr<ChildNode>> ChildNode::start_observer(const std::string& url,
                                                             const std::filesystem::path& into,
                                                             const std::vector<std::string>& more) {
    auto output = output_beside(into);
    return started(spawn_serving({"observe", url, "--into", into.string()}, output, more), output);
}

Result<std::unique_ptr<ChildNode>> ChildNode::start_cluster(const std::filesystem::path& data,
                                                            const std::string& address) {
    auto output = output_beside(data);
    std::filesystem::remove(output);
    return started(
        spawn({"cluster", "--data", data.string(), "--address", address}, {output, {}, {}}),
        output);
}

Result<std::unique_ptr<ChildNode>> ChildNode::started(pid_t process,
                                                      const std::filesystem::path& output) {
    std::unique_ptr<ChildNode> out(new ChildNode);
    out->process_ = process;
    constexpr std::string_view serving = "Serving on ";
    for (auto until = std::chrono::steady_clock::now() + longest_wait;
         std::chrono::steady_clock::now() < until;) {
        std::this_thread::sleep_for(5ms);
        auto said = content_of(output);
        auto at = said.find(serving);
        auto end = said.find('\n', at == said.npos ? 0 : at);
        if (at != said.npos && end != said.npos) {
            out->url_ = said.substr(at + serving.size(), end - at - serving.size());
            return out;
        }
        if (!out->runs())
            return Failure{Kind::corrupt, "The node did not start: " + said, output.string()};
    }
    return Failure{Kind::unavailable,
                   "The node did not start within three minutes: " + content_of(output),
                   output.string()};
}

void ChildNode::start_and_kill(const std::filesystem::path& data, std::chrono::microseconds after) {
    ChildNode node;
    node.process_ = spawn_serving({"serve", "--data", data.string()}, output_beside(data), {});
    std::this_thread::sleep_for(after);
} // its end kills it

bool ChildNode::runs() {
    if (process_ == 0) return false;
    int waited = 0;
    if (::waitpid(process_, &waited, WNOHANG) == 0) return true;
    process_ = 0;
    return false;
}

std::uint16_t ChildNode::port() const {
    return number<std::uint16_t>(std::string_view(url_).substr(url_.rfind(':') + 1)).value_or(0);
}

// proc(5): VmHWM, the peak resident set size, in kB.
std::size_t ChildNode::most_memory() const {
    auto told = content_of(fmt::format("/proc/{}/status", process_));
    auto at = told.find("VmHWM:");
    check(at != told.npos, "the system tells what a process holds");
    auto line = std::string_view(told).substr(at + 6, told.find(" kB", at) - at - 6);
    return number<std::size_t>(trim(line)).value_or(0) * limits::KiB;
}

void ChildNode::kill() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    wait_for(std::exchange(process_, 0));
}

int ChildNode::stop() {
    if (process_ == 0) return -1;
    ::kill(process_, SIGTERM);
    return wait_for(std::exchange(process_, 0));
}

ChildNode::~ChildNode() { kill(); }

Result<Voice> Voice::of(const std::string& url, Headers headers) {
    return Voice(TRY(http::Client::to(url, {.timeout = longest_wait, .trust = {}})),
                 std::move(headers));
}

Result<http::ClientResponse> Voice::send(const std::string& method, std::string target,
                                         std::string body, Headers more) {
    http::ClientRequest request{method, std::move(target), std::move(more), std::move(body)};
    if (!request.body.empty() && request.headers.empty())
        request.headers.emplace_back("Content-Type", "application/json");
    request.headers.insert(request.headers.end(), headers_.begin(), headers_.end());
    return client_->send(request);
}

Result<json::Value> Voice::ask(const std::string& method, std::string target, std::string body) {
    auto asked = method + " " + target;
    auto response = TRY(send(method, std::move(target), std::move(body)));
    if (response.status / 100 != 2)
        return Failure{Kind::conflict, fmt::format("{} was answered with {} {}", asked,
                                                   response.status, response.body)};
    if (response.body.empty()) return json::Value();
    return json::parse(response.body);
}

Result<Voice::Headers> Voice::sign_in(const std::string& url, const std::string& login,
                                      const std::string& password) {
    auto nobody = TRY(of(url));
    json::Value wish = json::Object{{"login", login}, {"password", password}};
    auto response = TRY(nobody.send("POST", "/api/session", json::text(wish)));
    if (response.status != 200)
        return Failure{Kind::unauthenticated,
                       fmt::format("{} cannot sign in: {}", login, response.body)};
    auto cookie = response.header("Set-Cookie");
    auto session = TRY(json::parse(response.body));
    return Headers{{"Cookie", std::string(cookie.substr(0, cookie.find(';')))},
                   {"X-CSRF-Token", std::string(session.at("csrf").as_string())}};
}

Result<Voice::Headers> Voice::authenticate(const std::string& url, const std::string& system,
                                           const crypto::PrivateKey& key) {
    auto nobody = TRY(of(url));
    auto expires =
        std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count() + 120;
    json::Object claims{{"iss", system},
                        {"sub", system},
                        {"aud", url + "/oauth/token"},
                        {"jti", crypto::random_token()},
                        {"exp", expires}};
    auto form = "grant_type=client_credentials&client_assertion_type=" +
                percent_encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
                "&client_assertion=" + crypto::sign_jwt(claims, key, key.public_key().thumbprint());
    auto response = TRY(nobody.send("POST", "/oauth/token", form,
                                    {{"Content-Type", "application/x-www-form-urlencoded"}}));
    if (response.status != 200)
        return Failure{Kind::unauthenticated, "The system gets no token: " + response.body};
    auto token = TRY(json::parse(response.body));
    return Headers{
        {"Authorization", "Bearer " + std::string(token.at("access_token").as_string())}};
}

Result<std::string> upload(Voice& steward, const std::string& dataset, std::string_view file) {
    json::Value wish = json::Object{{"dataset", dataset}};
    auto begun = TRY(steward.ask("POST", "/api/uploads", json::text(wish)));
    std::string id(begun.at("id").as_string());
    for (std::size_t at = 0; at < file.size(); at += limits::upload_part) {
        auto part = std::string(file.substr(at, limits::upload_part));
        auto sent = TRY(steward.send(
            "PATCH", "/api/uploads/" + id, std::move(part),
            {{"Upload-Offset", std::to_string(at)}, {"Content-Type", "application/octet-stream"}}));
        if (sent.status != 204)
            return Failure{Kind::unavailable,
                           fmt::format("A part was answered with {} {}", sent.status, sent.body)};
    }
    return id;
}

Result<json::Value> publish(Voice& steward, const std::string& dataset, std::string_view file,
                            std::chrono::seconds patience) {
    return publish_upload(steward, TRY(upload(steward, dataset, file)), patience);
}

Result<json::Value> publish_upload(Voice& steward, const std::string& id,
                                   std::chrono::seconds patience) {
    TRY(steward.ask("POST", fmt::format("/api/uploads/{}/publication", id), "{}"));
    auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
        auto publication = TRY(steward.ask("GET", "/api/publications/" + id));
        auto stage = publication.at("stage").as_string();
        if (stage == "published" || stage == "failed") return publication;
        std::this_thread::sleep_for(5ms);
    }
    return Failure{Kind::unavailable, "The publication took too long", id};
}

} // namespace vienreiz::test
