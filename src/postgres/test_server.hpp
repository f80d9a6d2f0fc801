// A real PostgreSQL 15 for tests and benchmarks: servers of our own in a scratch folder, a primary and standbys, killed
// and promoted at will. PostgreSQL refuses to run as root; then it runs as the user postgres, or nobody.
#pragma once

#include "base/text.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace vienreiz::postgres::test {

inline const std::filesystem::path programs = "/usr/lib/postgresql/15/bin";
inline bool installed() { return std::filesystem::exists(programs / "initdb"); }

inline int free_port() {
    int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    check(::bind(listener, reinterpret_cast<sockaddr*>(&at), size) == 0 &&
              ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size) == 0,
          "the loopback has a free port");
    ::close(listener);
    return ntohs(at.sin_port);
}

// Who the server runs as.
inline const passwd& server_user() {
    static const passwd* const user = [] {
        if (::geteuid() != 0) return ::getpwuid(::geteuid());
        auto* postgres = ::getpwnam("postgres");
        return postgres ? postgres : ::getpwnam("nobody");
    }();
    return *user;
}

// Runs one of PostgreSQL's programs; `then` what it is followed by.
inline std::vector<std::string> as_server_user(std::string program, bool dies_with_us) {
    std::vector<std::string> words{"setpriv"};
    if (::geteuid() == 0)
        for (const auto& word :
             {fmt::format("--reuid={}", server_user().pw_uid),
              fmt::format("--regid={}", server_user().pw_gid), std::string("--clear-groups")})
            words.push_back(word);
    if (dies_with_us)
        for (auto* word : {"--pdeathsig", "QUIT"}) words.emplace_back(word);
    words.push_back((programs / program).string());
    return words;
}

inline pid_t start(std::vector<std::string> words, const std::filesystem::path& output) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    auto process = ::fork();
    check(process >= 0, "a process can be made");
    if (process != 0) return process;
    int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

class Server {
public:
    enum class Disk {
        trusted,
        synced
    }; // synced: fsync, as in earnest; a killed process needs none

    // A primary without a standby, in `folder`, which does not exist yet.
    static std::unique_ptr<Server> primary(std::filesystem::path folder,
                                           Disk disk = Disk::trusted) {
        std::unique_ptr<Server> out(new Server(std::move(folder)));
        out->run("initdb", {"-D", out->data(), "-U", "owner", "--auth=trust", "--no-sync", "-E",
                            "UTF8", "--locale=C"});
        // Not for `keyholder`, who has a password.
        std::ofstream(out->data() + "/pg_hba.conf")
            << "host all keyholder 127.0.0.1/32 scram-sha-256\n"
               "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n";
        std::ofstream(out->data() + "/postgresql.conf", std::ios::app)
            << "unix_socket_directories = ''\nmax_wal_size = 4GB\nwal_keep_size = 1GB\n"
               "hot_standby = on\nwal_receiver_timeout = 10s\nwal_retrieve_retry_interval = 100ms\n"
            << (disk == Disk::trusted ? "fsync = off\nwal_init_zero = off\n" : "");
        out->configure_port();
        out->start();
        return out;
    }
    // A standby of this one; it must be told of it to wait for it (demand_standbys).
    std::unique_ptr<Server> standby(std::filesystem::path folder) {
        std::unique_ptr<Server> out(new Server(std::move(folder)));
        out->run("pg_basebackup", {"-d", address(), "-D", out->data(), "-R", "-X", "stream", "-c",
                                   "fast", "--no-sync"});
        out->configure_port();
        out->start();
        return out;
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { kill(); }

    void start() {
        process_ = test::start(join_words("postgres", {"-D", data()}, true), folder_ / "output");
        for (int tries = 0; tries < 1'200; ++tries) {
            if (PQping(address().c_str()) == PQPING_OK) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(25));
        }
        check(false, "PostgreSQL started: see its output");
    }
    // As when the machine is lost: all its processes, and nothing written any more. The first is halted before, so that
    // none is begun meanwhile; a list of children may miss some while others end, so it is read until none is left.
    void kill() {
        if (process_ == 0) return;
        ::kill(process_, SIGSTOP);
        for (int round = 0; round < 3; ++round)
            for (auto child : children_of(process_)) ::kill(child, SIGKILL);
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
    }
    void stop() { // as an operator does
        ::kill(process_, SIGINT);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
    }
    void promote() const { run("pg_ctl", {"-D", data(), "-w", "promote"}); }
    void freeze(bool frozen) const { // no process of it runs
        for (auto child : children_of(process_)) ::kill(child, frozen ? SIGSTOP : SIGCONT);
    }

