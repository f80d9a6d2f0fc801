// The bytes of one connection: a non-blocking socket, with or without TLS. Knows nothing of HTTP.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <sys/uio.h>

struct ssl_st;
struct ssl_ctx_st;

namespace vienreiz::http {

struct CloseTls {
    void operator()(ssl_st* session) const;
};

// `bytes` were moved. again: the rest waits for the socket; ended: the other end has closed;
// broken: it cannot go on.
struct Moved {
    enum class State { good, again, ended, broken } state = State::good;
    std::size_t bytes = 0;
};

class Transport {
public:
    explicit Transport(int socket) : socket_(socket) {}
    Transport(
        int socket,
        ssl_ctx_st* context); // the server's side of TLS; the handshake is part of the first read
    Transport(int socket, ssl_ctx_st* context,
              const std::string& host); // a client's: `host` must be in the certificate
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    ~Transport() { close(); }

    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] bool tls() const { return tls_ != nullptr; }

    Moved read(std::span<char> into);
    Moved write(std::span<const iovec> pieces);
    Moved write_file(int file, std::uint64_t offset, std::size_t length);
    // What poll(2) should wait for after "again": a TLS read may have to write first, and the other
    // way round.
    [[nodiscard]] short awaited(short otherwise) const;
    [[nodiscard]] std::string tls_trouble() const; // why the peer was not trusted; empty if it was
    void end_writing(); // says goodbye: TLS close_notify, then half-closes
    void close();

private:
    Moved tls_result(int returned);
    Moved tls_write_all(std::string_view piece, Moved so_far);
    int socket_;
    std::unique_ptr<ssl_st, CloseTls> tls_;
    std::string held_; // TLS wants the same bytes again after "again": a piece of a file waits here
    std::size_t held_sent_ = 0;
};

// A write to a closed pipe or socket is an error to handle, not a signal to die of. Idempotent.
void ignore_broken_pipes();

} // namespace vienreiz::http
