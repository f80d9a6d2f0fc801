// A node with its server, from start to a graceful stop.
#pragma once

#include "http/forwarded.hpp"
#include "platform/node.hpp"

namespace vienreiz::app {

struct ServeOptions {
    std::filesystem::path data;
    std::string name = "vienreiz.local";
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    unsigned threads = 0;                   // 0: one a core
    std::filesystem::path certificate, key; // both, for TLS
    std::string public_url;                 // empty: http(s)://address:port
    http::Proxies proxies;                  // whose X-Forwarded-For is believed
    double rate = 2'000;       // requests a second of one known caller; 0: as many as it likes
    bool demonstration = true; // fill an empty node
};

// How many connections a process that may open so many files can hold: each takes one, and what the node itself reads
// and writes must never lack one.
std::size_t connections_within(std::uint64_t files);
// The same for this process, which from then on may open as many files as the system lets it.
std::size_t connections_there_is_room_for();

// Serves until SIGINT or SIGTERM.
Outcome serve(const ServeOptions& options);

} // namespace vienreiz::app
