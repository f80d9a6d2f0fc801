#include "asking.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <deque>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vienreiz::bench {
namespace {

Failure broken(std::string what) { return {Kind::unavailable, std::move(what)}; }

Result<sockaddr_in> address_in(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    auto colon = url.rfind(':');
    auto port = number<std::uint16_t>(url.substr(colon + 1));
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port.value_or(0));
    auto host = std::string(url.substr(scheme.size(), colon - scheme.size()));
    if (!url.starts_with(scheme) || !port || ::inet_pton(AF_INET, host.c_str(), &out.sin_addr) != 1)
        return Failure{Kind::invalid, "This is not the address of a server of this machine"};
    return out;
}

class Connection {
public:
    explicit Connection(const Asked& asked)
        : asked_(asked), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
          buffer_(64U << 10) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::close(socket_); }

    Outcome begin(const sockaddr_in& to, int epoll) {
        int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
            return broken("The server does not take a connection");
        epoll_event wanted{.events = EPOLLIN, .data = {.ptr = this}};
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket_, &wanted);
        return send_next();
    }
    // There is something to read. Gives whether the last answer was in it.
    Result<bool> go_on() {
        auto got = ::recv(socket_, buffer_.data() + filled_, buffer_.size() - filled_, 0);
        if (got <= 0) return broken("The server has closed a connection");
        filled_ += static_cast<std::size_t>(got);
        std::string_view all(buffer_.data(), filled_);
        auto end = all.find("\r\n\r\n");
        if (end == all.npos) return false;
        auto body = end + 4, length = TRY(length_of(all.substr(0, end)));
        if (filled_ < body + length) return false;
        constexpr std::size_t status_at = 9; // behind "HTTP/1.1 "
        asked_.answered(next_ - 1, number<int>(all.substr(status_at, 3)).value_or(0),
                        all.substr(body, length));
        filled_ = 0;
        if (next_ == asked_.requests.size()) return true;
        TRY(send_next());
        return false;
    }

private:
    Outcome send_next() {
        const auto& request = asked_.requests[next_++];
        auto sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent != static_cast<ssize_t>(request.size())) return broken("A request was not taken");
        return {};
    }
    [[nodiscard]] Result<std::size_t> length_of(std::string_view head) const {
        constexpr std::string_view name = "Content-Length: ";
        auto at = head.find(name);
        if (at == head.npos) return broken("An answer does not say how long it is");
        auto value = head.substr(at + name.size());
        auto length = number<std::size_t>(value.substr(0, value.find('\r')));
        if (!length || head.size() + 4 + *length > buffer_.size())
            return broken("An answer is longer than was thought of");
        return *length;
    }

    const Asked& asked_;
    int socket_;
    std::size_t next_ = 0, filled_ = 0;
    std::vector<char> buffer_;
};

} // namespace

Outcome ask(const std::string& url, std::span<const Asked> asked) {
    auto to = TRY(address_in(url));
    auto epoll = ::epoll_create1(EPOLL_CLOEXEC);
    std::deque<Connection> connections;
    for (const auto& one : asked) TRY(connections.emplace_back(one).begin(to, epoll));
    std::array<epoll_event, 64> ready{};
    for (auto left = connections.size(); left > 0;) {
        auto many = ::epoll_wait(epoll, ready.data(), ready.size(), -1);
        for (int at = 0; at < many; ++at) {
            auto* one = static_cast<Connection*>(ready[static_cast<std::size_t>(at)].data.ptr);
            if (TRY(one->go_on())) --left;
        }
    }
    ::close(epoll);
    return {};
}

} // namespace vienreiz::bench
