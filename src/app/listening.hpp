// What every command that serves is told: where to listen, with how many threads, and with which certificate.
#pragma once

#include "http/server.hpp"
#include "platform/capability.hpp"

namespace vienreiz::app {

std::vector<platform::CommandLine::Option> listening(std::string port);
Result<http::ServerOptions> listening_as_told(const platform::CommandLine::Arguments& arguments);
// "https://127.0.0.1:8443"
std::string url_of(const http::ServerOptions& options, std::uint16_t port);

// Serves until SIGINT or SIGTERM (app/stop.hpp). Says where, and then `told`; calls `stopping` before what is under way
// is waited for.
Outcome serve_until_told(http::ServerOptions options, http::Handler handler, std::string_view told,
                         const std::function<void()>& stopping = {});

// How many connections a process that may open so many files can hold: each takes one, and what the node itself reads
// and writes must never lack one.
std::size_t connections_within(std::uint64_t files);
// The same for this process, which from then on may open as many files as the system lets it.
std::size_t connections_there_is_room_for();

} // namespace vienreiz::app
