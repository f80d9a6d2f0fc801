// One connection: its turns, what it receives, and the handler. What it sends:
// connection_sending.cpp.
#include "http/connection.hpp"

#include "base/diagnostics.hpp"
#include "http/loop.hpp"

#include <limits>
#include <sys/epoll.h>

namespace vienreiz::http {
namespace connection {
constexpr int steps_a_turn = 32; // then the other connections have theirs
constexpr auto never = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";

// What throws here is our own mistake, as in a handler.
std::expected<std::size_t, Response> admitted(const Admit& admit, const Request& request) {
    try {
        return admit(request);
    } catch (const std::exception& thrown) {
        diagnostics::error("A body could not be judged", {{"exception", thrown.what()}});
        return std::unexpected(problem(500, "This request could not be answered"));
    }
}
} // namespace connection

Connection::Connection(Loop& loop, int socket, std::string peer)
    : loop_(loop), transport_(socket, loop.shared().tls.get()),
      deadline_(loop.now() + loop.shared().options.timeouts.idle.count()), peer_(std::move(peer)) {
    if (transport_.tls()) deadline_ = loop.now() + loop.shared().options.timeouts.head.count();
}

void Connection::on_events(std::uint32_t events) {
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) readable_ = true;
    if (transport_.tls()) readable_ = true; // a TLS read may have waited to write
    if (events & EPOLLRDHUP) half_closed_ = true;
    bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
    if (broken && stage_ == Stage::handling) {
        // The request's views must outlive the handler's work, so only the socket goes now.
        gone_ = true;
        transport_.close();
        return;
    }
    if (broken || (half_closed_ && stage_ == Stage::quiet)) return close();
    if (stage_ != Stage::quiet) go_on();
}

void Connection::go_on() {
    if (stage_ == Stage::quiet) stage_ = Stage::sending;
    for (int i = 0; i < connection::steps_a_turn; ++i)
        if (!step()) return;
    loop_.another_turn(*this);
}

bool Connection::step() {
    switch (stage_) {
    case Stage::head:
        return receive_head();
    case Stage::body:
        return receive_body();
    case Stage::sending:
        return send();
    case Stage::lingering:
        return linger();
    case Stage::handling:
    case Stage::quiet:
    case Stage::closed:
        break;
    }
    return false;
}

auto Connection::receive() -> Received {
    if (!readable_) return Received::nothing;
    auto room = exchange_->room();
    auto moved = transport_.read(room);
    switch (moved.state) {
    case Moved::State::again:
        readable_ = false;
        return Received::nothing;
    case Moved::State::ended:
    case Moved::State::broken:
        close();
        return Received::gone;
    case Moved::State::good:
        break;
    }
    exchange_->end += moved.bytes;
    loop_.tally().bytes_in.add(moved.bytes);
    // epoll(7): a short read means that a stream is exhausted; asking again would cost a call to
    // learn just that. TLS has a buffer of its own, and after the peer's FIN no further edge comes.
    if (moved.bytes < room.size() && !transport_.tls() && !half_closed_) readable_ = false;
    return Received::bytes;
}

bool Connection::receive_head() {
    if (!exchange_) exchange_ = loop_.take_exchange();
    auto& x = *exchange_;
    while (x.unused().starts_with("\r\n"))
        x.begin += 2; // RFC 9112 §2.2: empty lines before a request
    x.bring_forward();
    if (x.unused().size() > x.searched) {
        switch (parse_head()) {
        case RequestParser::Progress::complete:
            take_head();
            return true;
        case RequestParser::Progress::refused:
            refuse(x.parser->status(), x.parser->sentence());
            return true;
        case RequestParser::Progress::incomplete:
            break;
        }
    }
    bool fresh = x.empty();
    auto received = receive();
    if (received == Received::gone) return false;
    if (received == Received::bytes) {
        if (fresh) wait_until(loop_.now() + loop_.shared().options.timeouts.head.count());
        return true;
    }
    if (x.empty()) loop_.give_back(std::move(exchange_));
    return false;
}

// Nearly every head comes whole, so it is parsed at once; one that did not is parsed again when its
// end is there.
RequestParser::Progress Connection::parse_head() {
    auto& x = *exchange_;
    auto bytes = x.unused();
    if (x.searched > 0 && bytes.size() < limits::request_head &&
        bytes.find("\r\n\r\n", x.searched - std::min<std::size_t>(x.searched, 3)) == bytes.npos) {
        x.searched = bytes.size();
        return RequestParser::Progress::incomplete;
    }
    x.parser.emplace(x.fields);
    auto progress = x.parser->head(bytes);
    x.searched = bytes.size();
    return progress;
}

void Connection::take_head() {
    auto& x = *exchange_;
    x.parser->put_into(x.request);
    x.request.peer = peer_;
    x.request.tls = transport_.tls();
    if (const auto& proxies = loop_.shared().options.proxies; !proxies.empty()) {
        auto origin = origin_of(x.request, proxies);
        x.request.peer = origin.address;
        x.request.tls = origin.tls;
    }
    x.begin += x.parser->head_size();
    x.floor = x.begin;
    was_heard_ = true;
    keep_alive_ = x.parser->keeps_alive() && !loop_.stopping();
    if (!x.parser->has_body()) return dispatch();
    if (!body_is_there()) return admit_body();
    auto length = *x.parser->length();
    x.request.body = x.unused().substr(0, length);
    x.begin += length;
    x.floor = x.begin;
    dispatch();
}

