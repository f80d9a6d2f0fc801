#include "http/loop.hpp"

#include "base/diagnostics.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <ctime>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vienreiz::http {
namespace loop {
constexpr std::size_t events_a_turn = 256;
constexpr int accepts_a_turn = 64;
constexpr std::int64_t sweep_every = 1'000, quiet_every = 100; // milliseconds
// Of a graceful stop: for handshakes under way to end, and for the first request of whoever has connected.
constexpr std::int64_t handshakes_end = 100, first_request = 1'000;
constexpr std::size_t exchanges_kept = 256;
constexpr std::string_view too_many_connections =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: "
    "93\r\n"
    "Retry-After: 1\r\nConnection: close\r\n\r\n"
    R"({"type":"about:blank","title":"Service Unavailable",)"
    R"("status":503,"detail":"Too many callers"})";

thread_local const Loop* current = nullptr;

std::int64_t milliseconds(clockid_t clock) {
    timespec at{};
    ::clock_gettime(clock, &at);
    return at.tv_sec * 1'000 + at.tv_nsec / 1'000'000;
}

bool watch(int epoll, int descriptor, std::uint32_t events, void* tag) {
    epoll_event wanted{.events = events, .data = {.ptr = tag}};
    return ::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &wanted) == 0;
}

// A listener that is closed resets whoever has connected and was not accepted yet, with the request
// they may have sent. So its socket drops every SYN first (tcp(7) has nothing milder): those
// who come now try again in a second, or are refused, and hear no broken word.
void let_nobody_new_in(int listener) {
    constexpr std::uint32_t flags_of_segment = 13, syn = 0x02, dropped = 0, whole = 0xffff'ffff;
    std::array<sock_filter, 4> drop_syn{{BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_of_segment),
                                         BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, syn, 0, 1),
                                         BPF_STMT(BPF_RET | BPF_K, dropped),
                                         BPF_STMT(BPF_RET | BPF_K, whole)}};
    sock_fprog program{.len = drop_syn.size(), .filter = drop_syn.data()};
    if (::setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
        diagnostics::warn("Who connects while the server stops may be cut off");
}

std::string address_of(const sockaddr_storage& from) {
    char text[INET6_ADDRSTRLEN] = "";
    if (from.ss_family == AF_INET)
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(from).sin_addr, text,
                    sizeof text);
    else if (from.ss_family == AF_INET6)
        ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr, text,
                    sizeof text);
    return text;
}
} // namespace loop

bool Shared::admit(const std::string& peer) {
    if (connections.fetch_add(1) >= options.connections) {
        connections.fetch_sub(1);
        return false;
    }
    std::lock_guard lock(guard);
    auto& from = connections_from[peer];
    if (from >= options.connections_from_one && !options.proxies.contains(peer)) {
        connections.fetch_sub(1);
        return false;
    }
    ++from;
    return true;
}

void Shared::forget(const std::string& peer) {
    connections.fetch_sub(1);
    std::lock_guard lock(guard);
    auto from = connections_from.find(peer);
    if (--from->second == 0) connections_from.erase(from);
}

Loop::Loop(std::shared_ptr<Shared> shared, int listener)
    : shared_(std::move(shared)), listener_(listener), epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    check(epoll_ && wake_, "epoll and eventfd are there");
    // Edge-triggered: each write to `wake_` is a new edge, so its counter is never read.
    check(loop::watch(epoll_.descriptor(), listener, EPOLLIN, &listener_) &&
              loop::watch(epoll_.descriptor(), wake_.descriptor(), EPOLLIN | EPOLLET, &wake_),
          "the loop's own descriptors can be watched");
    refresh_clock();
}

Loop::~Loop() = default;

bool Loop::on_this_thread() const { return loop::current == this; }

void Loop::run() {
    loop::current = this;
    if (shared_->options.on_start) shared_->options.on_start();
    while (stop_.load(std::memory_order_relaxed) != Stopping::at_once) {
        turn();
        look_after_stopping();
        if (!listener_ && (connections_.empty() || now_ >= stop_deadline_)) break;
    }
    end();
    loop::current = nullptr;
}

