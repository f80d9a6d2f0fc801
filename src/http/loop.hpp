// One thread of the server: its listening socket, its connections, and the inbox through which
// other threads answer.
//
// Operation: epoll, edge-triggered, every socket registered once for both directions; an answered
// request costs one recv and one send, and a share of one epoll_wait. A burst of answers from
// another thread wakes the loop once, and not at all while it is awake.
//
// Concurrency: answer(), look_again() and stop() from any thread; all else on the loop's own.
//
// Limits: limits::connections over all loops; answers in the inbox are as many as requests under
// way, one a connection.
#pragma once

#include "http/connection.hpp"
#include "http/server.hpp"

#include <atomic>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace vienreiz::http {

// What all loops of a server share.
struct Shared {
    ServerOptions options;
    Handler handler;
    std::shared_ptr<ssl_ctx_st> tls; // none: plain
    std::atomic<std::size_t> connections{0};
    std::mutex guard; // of what follows
    std::unordered_map<std::string, std::size_t> connections_from;

    bool admit(const std::string& peer); // whether there is room for one more from there
    void forget(const std::string& peer);
};

// Written by one thread, read by any: no locked instruction needed.
class Tally {
public:
    void add(std::uint64_t n) { value_.store(get() + n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

struct LoopCounts {
    Tally opened, closed, requests, client_errors, server_errors, bytes_in, bytes_out;
};

enum class Stopping : std::uint8_t { no, gracefully, at_once };

class Loop final : public std::enable_shared_from_this<Loop> {
public:
    // Takes the listening socket over.
    Loop(std::shared_ptr<Shared> shared, int listener);
    ~Loop();
    void run();
    void stop(Stopping how);
    void answer(Connection& connection, Response&& response);
    void look_again(); // at every quiet stream, in the next turn
    [[nodiscard]] const LoopCounts& counts() const { return counts_; }

    // For its connections.
    [[nodiscard]] bool on_this_thread() const;
    [[nodiscard]] bool stopping() const { return stopping_; }
    [[nodiscard]] const Shared& shared() const { return *shared_; }
    // Milliseconds of a clock that never goes back.
    [[nodiscard]] std::int64_t now() const { return now_; }
    [[nodiscard]] std::string_view date() const { return date_; }
    // For durations: when the turn began, or somebody looked last.
    [[nodiscard]] std::chrono::steady_clock::time_point moment() const { return moment_; }
    void look_at_clock() { moment_ = std::chrono::steady_clock::now(); }
    LoopCounts& tally() { return counts_; }
    Compressors& compressors() { return compressors_; }
    std::unique_ptr<Exchange> take_exchange();
    void give_back(std::unique_ptr<Exchange> exchange);
    void another_turn(Connection& connection) { again_.push_back(&connection); }
    void quiet(Connection& connection) { quiet_.push_back(&connection); }
    void retire(Connection& connection);

private:
    void turn();
    void refresh_clock();
    [[nodiscard]] int patience() const;
    void accept_some();
    void admit(int socket, std::string peer);
    void drain_inbox();
    void give_turns();
    void sweep();
    void look_after_stopping();
    void begin_to_stop();
    void end();

    std::shared_ptr<Shared> shared_;
    FileHandle listener_, epoll_, wake_;
    std::vector<std::unique_ptr<Connection>> connections_, retired_;
    std::vector<std::unique_ptr<Exchange>> exchanges_;
    std::vector<Connection*> again_, quiet_, turns_;
    Compressors compressors_;
    LoopCounts counts_;
    std::string date_;
    std::chrono::steady_clock::time_point moment_;
    std::int64_t now_ = 0, date_second_ = 0, next_sweep_ = 0, next_quiet_ = 0, stop_deadline_ = 0,
                 listen_until_ = 0;
    bool accepting_ = true, stopping_ = false;

    struct Answer {
        Connection* connection;
        Response response;
    };
    std::vector<Answer> taken_, own_answers_; // from the inbox; given on this thread
    std::atomic<Stopping> stop_{Stopping::no};
    std::atomic<bool> sleeping_{false}, look_again_{false};
    std::mutex guard_; // of what follows
    std::vector<Answer> inbox_;
    bool ended_ = false;
    std::size_t owed_ = 0;       // answers still to come when the loop ended
    std::shared_ptr<Loop> self_; // kept until they have
};

} // namespace vienreiz::http
