#include "http/client.hpp"

#include "base/text.hpp"
#include "http/reply.hpp"
#include "http/response_parser.hpp"
#include "http/tls.hpp"
#include "http/transport.hpp"

#include <algorithm>
#include <array>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>

namespace vienreiz::http {
namespace client {

struct Base {
    bool tls = false;
    std::string host, port, authority; // authority: as the Host field says it
};

Result<Base> base_of(std::string_view text) {
    Failure wrong{Kind::invalid, "The address of a server is like https://name or http://name:8080",
                  std::string(text)};
    Base base;
    if (text.starts_with("https://"))
        base.tls = true;
    else if (!text.starts_with("http://"))
        return wrong;
    text.remove_prefix(base.tls ? 8 : 7);
    if (text.ends_with('/')) text.remove_suffix(1);
    base.authority = text;
    bool numeric = text.starts_with('['); // RFC 3986 §3.2.2: an IPv6 address
    auto end = numeric ? text.find(']') : text.find(':');
    if (end == text.npos && numeric) return wrong;
    base.host = text.substr(numeric, (end == text.npos ? text.size() : end) - numeric);
    auto rest = end == text.npos ? std::string_view{} : text.substr(end + numeric);
    if (!rest.empty() && (!rest.starts_with(':') || !number<std::uint16_t>(rest.substr(1))))
        return wrong;
    base.port = rest.empty() ? (base.tls ? "443" : "80") : std::string(rest.substr(1));
    if (base.host.empty() || base.authority.find_first_of("/?#@ \r\n") != std::string::npos)
        return wrong;
    return base;
}

bool may_be_repeated(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" ||
           method == "OPTIONS";
}

bool is_line(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\t'; });
}

Result<std::string> head_of(const ClientRequest& request, const Base& base) {
    const Failure wrong{Kind::invalid,
                        "A request is a method, a path, and header fields of one line each"};
    if (!request.target.starts_with('/') || request.target.contains(' ') ||
        !is_line(request.target))
        return wrong;
    if (request.method.empty() || request.method.contains(' ') || !is_line(request.method))
        return wrong;
    std::string out =
        request.method + ' ' + request.target + " HTTP/1.1\r\nHost: " + base.authority + "\r\n";
    for (const auto& [name, value] : request.headers) {
        if (name.empty() || !is_line(name) || !is_line(value)) return wrong;
        out.append(name).append(": ").append(value).append("\r\n");
    }
    bool bodiless =
        request.method == "GET" || request.method == "HEAD" || request.method == "DELETE";
    if (!request.body.empty() || !bodiless)
        out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    out += "\r\n";
    return out;
}

class Blocking final : public Client {
public:
    Blocking(Base base, ClientOptions options, TlsContext tls)
        : base_(std::move(base)), options_(std::move(options)), tls_(std::move(tls)) {}

    Result<ClientResponse> send(const ClientRequest& request) override {
        std::string body;
        auto response = TRY(stream(request, [&body](std::string_view piece) -> Outcome {
            body += piece;
            return {};
        }));
        response.body = std::move(body);
        return response;
    }

    Result<ClientResponse> stream(const ClientRequest& request,
                                  const ResponseParser::Sink& sink) override {
        auto head = TRY(head_of(request, base_));
        if (connection_ && stale()) connection_.reset();
        bool kept = connection_ != nullptr;
        auto response = attempt(request, head, sink);
        if (!response && kept && !heard_ && may_be_repeated(request.method))
            response = attempt(request, head, sink);
        return response;
    }

private:
    Result<ClientResponse> attempt(const ClientRequest& request, std::string_view head,
                                   const ResponseParser::Sink& sink);
    Result<ClientResponse> exchange(const ClientRequest& request, std::string_view head,
                                    const ResponseParser::Sink& sink);
    Outcome connect();
    Outcome connect_to(const addrinfo& address);
    Outcome write(std::string_view head, std::string_view body);
    Result<bool> read(); // more bytes in incoming_; false: the peer has closed
    Outcome wait(short events);
    [[nodiscard]] bool stale() const;
    [[nodiscard]] Failure unreachable(std::string what) const;

