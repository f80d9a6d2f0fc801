// Requests for what turned out to be damaged: it is fetched from the journal again on a thread of
// its own, for whoever serves must not wait.
#pragma once

#include "http/message.hpp"
#include "observer/observer.hpp"

#include <condition_variable>
#include <deque>
#include <thread>

namespace vienreiz::observer {

class Mending {
public:
    using Answer = std::function<http::Response(Result<Bytes> content)>;
    Mending(const Observer& observer, Answer answer);
    ~Mending(); // who still waits is refused
    // Any thread. Beyond limits::observer_mending at a time it refuses at once.
    void mend(const journal::TileName& name, http::Responder respond);

private:
    struct Waiting {
        journal::TileName name;
        http::Responder respond;
    };
    void work(const std::stop_token& stop);

    const Observer& observer_;
    Answer answer_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Waiting> waiting_;
    std::jthread thread_; // the last member: it uses the others
};

} // namespace vienreiz::observer
