#include "app/machine.hpp"

#include "base/text.hpp"
#include "journal/disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <sys/stat.h>

namespace vienreiz::app {
namespace {

using Path = std::filesystem::path;

constexpr unsigned how_many = 3; // with any one gone, two agree

// "http://127.0.7.1:2379,…", or whatever `each` makes of a machine.
std::string of_all(const std::vector<Machine>& all, const auto& each) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : ",") + each(one);
    return out;
}

// What holds a password is for its reader only.
Outcome write_secretly(const Path& file, const std::string& content) {
    auto before = ::umask(077);
    auto written = journal::real_disk()->replace(file, bytes(content));
    ::umask(before);
    return written;
}

// The newest there is; the engine wants 15 at least.
Result<Path> postgres_programs() {
    std::error_code ignored;
    std::uint64_t newest = 0;
    const Path all = "/usr/lib/postgresql";
    for (const auto& one : std::filesystem::directory_iterator(all, ignored))
        if (std::filesystem::exists(one.path() / "bin" / "initdb", ignored))
            newest =
                std::max(newest, number<std::uint64_t>(one.path().filename().string()).value_or(0));
    if (newest < 15)
        return Failure{Kind::missing, "PostgreSQL 15 or later is not installed", all.string()};
    return all / std::to_string(newest) / "bin";
}

// Patroni's settings for all machines, which etcd keeps from the first start on. Of two standbys one is waited for with
// every commit, and only that one may take over; while there is none, nothing is committed. A primary that has not come
// back is not waited for.
constexpr std::string_view shared_settings = R"(
bootstrap:
  dcs:
    ttl: 10
    loop_wait: 1
    retry_timeout: 4
    primary_start_timeout: 0
    master_start_timeout: 0
    failsafe_mode: true
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters:
        max_connections: 200
        wal_keep_size: 1GB
        wal_log_hints: on
        wal_receiver_timeout: 5s
        wal_sender_timeout: 5s
  initdb: [{{encoding: UTF8}}, {{locale: C}}, data-checksums]
  post_bootstrap: {bootstrap}
)";

constexpr std::string_view settings = R"(scope: vienreiz
name: {name}
restapi: {{listen: '{address}:{api}', connect_address: '{address}:{api}'}}
etcd3: {{hosts: '{etcd}'}}
{shared}
postgresql:
  listen: {address}:{port}
  connect_address: {address}:{port}
  bin_dir: {programs}
  data_dir: {folder}/data
  pgpass: {folder}/passwords
  authentication:
    superuser: {{username: postgres, password: '{superuser}'}}
    replication: {{username: replicator, password: '{replicator}'}}
    rewind: {{username: rewinder, password: '{rewinder}'}}
  parameters: {{unix_socket_directories: ''}}
  basebackup: [{{checkpoint: fast}}]
  pg_hba:
    - host replication replicator 127.0.0.0/8 scram-sha-256
    - host all all 127.0.0.0/8 scram-sha-256
watchdog: {{mode: off}}
)";

// Patroni gives the new database's address.
constexpr std::string_view bootstrap = R"(#!/bin/sh
exec {programs}/psql -q -v ON_ERROR_STOP=1 -d "$1" <<'SQL'
CREATE ROLE vienreiz LOGIN PASSWORD '{node}';
CREATE DATABASE vienreiz OWNER vienreiz;
SQL
)";

// What it runs as reads it.
Outcome hand_over(const Path& file) {
    struct stat folder{};
    if (::stat(file.parent_path().c_str(), &folder) == 0 &&
        ::chown(file.c_str(), folder.st_uid, folder.st_gid) == 0)
        return {};
    return Failure{Kind::unavailable, "This file cannot be given to another user", file.string()};
}

} // namespace

std::string Machine::url(std::uint16_t port) const {
    return fmt::format("http://{}:{}", address, port);
}