// Most bodies come along with their head. The handler judges such a request as it does one without
// a body: nothing is saved by asking before.
bool Connection::body_is_there() const {
    auto length = exchange_->parser->length();
    return length && *length <= exchange_->unused().size();
}

void Connection::admit_body() {
    const auto& options = loop_.shared().options;
    std::uint64_t limit = limits::request_body;
    if (options.admit) {
        auto admitted = connection::admitted(options.admit, exchange_->request);
        if (!admitted) return refuse(std::move(admitted.error()));
        limit = *admitted;
        exchange_->request.admitted = true;
    }
    if (options.temporary.empty()) limit = std::min<std::uint64_t>(limit, limits::request_body);
    take_body(limit);
}

void Connection::take_body(std::uint64_t limit) {
    auto& x = *exchange_;
    auto length = x.parser->length();
    if (length && *length > limit) return refuse(413, "This body is larger than is taken here");
    x.body.start(loop_.shared().options.temporary);
    x.parser->limit_body(limit, x.into_body);
    stage_ = Stage::body;
    progress_ = 0;
    wait_until(loop_.now() + loop_.shared().options.timeouts.body.count());
    if (!x.parser->expects_continue() || !x.empty()) return;
    iovec words{const_cast<char*>(connection::go_ahead.data()),
                connection::go_ahead.size()}; // only read
    if (transport_.write({&words, 1}).state != Moved::State::good) close();
}

bool Connection::receive_body() {
    auto& x = *exchange_;
    if (!x.empty()) {
        std::size_t used = 0;
        auto progress = x.parser->body(x.unused(), used);
        x.begin += used;
        if (progress == RequestParser::Progress::refused) {
            refuse(x.parser->status(), x.parser->sentence());
            return true;
        }
        if (progress == RequestParser::Progress::complete) {
            x.body.show_in(x.request);
            dispatch();
            return true;
        }
        if (x.room().empty()) {
            refuse(400, "The line of a chunk is too long");
            return true;
        }
    }
    auto before = x.unused().size();
    if (receive() != Received::bytes) return false;
    // A byte now and then is no progress, or one client could hold a connection for days.
    progress_ += x.unused().size() - before;
    if (progress_ < limits::body_progress) return true;
    progress_ = 0;
    wait_until(loop_.now() + loop_.shared().options.timeouts.body.count());
    return true;
}

void Connection::dispatch() {
    loop_.tally().requests.add(1);
    began_ = loop_.moment();
    stage_ = Stage::handling;
    wait_until(connection::never);
    in_handler_ = true;
    call_handler();
    in_handler_ = false;
    if (!inline_answer_) return;
    auto answer = std::move(*inline_answer_);
    inline_answer_.reset();
    loop_.look_at_clock();
    note_duration();
    reply(std::move(answer));
}

void Connection::note_duration() const {
    auto* durations = loop_.shared().options.durations;
    if (!durations) return;
    durations->observe(std::chrono::duration<double>(loop_.moment() - began_).count());
}

// The one catch of a request: a responder lost on the way has answered 500 by its destructor.
void Connection::call_handler() {
    try {
        loop_.shared().handler(exchange_->request, Responder(*this));
    } catch (const std::exception& thrown) {
        diagnostics::error("A handler threw", {{"exception", thrown.what()}});
    }
}

void Connection::respond(Response&& response) {
    if (loop_.on_this_thread() && in_handler_)
        inline_answer_ = std::move(response);
    else
        loop_.answer(*this, std::move(response));
}

void Connection::deliver(Response&& response) {
    if (gone_) return close();
    note_duration();
    reply(std::move(response));
    go_on();
}

void Connection::refuse(int status, std::string_view sentence) {
    // A head that could not be read has no method.
    refuse(problem(status, sentence));
}

void Connection::refuse(Response&& answer) {
    // A body that was not read to its end leaves the stream out of step.
    keep_alive_ = false;
    unread_ = true;
    reply(std::move(answer));
}

void Connection::expire() {
    bool asked =
        stage_ == Stage::body || (stage_ == Stage::head && exchange_ && !exchange_->empty());
    if (!asked) return close();
    refuse(408, "The rest of this request did not arrive in time");
    go_on();
}

void Connection::stop(std::int64_t first_request_by) {
    if (stage_ == Stage::quiet) return close();
    if (!idle()) return;
    readable_ = true; // what has come by now is heard
    go_on();
    if (!idle()) return;
    if (was_heard_) return close();
    wait_until(std::min(deadline_, first_request_by));
}

void Connection::abandon() {
    if (stage_ != Stage::handling) return close();
    gone_ = true;
    transport_.close();
}

void Connection::close() {
    if (stage_ == Stage::closed) return;
    stage_ = Stage::closed;
    transport_.close();
    body_ = {};
    if (exchange_) {
        exchange_->begin = exchange_->end;
        loop_.give_back(std::move(exchange_));
    }
    loop_.retire(*this);
}

} // namespace vienreiz::http
