// Stands between the engine and a server, and cuts the connection where a network would: before a statement arrives, or
// between the commit and its answer.
#pragma once

#include "postgres/test_server.hpp"

#include <atomic>
#include <poll.h>
#include <sys/socket.h>

namespace vienreiz::postgres::test {

class Proxy {
public:
    // delayed: the statement arrives, but only when it is let go, long after its client has gone.
    enum class Cut { nothing, statement, answer, delayed };

    explicit Proxy(int server) : server_(server), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        auto at = loopback(0);
        socklen_t size = sizeof at;
        check(::bind(listener_, reinterpret_cast<sockaddr*>(&at), size) == 0 &&
                  ::listen(listener_, 16) == 0 &&
                  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) == 0,
              "the loopback takes a listener");
        port_ = ntohs(at.sin_port);
        accepting_ = std::jthread([this](const std::stop_token& stop) { accept(stop); });
    }
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;
    ~Proxy() {
        accepting_.request_stop();
        accepting_.join();
        forwarding_.clear();
        ::close(listener_);
    }

    // Once, at the next execution of the statement prepared under this name.
    void cut(Cut what, std::string statement) {
        marker_ = '\0' + std::move(statement) + '\0'; // Bind: portal, statement
        next_ = what;
    }
    // How often the statement of this name is executed from now on.
    void watch(const std::string& statement) { watched_ = '\0' + statement + '\0'; }
    [[nodiscard]] unsigned seen() const { return seen_; }
    // While it holds, nobody gets through who comes anew.
    void hold(bool held) { held_ = held; }
    void let_go() { let_go_ = true; }
    void drop_all() { ++dropped_; } // every connection there is
    [[nodiscard]] bool has_cut() const { return next_ == Cut::nothing; }
    [[nodiscard]] std::string address() const {
        return fmt::format("host=127.0.0.1 port={} dbname=postgres user=owner connect_timeout=2",
                           port_);
    }

private:
    static sockaddr_in loopback(int port) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        at.sin_port = htons(static_cast<std::uint16_t>(port));
        return at;
    }
    void accept(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            pollfd on{listener_, POLLIN, 0};
            if (::poll(&on, 1, 20) <= 0 || held_) continue;
            int client = ::accept(listener_, nullptr, nullptr);
            forwarding_.emplace_back(
                [this, client](const std::stop_token& stopping) { forward(client, stopping); });
        }
    }
    void forward(int client, const std::stop_token& stop) {
        int server = ::socket(AF_INET, SOCK_STREAM, 0);
        auto at = loopback(server_);
        bool open = ::connect(server, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
        bool answer_is_lost = false;
        std::vector<char> room(1 << 16);
        auto dropped = dropped_.load();
        while (open && !stop.stop_requested() && dropped == dropped_) {
            pollfd on[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
            if (::poll(on, 2, 20) <= 0) continue;
            if (on[0].revents != 0) {
                auto got = ::recv(client, room.data(), room.size(), 0);
                if (got <= 0) break;
                std::string_view piece(room.data(), static_cast<std::size_t>(got));
                if (!watched_.empty() && piece.contains(watched_)) ++seen_;
                if (next_ != Cut::nothing && piece.contains(marker_)) {
                    auto what = next_.exchange(Cut::nothing);
                    if (what == Cut::statement) break;
                    answer_is_lost = true;
                    if (what == Cut::delayed) {
                        ::shutdown(client, SHUT_RDWR);
                        while (!let_go_ && !stop.stop_requested())
                            std::this_thread::sleep_for(std::chrono::milliseconds(5));
                    }
                }
                open = ::send(server, piece.data(), piece.size(), MSG_NOSIGNAL) == got;
            }
            if (on[1].revents != 0) {
                auto got = ::recv(server, room.data(), room.size(), 0);
                if (got <= 0 || answer_is_lost) break;
                open =
                    ::send(client, room.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
            }
        }
        ::close(client);
        ::close(server);
    }

    int server_, listener_, port_ = 0;
    std::string marker_, watched_;
    std::atomic<unsigned> seen_ = 0;
    std::atomic<Cut> next_ = Cut::nothing;
    std::atomic<bool> held_ = false, let_go_ = false;
    std::atomic<unsigned> dropped_ = 0;
    std::vector<std::jthread> forwarding_;
    std::jthread accepting_;
};

} // namespace vienreiz::postgres::test
