// A node with its server, from start to a graceful stop.
#pragma once

#include "app/listening.hpp"
#include "platform/node.hpp"

namespace vienreiz::app {

struct ServeOptions {
    std::filesystem::path data;
    std::string name = "vienreiz.local";
    http::ServerOptions listening;
    std::optional<platform::Cluster> cluster;                // nothing: a node alone
    std::string public_url;                                  // empty: http(s)://address:port
    std::optional<journal::Policy> witnesses;                // who must cosign the journals
    std::optional<platform::TimeStampAuthority> time_stamps; // of the root
    double rate = 2'000;       // requests a second of one known caller; 0: as many as it likes
    bool demonstration = true; // fill an empty node
};

// Serves until SIGINT or SIGTERM.
Outcome serve(ServeOptions options);

} // namespace vienreiz::app
