#include "app/children.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <mutex>
#include <pwd.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace vienreiz::app {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr auto looked_after = std::chrono::milliseconds(100);
constexpr auto started_again_after = std::chrono::seconds(1);
constexpr auto stops_within = std::chrono::seconds(30); // then it is killed

const passwd& who_is_not_root() {
    static const passwd* const user = [] {
        auto* postgres = ::getpwnam("postgres");
        return postgres ? postgres : ::getpwnam("nobody");
    }();
    return *user;
}

// With this program they are told to stop as well, however it ends.
std::vector<std::string> words_of(const Child& child) {
    std::vector<std::string> words{"setpriv", "--pdeathsig", "TERM"};
    if (child.never_as_root && ::geteuid() == 0) {
        words.push_back(fmt::format("--reuid={}", who_is_not_root().pw_uid));
        words.push_back(fmt::format("--regid={}", who_is_not_root().pw_gid));
        words.emplace_back("--clear-groups");
    }
    words.insert(words.end(), child.words.begin(), child.words.end());
    return words;
}

std::string how(int waited) {
    return WIFEXITED(waited) ? fmt::format("with status {}", WEXITSTATUS(waited))
                             : fmt::format("by signal {}", WTERMSIG(waited));
}

bool is_there(const std::string& program) {
    if (program.contains('/')) return ::access(program.c_str(), X_OK) == 0;
    const char* path = std::getenv("PATH");
    for (auto folder : split(path ? path : "/usr/bin", ':'))
        if (::access(fmt::format("{}/{}", folder, program).c_str(), X_OK) == 0) return true;
    return false;
}

struct Running {
    Child child;
    pid_t process = 0; // 0: it has ended
    SteadyClock::time_point again{};

    [[nodiscard]] unsigned level() const { return child.level; }
    void start() {
        auto words = words_of(child);
        std::vector<char*> arguments;
        arguments.reserve(words.size() + 1);
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        process = ::fork();
        check(process >= 0, "a process can be made");
        if (process == 0) execute(arguments.data());
        std::ofstream(child.output.string() + ".pid") << process << "\n";
    }
    [[nodiscard]] bool is_held_down() const {
        std::error_code ignored;
        return !child.down.empty() && std::filesystem::exists(child.down, ignored);
    }
    // What this program holds back for itself must reach the other.
    [[noreturn]] void execute(char** arguments) const {
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::signal(SIGPIPE, SIG_DFL);
        int file = ::open(child.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
        int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(file, STDOUT_FILENO);
        ::dup2(file, STDERR_FILENO);
        ::execvp(arguments[0], arguments);
        ::_exit(127);
    }
    void tell_to_stop() const {
        if (process != 0) ::kill(process, SIGTERM);
    }
    void wait_until_stopped(SteadyClock::time_point until) const {
        if (process == 0) return;
        for (; SteadyClock::now() < until; std::this_thread::sleep_for(looked_after))
            if (::waitpid(process, nullptr, WNOHANG) != 0) return;
        ::kill(process, SIGKILL);
        ::waitpid(process, nullptr, 0);
    }
};

} // namespace

struct Children::State {
    std::mutex mutex;
    std::vector<Running> all;
    std::jthread looking_after; // the last member: it uses the others

    void look() {
        std::lock_guard lock(mutex);
        for (auto& one : all) {
            int waited = 0;
            if (one.process != 0 && ::waitpid(one.process, &waited, WNOHANG) == one.process) {
                fmt::print("{} ended {}{}\n", one.child.name, how(waited),
                           one.is_held_down() ? "" : " and is started again");
                std::fflush(stdout);
                one.process = 0;
                one.again = SteadyClock::now() + started_again_after;
            }
            if (one.process == 0 && SteadyClock::now() >= one.again && !one.is_held_down())
                one.start();
        }
    }
};

Children::Children() : state_(new State) {
    state_->looking_after = std::jthread([state = state_.get()](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(looked_after);
            state->look();
        }
    });
}

Children::~Children() {
    state_->looking_after.request_stop();
    state_->looking_after.join();
    auto& all = state_->all;
    while (!all.empty()) {
        auto highest = std::ranges::max(all, {}, &Running::level).level();
        auto last = std::ranges::partition(all, [&](auto& one) { return one.level() < highest; });
        for (auto& one : last) one.tell_to_stop();
        for (auto& one : last) one.wait_until_stopped(SteadyClock::now() + stops_within);
        all.erase(last.begin(), last.end());
    }
}

Outcome Children::start(Child child) {
    if (!is_there(child.words.front()))
        return Failure{Kind::missing, "This program is not installed", child.words.front()};
    std::lock_guard lock(state_->mutex);
    state_->all.push_back({std::move(child)});
    state_->all.back().start();
    return {};
}

Outcome give_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error) return Failure{Kind::unavailable, error.message(), folder.string()};
    if (::geteuid() != 0) return {};
    if (::chown(folder.c_str(), who_is_not_root().pw_uid, who_is_not_root().pw_gid) == 0) return {};
    return Failure{Kind::unavailable, "This folder cannot be given to another user",
                   folder.string()};
}

} // namespace vienreiz::app
