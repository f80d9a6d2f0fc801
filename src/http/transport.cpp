#include "http/transport.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vienreiz::http {
namespace transport {
constexpr std::size_t file_piece = 64 * 1024;

Moved failed() {
    if (errno == EAGAIN || errno == EINTR) return {Moved::State::again};
    return {Moved::State::broken};
}
} // namespace transport

void CloseTls::operator()(ssl_st* session) const { SSL_free(session); }

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

Transport::Transport(int socket, ssl_ctx_st* context) : socket_(socket) {
    if (!context) return;
    tls_.reset(SSL_new(context));
    check(tls_ && SSL_set_fd(tls_.get(), socket) == 1, "a TLS session is made");
    SSL_set_accept_state(tls_.get());
}

Transport::Transport(int socket, ssl_ctx_st* context, const std::string& host) : socket_(socket) {
    if (!context) return;
    tls_.reset(SSL_new(context));
    check(tls_ && SSL_set_fd(tls_.get(), socket) == 1, "a TLS session is made");
    auto* verify = SSL_get0_param(tls_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(verify, host.c_str()) != 1) { // not an address, so a name
        X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        X509_VERIFY_PARAM_set1_host(verify, host.c_str(), host.size());
        // SSL_set_tlsext_host_name() without its C cast: RFC 6066 §3.
        SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(host.c_str()));
    }
    ERR_clear_error();
    SSL_set_connect_state(tls_.get());
}

short Transport::awaited(short otherwise) const {
    if (!tls_) return otherwise;
    return SSL_want_write(tls_.get()) ? POLLOUT : SSL_want_read(tls_.get()) ? POLLIN : otherwise;
}

std::string Transport::tls_trouble() const {
    auto result = tls_ ? SSL_get_verify_result(tls_.get()) : X509_V_OK;
    return result == X509_V_OK ? std::string{} : X509_verify_cert_error_string(result);
}

Moved Transport::tls_result(int returned) {
    switch (SSL_get_error(tls_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return {Moved::State::again};
    case SSL_ERROR_ZERO_RETURN:
        return {Moved::State::ended};
    default:
        return {Moved::State::broken};
    }
}

Moved Transport::read(std::span<char> into) {
    if (tls_) {
        ERR_clear_error();
        std::size_t got = 0;
        int returned = SSL_read_ex(tls_.get(), into.data(), into.size(), &got);
        return returned == 1 ? Moved{Moved::State::good, got} : tls_result(returned);
    }
    auto got = ::recv(socket_, into.data(), into.size(), 0);
    if (got > 0) return {Moved::State::good, static_cast<std::size_t>(got)};
    return got == 0 ? Moved{Moved::State::ended} : transport::failed();
}

Moved Transport::tls_write_all(std::string_view piece, Moved so_far) {
    while (!piece.empty()) {
        ERR_clear_error();
        std::size_t sent = 0;
        int returned = SSL_write_ex(tls_.get(), piece.data(), piece.size(), &sent);
        if (returned != 1) return {tls_result(returned).state, so_far.bytes};
        so_far.bytes += sent;
        piece.remove_prefix(sent);
    }
    return so_far;
}

Moved Transport::write(std::span<const iovec> pieces) {
    if (tls_) {
        Moved all;
        for (const auto& piece : pieces) {
            all = tls_write_all({static_cast<const char*>(piece.iov_base), piece.iov_len}, all);
            if (all.state != Moved::State::good) break;
        }
        return all;
    }
    std::size_t wanted = 0;
    for (const auto& piece : pieces) wanted += piece.iov_len;
    ssize_t sent = 0;
    if (pieces.size() == 1) {
        sent = ::send(socket_, pieces[0].iov_base, wanted, MSG_NOSIGNAL);
    } else {
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(pieces.data()); // the kernel only reads it
        message.msg_iovlen = pieces.size();
        sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    }
    if (sent < 0) return transport::failed();
    auto bytes = static_cast<std::size_t>(sent);
    return {bytes == wanted ? Moved::State::good : Moved::State::again, bytes};
}

Moved Transport::write_file(int file, std::uint64_t offset, std::size_t length) {
    if (!tls_) {
        auto from = static_cast<off_t>(offset);
        auto sent = ::sendfile(socket_, file, &from, length);
        if (sent > 0) return {Moved::State::good, static_cast<std::size_t>(sent)};
        return sent == 0 ? Moved{Moved::State::broken}
                         : transport::failed(); // 0: the file has shrunk
    }
    if (held_sent_ == held_.size()) {
        held_.resize(std::min(length, transport::file_piece));
        held_sent_ = 0;
        auto got = ::pread(file, held_.data(), held_.size(), static_cast<off_t>(offset));
        if (got <= 0) return {Moved::State::broken};
        held_.resize(static_cast<std::size_t>(got));
    }
    auto moved = tls_write_all(std::string_view(held_).substr(held_sent_), {});
    held_sent_ += moved.bytes;
    return moved;
}

void Transport::end_writing() {
    ERR_clear_error();
    if (tls_ && SSL_is_init_finished(tls_.get())) SSL_shutdown(tls_.get());
    ::shutdown(socket_, SHUT_WR);
}

void Transport::close() {
    if (socket_ < 0) return;
    tls_.reset();
    ::close(std::exchange(socket_, -1));
}

} // namespace vienreiz::http
