// One of the machines that `vienreiz cluster` plays on the loopback: an address of its own, and on it what would run on
// a real one: a member of etcd, a PostgreSQL with its Patroni, a node.
#pragma once

#include "app/children.hpp"

#include <cstdint>

namespace vienreiz::app {

struct Machine {
    std::string name, address; // "m1", "127.0.7.1"
    std::filesystem::path folder;
    [[nodiscard]] std::string url(std::uint16_t port) const;
    // While this file is there, nothing on it is started again.
    [[nodiscard]] std::filesystem::path down() const { return folder / "down"; }
};

inline constexpr std::uint16_t etcd_port = 2379, etcd_peer_port = 2380, postgres_port = 5432,
                               patroni_port = 8008;

// Made once for a cluster, and kept in its folder.
struct Passwords {
    std::string superuser, replicator, rewinder, node;
};

// Of consecutive addresses, the first of which is given. Kind::invalid when they are not on the loopback.
Result<std::vector<Machine>> machines_from(const std::string& address,
                                           const std::filesystem::path& folder);

Child etcd_of(const Machine& machine, const std::vector<Machine>& all);
// Writes its configuration as well.
Result<Child> patroni_of(const Machine& machine, const std::vector<Machine>& all,
                         const Passwords& passwords);
// `first`: shows a demonstration when the database is empty.
Result<Child> node_of(const Machine& machine, const std::vector<Machine>& all,
                      const Passwords& passwords, std::uint16_t port, bool first);

} // namespace vienreiz::app
