#include "app/cluster_command.hpp"

#include "app/command_line.hpp"
#include "app/demonstration.hpp"
#include "app/machine.hpp"
#include "app/stop.hpp"
#include "http/client.hpp"
#include "journal/disk.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace vienreiz::app {
namespace {

using std::chrono::seconds;
using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;

constexpr auto looked_again_after = std::chrono::milliseconds(500);
constexpr auto patience =
    std::chrono::minutes(3); // the first time a database is made, on a busy machine

std::optional<json::Value> told_at(const std::string& url, const std::string& path) {
    auto client = http::Client::to(url, {.timeout = seconds(2), .trust = {}});
    if (!client) return {};
    auto answer = (*client)->send({.target = path});
    if (!answer || answer->status != 200) return {};
    auto told = json::parse(answer->body);
    return told ? std::optional(std::move(*told)) : std::nullopt;
}

// Until it is so. `what` says what is waited for, and `where` to read why it takes long.
Outcome wait_until(std::string_view what, const std::filesystem::path& where,
                   const std::function<bool()>& so) {
    fmt::print("{} …", what);
    std::fflush(stdout);
    auto began = std::chrono::steady_clock::now();
    while (!so()) {
        auto since = std::chrono::steady_clock::now() - began;
        if (since > patience) {
            fmt::print("\n");
            return Failure{Kind::unavailable,
                           fmt::format("{} took too long; what was said is in", what),
                           where.string()};
        }
        if (stop_comes_within(looked_again_after)) {
            fmt::print("\n");
            std::fflush(stdout);
            return Failure{Kind::unavailable, "It was told to stop before all of it ran"};
        }
    }
    auto took = std::chrono::ceil<seconds>(std::chrono::steady_clock::now() - began);
    fmt::print(" {} s\n", took.count());
    std::fflush(stdout);
    return {};
}

// As Patroni tells it, by any of the machines.
struct Databases {
    std::string primary;
    std::vector<std::string> in_step, behind; // standbys

