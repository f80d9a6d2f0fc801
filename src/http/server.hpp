// The server: one epoll loop a thread, each with its own listening socket (SO_REUSEPORT), and
// Beast's parser. Why not Asio's io_context: docs/decisions/0005-http-loop.md.
#pragma once

#include "base/limits.hpp"
#include "http/forwarded.hpp"
#include "http/metrics.hpp"

#include <functional>
#include <memory>

namespace vienreiz::http {

struct TlsFiles {
    std::filesystem::path certificate; // PEM, the chain after it
    std::filesystem::path key;         // PEM
};

// Watched by one sweep a second, so each may last a second longer. `events`: after so long without
// one an event stream gets a comment, so that proxies keep it and a client that is gone is noticed.
struct ServerTimeouts {
    std::chrono::milliseconds head = limits::head_timeout, body = limits::body_timeout,
                              idle = limits::idle_timeout, write = limits::write_timeout,
                              stop = limits::stop_timeout, events = limits::event_stream_silence;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080; // 0: any free one
    unsigned threads = 2;
    std::optional<TlsFiles> tls;
    std::filesystem::path temporary; // folder for large bodies; empty: there are none
    Admit admit;                     // default: anybody, up to limits::request_body
    std::function<void(std::uint16_t port)> on_listening; // once, before any request is served
    std::function<void()> on_start,
        after_turn; // on each loop's thread: first, and whenever it has served all that was ready
    ServerTimeouts timeouts;
    // Of each request: seconds from its head, or body, to its answer's first byte being ready.
    // Outlives the server. Default: nobody looks.
    Histogram* durations = nullptr;
    std::size_t connections = limits::connections; // of all threads; one more is answered 503
    std::size_t connections_from_one = limits::connections_from_one; // address; proxies are exempt
    Proxies proxies; // whose X-Forwarded-For is believed
};

struct ServerCounts { // for /metrics
    std::uint64_t connections_open, connections_total, requests, responses_4xx, responses_5xx,
        bytes_in, bytes_out;
};

// As a URL names it: "127.0.0.1:8080", "[::1]:8080" (RFC 3986 §3.2.2).
std::string authority_of(std::string_view address, std::uint16_t port);

class Server {
public:
    static Result<std::unique_ptr<Server>> start(ServerOptions options, Handler handler);
    virtual ~Server() = default; // stops at once
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    // No new connections; waits for requests under way, up to the timeout `stop`.
    virtual void stop() = 0;
    // Every stream that is quiet is asked at once whether it has something to say. Any thread.
    virtual void look_again() = 0;
    [[nodiscard]] virtual ServerCounts counts() const = 0;
};

} // namespace vienreiz::http
