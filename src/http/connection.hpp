// One connection of the server: a state machine that goes as far as the socket lets it, then waits
// for its loop.
//
//   head ─▶ body ─▶ handling ─▶ sending ─▶ head …          keep-alive
//                       │           ├─▶ quiet ─▶ sending   an event stream with nothing to say
//                       │           └─▶ lingering ─▶ closed
//                       └ the client may leave; the slot stays until its responder has answered
//
// Concurrency: everything runs on the loop's thread, except respond(). Requests of one connection
// are handled one after the other; nothing is read while one is handled, so the request's views
// stay true and TCP holds a fast sender back.
#pragma once

#include "http/exchange.hpp"
#include "http/transport.hpp"

#include <cstdint>

namespace vienreiz::http {

class Loop;

class Connection final : public Responder::Target {
public:
    enum class Stage : std::uint8_t { head, body, handling, sending, quiet, lingering, closed };

    Connection(Loop& loop, int socket, std::string peer);
    void on_events(std::uint32_t events);
    void respond(Response&& response) override; // any thread
    void deliver(Response&& response);          // the loop's: a response came through the inbox
    void go_on();  // the loop's: another turn, or the next look at a quiet stream
    void expire(); // the loop's: the deadline has passed
    // The loop's: it stops. Who has sent nothing yet has until then to do so.
    void stop(std::int64_t first_request_by);
    void abandon(); // the loop ends: close, unless an answer is still owed
    void close();

    [[nodiscard]] std::int64_t deadline() const { return deadline_; }
    [[nodiscard]] const std::string& peer() const { return peer_; }
    [[nodiscard]] int socket() const { return transport_.socket(); }
    std::size_t place = 0; // in the loop's list

private:
    [[nodiscard]] bool idle() const { return stage_ == Stage::head && !exchange_; }
    // Each does a bounded piece of work and says whether there is more to do now.
    bool step();
    bool receive_head();
    bool receive_body();
    bool send();
    bool went_on(const Moved& moved);
    bool send_piece();
    bool send_file();
    bool produce();
    Result<More> make_piece();
    void dress_piece(More more);
    bool linger();

    enum class Received { bytes, nothing, gone };
    Received receive();
    RequestParser::Progress parse_head();
    void take_head();
    [[nodiscard]] bool body_is_there() const;
    void admit_body();
    void take_body(std::uint64_t limit);
    void dispatch();
    void call_handler();
    void note_duration() const;
    void reply(Response&& response);
    void refuse(int status, std::string_view sentence);
    void refuse(Response&& answer);
    void finish_reply();
    void frame(std::string_view piece, bool last);
    void wait_until(std::int64_t deadline) { deadline_ = deadline; }

    Loop& loop_;
    Transport transport_;
    std::unique_ptr<Exchange> exchange_;
    std::int64_t deadline_, next_sign_of_life_ = 0;
    std::chrono::steady_clock::time_point began_; // the request that is handled
    Stage stage_ = Stage::head;
    bool readable_ = false, half_closed_ = false, gone_ = false;
    bool in_handler_ = false, keep_alive_ = true, unread_ = false, was_heard_ = false;
    std::optional<Response> inline_answer_;
    std::string out_, piece_, peer_;
    std::size_t sent_ = 0, progress_ = 0; // of the body, since its deadline was set
    OutgoingBody body_;
};

} // namespace vienreiz::http
