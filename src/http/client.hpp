// A blocking client for commands, jobs and tests: HTTP/1.1, TLS with the system's trust store, one
// connection kept alive.
#pragma once

#include "http/message.hpp"

#include <chrono>

namespace vienreiz::http {

struct ClientRequest {
    std::string method = "GET";
    std::string target = "/"; // path and query
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct ClientResponse {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    // The first of that name; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct ClientOptions {
    // Of any one wait: to connect, to send, for more bytes.
    std::chrono::milliseconds timeout{30'000};
    std::size_t largest_body = 64U << 20;
    std::filesystem::path trust; // PEM; empty: the system's
};

// A service may lie behind the path of an address: "https://example.lv/witness/".
struct ServiceAddress {
    std::string base, path; // "https://example.lv", "/witness"
};
ServiceAddress service_address(std::string_view url);

// Failures: unavailable when the peer cannot be reached, goes silent or closes early; corrupt when
// what it says is not HTTP; too_large over largest_body; invalid when the base or the request makes
// no sense. Any status is a success. A request over a kept connection that turns out closed is sent
// once more, if its method may be repeated (RFC 9110 §9.2.2). Not thread-safe: one client a thread.
class Client {
public:
    // "http://host:port" or "https://host"; connects at the first request.
    static Result<std::unique_ptr<Client>> to(std::string_view base, ClientOptions options = {});
    virtual ~Client() = default;
    virtual Result<ClientResponse> send(const ClientRequest& request) = 0;
    // The body goes to `sink` piece by piece; the response's own body stays empty.
    virtual Result<ClientResponse> stream(const ClientRequest& request,
                                          const std::function<Outcome(std::string_view)>& sink) = 0;
};

} // namespace vienreiz::http
