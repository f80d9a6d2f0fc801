// Who waits for something that is still to happen: long polls, which are asked again whenever the main journal has
// grown, and streams, which are told to look.
//
// Operation    a read that has nothing to tell yet is parked with its request; one thread takes all that are parked
//              through the read path again, from authentication on, whenever the views have changed: a key that was
//              revoked meanwhile is refused. What still has nothing to tell at its end is answered so.
// Concurrency  any thread; ring() is short and may be called on the sequencer's
// Limits       limits::followers on a node, limits::followers_of_one of one caller, streams among them; a request whose
//              client has left is held until its end
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace vienreiz::platform {

class Ask;
class Node;
struct Endpoint;
struct Found;

class Waiting {
public:
    // One of the places there are, until the last copy is gone.
    using Place = std::shared_ptr<const void>;
    struct Parked {
        const Endpoint* endpoint;
        const std::function<Result<Found>(Ask&)>* find;
        std::shared_ptr<Ask> ask;
        http::Responder respond;
        std::uint64_t seen; // position of the views, before it was asked last
        std::chrono::steady_clock::time_point until{};
        Place place{};
    };

    explicit Waiting(Node& node);
    ~Waiting() { stop(); }

    // Kind::too_many when the caller has as many as one may have, or the node has.
    Result<Place> place(const Ask& ask);
    void park(Parked one, Found found);
    // Something has happened.
    void ring();
    // How those are woken that are no long polls; until let_go().
    void streams_wake_by(std::function<void()> wake);
    void wake_streams(); // one of them has something to say
    // The server is about to stop: answers all who wait; from now on nobody does.
    void let_go();
    // The same, and ends the thread.
    void stop();
    [[nodiscard]] std::size_t followers() const;

private:
    struct Places {
        std::mutex mutex;
        std::size_t all = 0;
        std::map<std::string, std::size_t, std::less<>> of;
    };
    void run();
    [[nodiscard]] std::chrono::steady_clock::time_point first_end() const;
    enum class Look : bool { again, last };
    // Whether it goes on waiting.
    bool look(Parked& one, std::uint64_t position, Look how);

    Node& node_;
    std::shared_ptr<Places> places_ = std::make_shared<Places>();
    std::mutex mutex_, waking_;
    std::condition_variable more_;
    std::vector<Parked> parked_; // under mutex_, as the next
    bool rung_ = false, letting_go_ = false, stopping_ = false;
    std::function<void()> wake_streams_; // under waking_
    std::thread thread_;
};

} // namespace vienreiz::platform