    // It answers nobody any more, but its connections stay.
    void hang() const {
        ::kill(process_, SIGSTOP);
        freeze(true);
    }

    // Every commit waits for a standby from now on.
    void demand_standbys() const {
        ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
        ask("SELECT pg_reload_conf()");
        wait_until("SELECT count(*) > 0 FROM pg_stat_replication WHERE sync_state = 'sync'");
    }
    // The answer's first value. A statement that fails is a mistake in the test.
    std::string ask(const std::string& statement, const std::string& database = "postgres") const {
        auto to = address() + " dbname=" + database; // the last one counts
        std::unique_ptr<PGconn, decltype(&PQfinish)> session(PQconnectdb(to.c_str()), &PQfinish);
        std::unique_ptr<PGresult, decltype(&PQclear)> result(
            PQexec(session.get(), statement.c_str()), &PQclear);
        auto status = PQresultStatus(result.get());
        check(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK,
              statement + ": " + PQerrorMessage(session.get()));
        return status == PGRES_TUPLES_OK && PQntuples(result.get()) > 0
                   ? PQgetvalue(result.get(), 0, 0)
                   : "";
    }
    void wait_until(const std::string& condition) const {
        for (int tries = 0; tries < 1'200; ++tries) {
            if (ask(condition) == "t") return;
            std::this_thread::sleep_for(std::chrono::milliseconds(25));
        }
        check(false, "within thirty seconds: " + condition);
    }

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::string address(std::string_view user = "owner") const {
        return fmt::format("host=127.0.0.1 port={} dbname=postgres user={}", port_, user);
    }

private:
    explicit Server(std::filesystem::path folder) : folder_(std::move(folder)), port_(free_port()) {
        std::filesystem::create_directories(folder_);
        check(::chown(folder_.c_str(), server_user().pw_uid, server_user().pw_gid) == 0,
              "the server's user can be given a folder");
    }
    [[nodiscard]] std::string data() const { return (folder_ / "data").string(); }
    void configure_port() const {
        std::ofstream(data() + "/postgresql.conf", std::ios::app) << "port = " << port_ << "\n";
    }
    static std::vector<std::string> join_words(const std::string& program,
                                               const std::vector<std::string>& arguments,
                                               bool dies_with_us) {
        auto words = as_server_user(program, dies_with_us);
        words.insert(words.end(), arguments.begin(), arguments.end());
        return words;
    }
    void run(const std::string& program, const std::vector<std::string>& arguments) const {
        int status = 0;
        ::waitpid(test::start(join_words(program, arguments, false), folder_ / "output"), &status,
                  0);
        check(WIFEXITED(status) && WEXITSTATUS(status) == 0,
              program + " worked: see " + (folder_ / "output").string());
    }
    static std::vector<pid_t> children_of(pid_t process) {
        std::ifstream file(fmt::format("/proc/{0}/task/{0}/children", process));
        std::vector<pid_t> out;
        for (pid_t child = 0; file >> child;) out.push_back(child);
        return out;
    }

    std::filesystem::path folder_;
    int port_;
    pid_t process_ = 0;
};

// A folder that is gone before and after.
class Scratch {
public:
    explicit Scratch(std::filesystem::path path) : path_(std::move(path)) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
        std::filesystem::permissions(path_, std::filesystem::perms(0755));
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() { std::filesystem::remove_all(path_); }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

} // namespace vienreiz::postgres::test