void Loop::turn() {
    std::array<epoll_event, loop::events_a_turn> events;
    int count = ::epoll_wait(epoll_.descriptor(), events.data(), static_cast<int>(events.size()),
                             patience());
    sleeping_.store(false, std::memory_order_relaxed);
    refresh_clock();
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        if (event.data.ptr == &wake_) continue;
        if (event.data.ptr == &listener_)
            accept_some();
        else
            static_cast<Connection*>(event.data.ptr)->on_events(event.events);
    }
    give_turns();
    if (shared_->options.after_turn) shared_->options.after_turn();
    if (now_ >= next_sweep_) sweep();
    drain_inbox();
    retired_.clear();
}

void Loop::refresh_clock() {
    look_at_clock();
    now_ = loop::milliseconds(CLOCK_MONOTONIC_COARSE);
    auto second = loop::milliseconds(CLOCK_REALTIME_COARSE) / 1'000;
    if (second == date_second_) return;
    date_second_ = second;
    date_ = http_date(Instant(std::chrono::seconds(second)));
}

int Loop::patience() const {
    if (!sleeping_.load(std::memory_order_relaxed) || !again_.empty() || !own_answers_.empty())
        return 0;
    if (look_again_.load()) return 0; // said on this thread, or before it was seen to sleep
    auto until = quiet_.empty() ? next_sweep_ : std::min(next_sweep_, next_quiet_);
    if (stopping_ && listener_) until = std::min(until, listen_until_);
    return static_cast<int>(std::clamp<std::int64_t>(until - now_, 0, loop::sweep_every));
}

void Loop::accept_some() {
    for (int i = 0; i < loop::accepts_a_turn; ++i) {
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        int socket = ::accept4(listener_.descriptor(), reinterpret_cast<sockaddr*>(&from), &size,
                               SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            admit(socket, loop::address_of(from));
            continue;
        }
        if (errno == ECONNABORTED || errno == EINTR) continue;
        if (errno == EAGAIN) return;
        // Out of descriptors or memory: the listener would report itself for ever, so it rests
        // until the next sweep.
        diagnostics::warn("No more connections can be opened just now");
        ::epoll_ctl(epoll_.descriptor(), EPOLL_CTL_DEL, listener_.descriptor(), nullptr);
        accepting_ = false;
        return;
    }
}

void Loop::admit(int socket, std::string peer) {
    if (!shared_->admit(peer)) {
        Transport refused(socket);
        if (shared_->tls) return;
        iovec words{const_cast<char*>(loop::too_many_connections.data()),
                    loop::too_many_connections.size()};
        std::array<char, 4096> request;
        refused.write({&words, 1});
        refused.end_writing();
        refused.read(request); // unread bytes would turn the close into a reset
        return;
    }
    auto connection = std::make_unique<Connection>(*this, socket, std::move(peer));
    connection->place = connections_.size();
    if (!loop::watch(epoll_.descriptor(), socket, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                     connection.get())) {
        diagnostics::warn("No more connections can be watched just now");
        shared_->forget(connection->peer());
        return;
    }
    connections_.push_back(std::move(connection));
    counts_.opened.add(1);
    if (stopping_) connections_.back()->stop(now_ + loop::first_request);
}

void Loop::retire(Connection& connection) {
    std::erase(again_, &connection);
    std::erase(quiet_, &connection);
    std::ranges::replace(turns_, &connection, nullptr);
    auto place = connection.place;
    std::swap(connections_[place], connections_.back());
    connections_[place]->place = place;
    retired_.push_back(std::move(connections_.back())); // it may still be in a call of its own
    connections_.pop_back();
    shared_->forget(connection.peer());
    counts_.closed.add(1);
}

std::unique_ptr<Exchange> Loop::take_exchange() {
    if (exchanges_.empty()) return std::make_unique<Exchange>();
    auto exchange = std::move(exchanges_.back());
    exchanges_.pop_back();
    return exchange;
}

