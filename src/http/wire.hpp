// For tests: a server on a free port, and a raw socket to it that says exactly what it is told to.
#pragma once

#include "http/server.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace vienreiz::http::wire {

using namespace std::chrono_literals;

inline std::unique_ptr<Server> serve(Handler handler, ServerOptions options = {}) {
    options.port = 0;
    options.threads = 1;
    auto server = Server::start(std::move(options), std::move(handler));
    check(server.has_value(), "a test server starts");
    return std::move(*server);
}

inline Response text_response(std::string body, int status = 200) {
    Response out{.status = status, .headers = {}, .body = std::move(body)};
    out.set("Content-Type", "text/plain");
    return out;
}

// Says back what it understood: "GET /path?query body=12".
inline void echo(const Request& request, Responder respond) {
    std::string said = std::string(name(request.method)) + " " + std::string(request.path) + "?" +
                       std::string(request.query) +
                       " body=" + std::string(request.body.substr(0, 100));
    respond(text_response(std::move(said)));
}

class Socket {
public:
    explicit Socket(const Server& server, std::chrono::milliseconds patience = 5s)
        : Socket(server.port(), patience) {}
    explicit Socket(std::uint16_t port, std::chrono::milliseconds patience = 5s)
        : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        auto micro = std::chrono::microseconds(patience).count();
        timeval time{.tv_sec = micro / 1'000'000, .tv_usec = micro % 1'000'000};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time); // of connect, too
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { ::close(descriptor_); }

    [[nodiscard]] bool connected() const { return connected_; }
    [[nodiscard]] int descriptor() const { return descriptor_; }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void end_writing() { ::shutdown(descriptor_, SHUT_WR); }
    // The next response: head, and as much body as Content-Length says. What follows stays for the
    // next call.
    std::string response(bool without_body = false) {
        while (received_.find("\r\n\r\n") == received_.npos)
            if (!more()) return std::exchange(received_, {});
        auto end = received_.find("\r\n\r\n") + 4;
        auto at = received_.find("Content-Length: ");
        std::size_t length = at < end && !without_body ? std::stoul(received_.substr(at + 16)) : 0;
        while (received_.size() < end + length && more()) {
        }
        auto out = received_.substr(0, end + length);
        received_.erase(0, out.size());
        return out;
    }
    // Whether `text` comes, if need be after other things.
    bool hears(std::string_view text) {
        while (!received_.contains(text))
            if (!more()) return false;
        return true;
    }
    // Everything until the server closes; "…still open" where it has not within the time.
    std::string rest(std::chrono::milliseconds patience = 5s) {
        while (more(patience)) {
        }
        auto out = std::exchange(received_, {});
        if (!closed_) out += "…still open";
        return out;
    }

private:
    bool more(std::chrono::milliseconds patience = 5s) {
        pollfd watched{descriptor_, POLLIN, 0};
        if (::poll(&watched, 1, static_cast<int>(patience.count())) <= 0) return false;
        std::array<char, 65536> piece{};
        auto got = ::recv(descriptor_, piece.data(), piece.size(), 0);
        closed_ = got <= 0;
        if (got > 0) received_.append(piece.data(), static_cast<std::size_t>(got));
        return got > 0;
    }
    int descriptor_;
    bool connected_ = false, closed_ = false;
    std::string received_;
};

inline int status(std::string_view response) {
    return response.starts_with("HTTP/1.1 ") ? std::stoi(std::string(response.substr(9, 3))) : 0;
}
inline std::string_view body(std::string_view response) {
    auto end = response.find("\r\n\r\n");
    return end == response.npos ? std::string_view{} : response.substr(end + 4);
}
inline std::string get(std::string_view target, std::string_view fields = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(fields) +
           "\r\n";
}

} // namespace vienreiz::http::wire
