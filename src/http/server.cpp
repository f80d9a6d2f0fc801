#include "http/server.hpp"

#include "http/loop.hpp"
#include "http/tls.hpp"

#include <csignal>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>

namespace vienreiz::http {
namespace server {

constexpr int waiting_connections = 4'096; // the kernel lowers it to net.core.somaxconn

Failure cannot_listen(const ServerOptions& options, int error) {
    return {Kind::unavailable,
            "The server cannot listen on this address: " + std::string(std::strerror(error)),
            authority_of(options.address, options.port)};
}

// SO_REUSEPORT lets any program of the same user join the group, so the first socket is bound without: a port that
// somebody else listens on is taken. Only then may the server's other threads share it.
enum class Bound : std::uint8_t { alone, with_others };

Result<int> listen_on(const ServerOptions& options, std::uint16_t port, Bound how) {
    addrinfo wanted{};
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(options.address.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0)
        return Failure{Kind::invalid, "This is not a numeric address to listen on",
                       options.address};
    std::unique_ptr<addrinfo, void (*)(addrinfo*)> address(found, &::freeaddrinfo);
    FileHandle socket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return cannot_listen(options, errno);
    int on = 1, descriptor = socket.descriptor();
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on,
                 sizeof on); // what it accepts inherits this
    auto share = [&] { ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on); };
    if (how == Bound::with_others) share();
    if (::bind(descriptor, found->ai_addr, found->ai_addrlen) != 0)
        return cannot_listen(options, errno);
    if (how == Bound::alone) share();
    if (::listen(descriptor, waiting_connections) != 0) return cannot_listen(options, errno);
    return socket.release();
}

std::uint16_t port_of(int socket) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    check(::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size) == 0,
          "a bound socket has a name");
    return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(bound).sin_port);
}

// Signals are the main thread's business.
void without_signals(const std::function<void()>& work) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    work();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

class Threads final : public Server {
public:
    Threads(std::vector<std::shared_ptr<Loop>> loops, std::uint16_t port)
        : loops_(std::move(loops)), port_(port) {
        without_signals([this] {
            for (auto& loop : loops_) threads_.emplace_back([loop] { loop->run(); });
        });
    }
    ~Threads() override { end(Stopping::at_once); }
    [[nodiscard]] std::uint16_t port() const override { return port_; }
    void stop() override { end(Stopping::gracefully); }
    void look_again() override {
        for (auto& loop : loops_) loop->look_again();
    }
    [[nodiscard]] ServerCounts counts() const override;

private:
    void end(Stopping how) {
        if (threads_.empty()) return;
        for (auto& loop : loops_) loop->stop(how);
        threads_.clear(); // joins
    }
    std::vector<std::shared_ptr<Loop>> loops_;
    std::vector<std::jthread> threads_;
    std::uint16_t port_;
};

ServerCounts Threads::counts() const {
    ServerCounts sum{};
    for (const auto& loop : loops_) {
        const auto& one = loop->counts();
        auto closed = one.closed.get(),
             opened = one.opened.get(); // in this order: never fewer opened than closed
        sum.connections_open += opened - closed;
        sum.connections_total += opened;
        sum.requests += one.requests.get();
        sum.responses_4xx += one.client_errors.get();
        sum.responses_5xx += one.server_errors.get();
        sum.bytes_in += one.bytes_in.get();
        sum.bytes_out += one.bytes_out.get();
    }
    return sum;
}

} // namespace server

std::string authority_of(std::string_view address, std::uint16_t port) {
    // "A host identified by an Internet Protocol literal address, version 6 or later, is distinguished by enclosing the
    // IP literal within square brackets."
    std::string host(address);
    if (address.contains(':')) host = "[" + host + "]";
    return host + ":" + std::to_string(port);
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler) {
    ignore_broken_pipes();
    auto shared = std::make_shared<Shared>();
    if (options.tls) shared->tls = TRY(server_tls(options.tls->certificate, options.tls->key));
    std::vector<std::shared_ptr<Loop>> loops;
    auto port = options.port;
    auto threads = std::max(options.threads, 1U);
    shared->options = std::move(options);
    shared->handler = std::move(handler);
    for (unsigned i = 0; i < threads; ++i) {
        auto how = i == 0 ? server::Bound::alone : server::Bound::with_others;
        int socket = TRY(server::listen_on(shared->options, port, how));
        port = server::port_of(socket);
        loops.push_back(std::make_shared<Loop>(shared, socket));
    }
    if (shared->options.on_listening) shared->options.on_listening(port);
    return std::make_unique<server::Threads>(std::move(loops), port);
}

} // namespace vienreiz::http