    Base base_;
    ClientOptions options_;
    TlsContext tls_;
    std::unique_ptr<Transport> connection_;
    std::string incoming_; // received and not yet parsed
    bool heard_ = false;   // some byte of this answer
};

Failure Blocking::unreachable(std::string what) const {
    return {Kind::unavailable, std::move(what),
            (base_.tls ? "https://" : "http://") + base_.authority};
}

Result<ClientResponse> Blocking::attempt(const ClientRequest& request, std::string_view head,
                                         const ResponseParser::Sink& sink) {
    heard_ = false;
    auto response = exchange(request, head, sink);
    if (!response) connection_.reset();
    return response;
}

Result<ClientResponse> Blocking::exchange(const ClientRequest& request, std::string_view head,
                                          const ResponseParser::Sink& sink) {
    if (!connection_) TRY(connect());
    // A server that refuses a body answers before it has read it, so a failed write is not yet a
    // failure.
    auto written = write(head, request.body);
    for (;;) {
        ResponseParser parser(options_.largest_body, request.method == "HEAD", sink);
        while (!parser.complete()) {
            if (!incoming_.empty()) incoming_.erase(0, TRY(parser.take(incoming_)));
            if (parser.complete()) break;
            auto more = read();
            if (!more) return written ? std::move(more).error() : std::move(written).error();
            if (*more) continue;
            if (!written && !parser.started()) return std::move(written).error();
            TRY(parser.ended());
        }
        if (parser.interim()) continue;
        if (!parser.keeps_alive() || !written || !incoming_.empty()) connection_.reset();
        return parser.response();
    }
}

Outcome Blocking::connect() {
    incoming_.clear();
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
    if (base_.host == "127.0.0.1" || base_.host == "::1")
        wanted.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST;
    addrinfo* found = nullptr;
    if (int error = ::getaddrinfo(base_.host.c_str(), base_.port.c_str(), &wanted, &found))
        return unreachable(std::string("The server's name cannot be looked up: ") +
                           ::gai_strerror(error));
    std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, &::freeaddrinfo);
    Outcome last = unreachable("The server has no address");
    for (const auto* address = found; address; address = address->ai_next) {
        last = connect_to(*address);
        if (last) return {};
    }
    return last;
}

Outcome Blocking::connect_to(const addrinfo& address) {
    FileHandle socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return unreachable("No connection can be opened just now");
    int on = 1;
    ::setsockopt(socket.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bool started = ::connect(socket.descriptor(), address.ai_addr, address.ai_addrlen) == 0 ||
                   errno == EINPROGRESS;
    connection_ = std::make_unique<Transport>(socket.release(), tls_.get(), base_.host);
    int error = started ? 0 : errno;
    if (started) {
        auto connected = wait(POLLOUT);
        socklen_t size = sizeof error;
        ::getsockopt(connection_->socket(), SOL_SOCKET, SO_ERROR, &error, &size);
        if (connected && error == 0) return {};
    }
    connection_.reset();
    return unreachable("The server cannot be reached: " +
                       (error ? std::generic_category().message(error) : "it does not answer"));
}

Outcome Blocking::wait(short events) {
    pollfd watched{connection_->socket(), connection_->awaited(events), 0};
    int ready = 0;
    do ready = ::poll(&watched, 1, static_cast<int>(options_.timeout.count()));
    while (ready < 0 && errno == EINTR);
    if (ready > 0) return {};
    return unreachable("The server did not answer in time");
}

Outcome Blocking::write(std::string_view head, std::string_view body) {
    auto piece = [](std::string_view text) {
        return iovec{const_cast<char*>(text.data()), text.size()};
    };
    while (!head.empty() || !body.empty()) {
        std::array<iovec, 2> pieces{piece(head), piece(body)};
        auto first = head.empty() ? 1U : 0U,
             count = (head.empty() ? 0U : 1U) + (body.empty() ? 0U : 1U);
        auto moved = connection_->write(std::span(pieces).subspan(first, count));
        auto of_head = std::min(moved.bytes, head.size());
        head.remove_prefix(of_head);
        body.remove_prefix(moved.bytes - of_head);
        if (moved.state == Moved::State::again) {
            TRY(wait(POLLOUT));
        } else if (moved.state != Moved::State::good) {
            if (auto trouble = connection_->tls_trouble(); !trouble.empty())
                return unreachable("The server's certificate is not trusted: " + trouble);
            return unreachable("The server closed the connection");
        }
    }
    return {};
}

Result<bool> Blocking::read() {
    std::array<char, 16 * 1024> piece;
    for (;;) {
        auto moved = connection_->read(piece);
        switch (moved.state) {
        case Moved::State::again:
            TRY(wait(POLLIN));
            continue;
        case Moved::State::ended:
            return false;
        case Moved::State::broken:
            return unreachable("The server broke the connection");
        case Moved::State::good:
            break;
        }
        incoming_.append(piece.data(), moved.bytes);
        heard_ = true;
        return true;
    }
}

// An idle connection has nothing to read; if it has, the peer has closed it or speaks out of turn.
bool Blocking::stale() const {
    pollfd watched{connection_->socket(), POLLIN, 0};
    return ::poll(&watched, 1, 0) != 0;
}

} // namespace client

ServiceAddress service_address(std::string_view url) {
    constexpr std::string_view after_scheme = "://";
    auto host = url.find(after_scheme);
    auto path = host == url.npos ? url.npos : url.find('/', host + after_scheme.size());
    if (path == url.npos) return {std::string(url), {}};
    ServiceAddress out{std::string(url.substr(0, path)), std::string(url.substr(path))};
    while (out.path.ends_with('/')) out.path.pop_back();
    return out;
}

Result<std::unique_ptr<Client>> Client::to(std::string_view base, ClientOptions options) {
    ignore_broken_pipes();
    auto parsed = TRY(client::base_of(base));
    TlsContext tls;
    if (parsed.tls) tls = TRY(client_tls(options.trust));
    return std::make_unique<client::Blocking>(std::move(parsed), std::move(options),
                                              std::move(tls));
}

} // namespace vienreiz::http