    [[nodiscard]] bool whole(std::size_t machines) const {
        return !primary.empty() && !in_step.empty() &&
               1 + in_step.size() + behind.size() == machines;
    }
};

Databases databases_of(const std::vector<Machine>& machines) {
    Databases out;
    for (const auto& machine : machines) {
        auto told = told_at(machine.url(patroni_port), "/cluster");
        if (!told) continue;
        for (const auto& one : told->at("members").as_array()) {
            std::string name(one.at("name").as_string()), role(one.at("role").as_string()),
                state(one.at("state").as_string());
            if (state != "running" && state != "streaming") continue;
            if (role == "leader")
                out.primary = name;
            else
                (role == "sync_standby" ? out.in_step : out.behind).push_back(name);
        }
        return out;
    }
    return out;
}

class Cluster {
public:
    static Result<std::unique_ptr<Cluster>> of(const Arguments& arguments) {
        std::filesystem::path folder = std::filesystem::absolute(arguments.at("--data"));
        auto machines = TRY(machines_from(arguments.at("--address"), folder));
        auto port = TRY(whole_number(arguments, "--port"));
        if (port == 0 || port > 65'535)
            return Failure{Kind::invalid, "A port is a number from 1 to 65535", "--port"};
        std::unique_ptr<Cluster> out(new Cluster);
        out->port_ = static_cast<std::uint16_t>(port);
        out->machines_ = std::move(machines);
        auto password = [&](std::string_view name) -> Result<std::string> {
            return hex(TRY(platform::secret_in(folder / "passwords" / name)));
        };
        out->passwords_.superuser = TRY(password("superuser"));
        out->passwords_.replicator = TRY(password("replicator"));
        out->passwords_.rewinder = TRY(password("rewinder"));
        out->passwords_.node = TRY(password("node"));
        return out;
    }

    Outcome start() {
        TRY(forget_what_was_broken_off());
        TRY(start_etcd());
        TRY(start_databases());
        TRY(journal::real_disk()->replace(made(), {}));
        TRY(start_nodes());
        tell();
        return {};
    }
    // What changes meanwhile.
    void watch(const std::stop_token& stop) const {
        for (auto primary = databases_of(machines_).primary; !stop.stop_requested();) {
            std::this_thread::sleep_for(seconds(1));
            auto now = databases_of(machines_).primary;
            if (now.empty() || now == primary) continue;
            fmt::print("{} has taken over the database from {}\n", now, primary);
            std::fflush(stdout);
            primary = now;
        }
    }

private:
    Cluster() = default;

    // There once the database was whole. Until then it holds nothing of anybody's, and Patroni would not finish what
    // was interrupted.
    [[nodiscard]] std::filesystem::path made() const {
        return machines_.front().folder.parent_path() / "made";
    }
    Outcome forget_what_was_broken_off() const {
        std::error_code error;
        if (std::filesystem::exists(made(), error)) return {};
        for (const auto& machine : machines_)
            for (const auto* part : {"etcd", "postgres"}) {
                std::filesystem::remove_all(machine.folder / part, error);
                if (error)
                    return Failure{Kind::unavailable, error.message(),
                                   (machine.folder / part).string()};
            }
        return {};
    }

    Outcome start_etcd() {
        for (const auto& machine : machines_) {
            TRY(give_folder(machine.folder / "etcd"));
            TRY(with_what_to_install(children_.start(etcd_of(machine, machines_))));
        }
        return wait_until("Three members of etcd agree", machines_[0].folder / "etcd.log", [&] {
            return std::ranges::all_of(machines_, [](const Machine& one) {
                return told_at(one.url(etcd_port), "/health").has_value();
            });
        });
    }
    Outcome start_databases() {
        for (const auto& machine : machines_) {
            auto patroni = TRY(with_what_to_install(patroni_of(machine, machines_, passwords_)));
            TRY(with_what_to_install(children_.start(std::move(patroni))));
        }
        return wait_until("PostgreSQL has a primary and two standbys, one of them synchronous",
                          machines_[0].folder / "patroni.log",
                          [&] { return databases_of(machines_).whole(machines_.size()); });
    }
    Outcome start_nodes() {
        for (const auto& machine : machines_) {
            bool first = &machine == &machines_.front();
            TRY(take_keys(machine));
            TRY(children_.start(TRY(node_of(machine, machines_, passwords_, port_, first))));
            TRY(wait_until(fmt::format("A node serves on {}", machine.url(port_)),
                           machine.folder / "node.log",
                           [&] { return told_at(machine.url(port_), "/healthz").has_value(); }));
        }
        return {};
    }
    // All have those of the first.
    Outcome take_keys(const Machine& machine) {
        auto from = machines_.front().folder / "node" / "keys",
             to = machine.folder / "node" / "keys";
        std::error_code error;
        if (std::filesystem::exists(to, error) || &machine == &machines_.front()) return {};
        std::filesystem::create_directories(to.parent_path(), error);
        std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, error);
        if (error) return Failure{Kind::unavailable, error.message(), to.string()};
        return {};
    }
    template <class Outcome>
    static Outcome with_what_to_install(Outcome outcome) {
        if (!outcome && outcome.error().kind == Kind::missing)
            outcome.error().what += ": apt install postgresql-15 patroni etcd-server";
        return outcome;
    }
    void tell() const {
        auto databases = databases_of(machines_);
        fmt::print("\n{:<10}{:<28}{}\n", "machine", "node", "database");
        for (const auto& machine : machines_) {
            auto role =
                machine.name == databases.primary ? "primary"
                : std::ranges::find(databases.in_step, machine.name) != databases.in_step.end()
                    ? "standby, waited for"
                    : "standby";
            fmt::print("{:<10}{:<28}{}\n", machine.name, machine.url(port_), role);
        }
        fmt::print("\nKill what you like: the files *.pid in {} name the processes.\n"
                   "It is started again, unless there is a file \"down\" beside them.\n"
                   "Serving on {}\n",
                   (machines_[0].folder.parent_path() / "m?").string(), machines_[0].url(port_));
        std::fflush(stdout);
    }

    std::uint16_t port_ = 0;
    std::vector<Machine> machines_;
    Passwords passwords_;
    Children children_;
};

Outcome run_cluster(const Arguments& arguments) {
    hold_stop_signals();
    auto cluster = TRY(Cluster::of(arguments));
    TRY(cluster->start());
    std::jthread watching([&](const std::stop_token& stop) { cluster->watch(stop); });
    wait_for_stop();
    fmt::print("Stopping\n");
    std::fflush(stdout);
    return {};
}

} // namespace

platform::CommandLine cluster_command() {
    using enum Option::Takes;
    return {"cluster",
            "Play three machines on the loopback, each with etcd, PostgreSQL and a node",
            {{.name = "--data",
              .help = "Folder of everything the machines keep",
              .required = true,
              .takes = file},
             {"--address", "Address of the first machine; the others have the next two", false,
              false, "127.0.7.1"},
             {"--port", "Port of the nodes", false, false, "8080", number}},
            run_cluster};
}

} // namespace vienreiz::app