void Loop::give_back(std::unique_ptr<Exchange> exchange) {
    exchange->forget_request();
    if (exchanges_.size() < loop::exchanges_kept) exchanges_.push_back(std::move(exchange));
}

void Loop::answer(Connection& connection, Response&& response) {
    if (on_this_thread()) {
        own_answers_.push_back({&connection, std::move(response)});
        return;
    }
    std::shared_ptr<Loop> last; // released after the lock
    // Held to the end: once this answer is delivered, a loop that stops may be gone.
    std::lock_guard lock(guard_);
    if (ended_) {
        if (--owed_ == 0) last = std::move(self_);
        return;
    }
    inbox_.push_back({&connection, std::move(response)});
    if (!sleeping_.exchange(false)) return;
    std::uint64_t one = 1;
    [[maybe_unused]] auto written = ::write(wake_.descriptor(), &one, sizeof one);
}

void Loop::look_again() {
    if (look_again_.exchange(true)) return;
    std::uint64_t one = 1;
    if (!on_this_thread()) [[maybe_unused]]
        auto written = ::write(wake_.descriptor(), &one, sizeof one);
}

void Loop::drain_inbox() {
    {
        std::lock_guard lock(guard_);
        taken_.swap(inbox_);
        if (taken_.empty() && own_answers_.empty())
            sleeping_.store(true, std::memory_order_relaxed); // under the lock: no answer is missed
    }
    look_at_clock(); // what waited for a disk did so in this turn
    auto deliver = [](std::vector<Answer>& answers) {
        for (auto& answer : answers) answer.connection->deliver(std::move(answer.response));
        answers.clear();
    };
    deliver(taken_);
    taken_.swap(own_answers_); // what is answered while these are delivered waits for the next turn
    deliver(taken_);
}

void Loop::give_turns() {
    turns_.swap(again_);
    if (look_again_.exchange(false) || now_ >= next_quiet_) {
        next_quiet_ = now_ + loop::quiet_every;
        turns_.insert(turns_.end(), quiet_.begin(), quiet_.end());
        quiet_.clear();
    }
    for (std::size_t i = 0; i < turns_.size(); ++i)
        if (turns_[i]) turns_[i]->go_on();
    turns_.clear();
}

void Loop::sweep() {
    next_sweep_ = now_ + loop::sweep_every;
    for (auto i = connections_.size();
         i-- > 0;) // from the end: one that closes is replaced by one already seen
        if (i < connections_.size() && connections_[i]->deadline() <= now_)
            connections_[i]->expire();
    if (accepting_ || !listener_) return;
    accepting_ = loop::watch(epoll_.descriptor(), listener_.descriptor(), EPOLLIN, &listener_);
}

void Loop::stop(Stopping how) {
    stop_.store(how);
    std::uint64_t one = 1;
    [[maybe_unused]] auto written = ::write(wake_.descriptor(), &one, sizeof one);
}

void Loop::look_after_stopping() {
    if (!stopping_ && stop_.load(std::memory_order_relaxed) == Stopping::gracefully)
        begin_to_stop();
    if (stopping_ && listener_ && now_ >= listen_until_) {
        accept_some();
        listener_ = FileHandle{};
    }
}

void Loop::begin_to_stop() {
    stopping_ = true;
    stop_deadline_ = now_ + shared_->options.timeouts.stop.count();
    listen_until_ = std::min(now_ + loop::handshakes_end, stop_deadline_);
    loop::let_nobody_new_in(listener_.descriptor());
    for (auto i = connections_.size(); i-- > 0;)
        if (i < connections_.size()) connections_[i]->stop(now_ + loop::first_request);
}

void Loop::end() {
    listener_ = FileHandle{};
    for (auto i = connections_.size(); i-- > 0;)
        if (i < connections_.size()) connections_[i]->abandon();
    std::lock_guard lock(guard_);
    ended_ = true;
    // Whoever still owes an answer will find the loop here; those in the inbox have given theirs.
    owed_ = connections_.size() - inbox_.size() - own_answers_.size();
    inbox_.clear();
    own_answers_.clear();
    if (owed_ > 0) self_ = shared_from_this();
}

} // namespace vienreiz::http