Result<std::vector<Machine>> machines_from(const std::string& address, const Path& folder) {
    in_addr first{};
    bool read = ::inet_pton(AF_INET, address.c_str(), &first) == 1;
    auto number = ntohl(first.s_addr);
    if (!read || number >> 24 != 127 || (number & 0xff) == 0 || (number & 0xff) + how_many > 0xff)
        return Failure{Kind::invalid,
                       "The machines' addresses lie on the loopback, as 127.0.7.1 and the two "
                       "after it do",
                       address};
    std::vector<Machine> out;
    for (std::uint32_t at = 0; at < how_many; ++at) {
        auto name = fmt::format("m{}", at + 1);
        auto place = number + at;
        out.push_back(
            {name, fmt::format("127.{}.{}.{}", place >> 16 & 0xff, place >> 8 & 0xff, place & 0xff),
             folder / name});
    }
    return out;
}

Child etcd_of(const Machine& machine, const std::vector<Machine>& all) {
    auto members = of_all(all, [](const Machine& one) {
        return fmt::format("{}={}", one.name, one.url(etcd_peer_port));
    });
    auto clients = machine.url(etcd_port), peers = machine.url(etcd_peer_port);
    return {.name = machine.name + " etcd",
            .words = {"etcd", "--name", machine.name, "--data-dir",
                      (machine.folder / "etcd" / "data").string(), "--listen-client-urls", clients,
                      "--advertise-client-urls", clients, "--listen-peer-urls", peers,
                      "--initial-advertise-peer-urls", peers, "--initial-cluster", members,
                      "--log-level", "warn"},
            .output = machine.folder / "etcd.log",
            .never_as_root = true,
            .down = machine.down()};
}

Result<Child> patroni_of(const Machine& machine, const std::vector<Machine>& all,
                         const Passwords& passwords) {
    auto folder = machine.folder / "postgres";
    auto programs = TRY(postgres_programs());
    auto script = folder / "bootstrap", file = folder / "patroni.yml";
    TRY(give_folder(folder));
    TRY(write_secretly(script, fmt::format(bootstrap, fmt::arg("programs", programs.string()),
                                           fmt::arg("node", passwords.node))));
    std::error_code ignored;
    std::filesystem::permissions(script, std::filesystem::perms::owner_all, ignored);
    auto etcd = of_all(
        all, [](const Machine& one) { return fmt::format("{}:{}", one.address, etcd_port); });
    TRY(write_secretly(
        file,
        fmt::format(settings, fmt::arg("name", machine.name), fmt::arg("address", machine.address),
                    fmt::arg("api", patroni_port), fmt::arg("etcd", etcd),
                    fmt::arg("shared",
                             fmt::format(shared_settings, fmt::arg("bootstrap", script.string()))),
                    fmt::arg("port", postgres_port), fmt::arg("programs", programs.string()),
                    fmt::arg("folder", folder.string()), fmt::arg("superuser", passwords.superuser),
                    fmt::arg("replicator", passwords.replicator),
                    fmt::arg("rewinder", passwords.rewinder))));
    TRY(hand_over(script));
    TRY(hand_over(file));
    return Child{.name = machine.name + " postgres",
                 .words = {"patroni", file.string()},
                 .output = machine.folder / "patroni.log",
                 .never_as_root = true,
                 .down = machine.down()};
}

Result<Child> node_of(const Machine& machine, const std::vector<Machine>& all,
                      const Passwords& passwords, std::uint16_t port, bool first) {
    auto hosts = of_all(all, [](const Machine& one) { return one.address; });
    auto ports = of_all(all, [](const Machine&) { return std::to_string(postgres_port); });
    auto file = machine.folder / "node.toml";
    TRY(write_secretly(file,
                       fmt::format("data = \"{}\"\naddress = \"{}\"\nport = {}\nmember = \"{}\"\n"
                                   "database = \"host={} port={} dbname=vienreiz user=vienreiz "
                                   "password={} connect_timeout=2\"\nempty = {}\n",
                                   (machine.folder / "node").string(), machine.address, port,
                                   machine.name, hosts, ports, passwords.node, !first)));
    return Child{.name = machine.name + " node",
                 .words = {std::filesystem::read_symlink("/proc/self/exe").string(), "serve",
                           "--config", file.string()},
                 .output = machine.folder / "node.log",
                 .level = 2,
                 .down = machine.down()};
}

} // namespace vienreiz::app
