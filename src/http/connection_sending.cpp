// One connection: the answer on its way out, as text, file or stream, and what comes after it.
#include "base/diagnostics.hpp"
#include "http/loop.hpp"

#include <charconv>
#include <limits>

namespace vienreiz::http {
namespace connection_sending {
constexpr std::size_t file_step = 1 * limits::MiB;
constexpr std::size_t stream_piece = 32 * limits::KiB;
constexpr std::size_t kept_output = 64 * limits::KiB;
constexpr std::int64_t linger_time = 2'000; // for the client to read the answer and close
} // namespace connection_sending

void Connection::reply(Response&& response) {
    auto& x = *exchange_;
    if (loop_.stopping()) keep_alive_ = false;
    ReplyTo to{.request = x.request,
               .http_1_0 = x.parser && x.parser->is_http_1_0(),
               .keep_alive = keep_alive_,
               .date = loop_.date(),
               .compressors = loop_.compressors()};
    auto made = compose(std::move(response), to, out_);
    keep_alive_ = made.keep_alive;
    body_ = std::move(made.body);
    if (made.status >= 500)
        loop_.tally().server_errors.add(1);
    else if (made.status >= 400)
        loop_.tally().client_errors.add(1);
    next_sign_of_life_ = loop_.now() + loop_.shared().options.timeouts.events.count();
    stage_ = Stage::sending;
    wait_until(loop_.now() + loop_.shared().options.timeouts.write.count());
}

bool Connection::send() {
    if (sent_ < out_.size() + body_.text.size()) return send_piece();
    if (sent_ > 0) {
        sent_ = 0;
        out_.clear();
        body_.text.clear();
    }
    if (body_.file) return send_file();
    if (body_.stream) return produce();
    finish_reply();
    return true;
}

// Whether there is room for more; a client that takes nothing is waited for only so long.
bool Connection::went_on(const Moved& moved) {
    loop_.tally().bytes_out.add(moved.bytes);
    if (moved.state == Moved::State::broken || moved.state == Moved::State::ended) {
        close();
        return false;
    }
    if (moved.bytes > 0) wait_until(loop_.now() + loop_.shared().options.timeouts.write.count());
    return moved.state == Moved::State::good;
}

bool Connection::send_piece() {
    iovec pieces[2];
    std::size_t count = 0;
    auto piece = [&](std::string& text, std::size_t from) {
        if (from < text.size()) pieces[count++] = {text.data() + from, text.size() - from};
    };
    piece(out_, sent_);
    piece(body_.text, sent_ > out_.size() ? sent_ - out_.size() : 0);
    auto moved = transport_.write({pieces, count});
    sent_ += moved.bytes;
    return went_on(moved);
}

bool Connection::send_file() {
    if (body_.file_left == 0) {
        body_.file = FileHandle{};
        body_.held.reset();
        return true;
    }
    auto step = static_cast<std::size_t>(
        std::min<std::uint64_t>(body_.file_left, connection_sending::file_step));
    auto moved = transport_.write_file(body_.file.descriptor(), body_.file_at, step);
    body_.file_at += moved.bytes;
    body_.file_left -= moved.bytes;
    return went_on(moved);
}

// RFC 9112 §7.1: size in hexadecimal, CRLF, the bytes, CRLF; a chunk of size 0 ends the body.
void Connection::frame(std::string_view piece, bool last) {
    if (!body_.chunked) {
        out_ += piece;
        return;
    }
    if (!piece.empty()) {
        char digits[16];
        out_.append(digits, std::to_chars(digits, digits + sizeof digits, piece.size(), 16).ptr);
        out_.append("\r\n").append(piece).append("\r\n");
    }
    if (last) out_ += "0\r\n\r\n";
}

Result<More> Connection::make_piece() {
    piece_.clear();
    try {
        Result<More> more = More::yes;
        while (more && *more == More::yes && piece_.size() < connection_sending::stream_piece)
            more = body_.stream(piece_);
        return more;
    } catch (const std::exception& thrown) {
        return Failure{Kind::corrupt, thrown.what()};
    }
}

// What the stream has made becomes what is sent: a sign of life in a quiet event stream,
// compressed.
void Connection::dress_piece(More more) {
    auto now = loop_.now();
    if (piece_.empty() && more == More::quiet && body_.events && now >= next_sign_of_life_)
        piece_ = ":\n\n"; // HTML Living Standard §9.2.6: a comment, which readers skip
    if (!piece_.empty()) next_sign_of_life_ = now + loop_.shared().options.timeouts.events.count();
    if (!body_.compressor) return;
    if (piece_.empty() && more != More::done && (more == More::yes || !body_.unflushed)) return;
    auto after = more == More::done    ? Compressor::After::end
                 : more == More::quiet ? Compressor::After::flush
                                       : Compressor::After::more;
    std::string smaller;
    body_.compressor->add(piece_, after, smaller);
    body_.unflushed = more == More::yes;
    piece_.swap(smaller);
}

bool Connection::produce() {
    auto more = make_piece();
    if (!more) {
        // The head has left already: only a cut tells the client that the rest is missing.
        diagnostics::error("A response stream failed", {{"failure", more.error().what}});
        close();
        return false;
    }
    dress_piece(*more);
    frame(piece_, *more == More::done);
    if (*more == More::done) body_.stream = nullptr;
    if (*more != More::quiet || !out_.empty()) return true;
    if (loop_.stopping() || half_closed_) {
        close();
        return false;
    }
    stage_ = Stage::quiet;
    wait_until(std::numeric_limits<std::int64_t>::max());
    loop_.quiet(*this);
    return false;
}

void Connection::finish_reply() {
    auto& x = *exchange_;
    body_ = {};
    if (out_.capacity() > connection_sending::kept_output) out_ = {};
    if (keep_alive_) {
        x.forget_request();
        stage_ = Stage::head;
        const auto& timeouts = loop_.shared().options.timeouts;
        wait_until(loop_.now() + (x.empty() ? timeouts.idle : timeouts.head).count());
        return;
    }
    transport_.end_writing();
    if (!unread_ && x.empty()) return close();
    // RFC 9112 §9.6: closing over unread bytes would reset the connection and could take the answer
    // with it.
    stage_ = Stage::lingering;
    wait_until(loop_.now() + connection_sending::linger_time);
    readable_ = true;
}

bool Connection::linger() {
    auto& x = *exchange_;
    x.floor = x.begin = x.end = 0;
    return receive() == Received::bytes;
}

} // namespace vienreiz::http
