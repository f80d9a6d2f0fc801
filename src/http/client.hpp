// A blocking client for commands, jobs and tests: HTTP/1.1, TLS with the system's trust store, one connection kept alive.
#pragma once

#include "http/message.hpp"

#include <chrono>

namespace vienreiz::http {

struct ClientRequest {
    std::string method = "GET";
    std::string target = "/";                                  // path and query
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct ClientResponse {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct ClientOptions {
    std::chrono::milliseconds timeout{30'000};
    std::size_t largest_body = 64U << 20;
    std::filesystem::path trust;                               // PEM; empty: the system's
};

class Client {
public:
    // "http://host:port" or "https://host"; connects at the first request.
    static Result<std::unique_ptr<Client>> to(std::string_view base, ClientOptions options = {});
    virtual ~Client() = default;
    virtual Result<ClientResponse> send(const ClientRequest& request) = 0;
    // The body goes to `sink` piece by piece; the response's own body stays empty.
    virtual Result<ClientResponse> stream(const ClientRequest& request, const std::function<Outcome(std::string_view)>& sink) = 0;
};

} // namespace vienreiz::http
