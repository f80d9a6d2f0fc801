// Rounds of an observer, one after another, on a thread of their own.
#pragma once

#include "base/time.hpp"
#include "observer/observer.hpp"

namespace vienreiz::observer {

struct Standing {
    std::optional<Instant>
        seen{}; // when the journal's newest checkpoint was last found to be what is shown
    std::string trouble{};  // why the newest round failed; or empty
    std::string withheld{}; // why the journal does not show its entries; or empty
};

class Watching {
public:
    // `told`: after each round, on that thread.
    using Told = std::function<void(const Result<Observer::Round>& round)>;
    Watching(Observer& observer, std::chrono::milliseconds every, Told told);
    ~Watching(); // a request under way is waited for

    [[nodiscard]] Standing standing() const; // any thread

private:
    void run(const std::stop_token& stop);
    void keep(const Result<Observer::Round>& round);

    Observer& observer_;
    std::chrono::milliseconds every_;
    Told told_;
    mutable std::mutex mutex_;
    std::condition_variable_any woken_;
    Standing standing_;
    std::jthread thread_; // the last member: it uses the others
};

} // namespace vienreiz::observer
