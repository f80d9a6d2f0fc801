#include "observer/watching.hpp"

namespace vienreiz::observer {

Watching::Watching(Observer& observer, std::chrono::milliseconds every, Told told)
    : observer_(observer), every_(every), told_(std::move(told)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Watching::~Watching() { thread_.request_stop(); }

Standing Watching::standing() const {
    std::lock_guard hold(mutex_);
    return standing_;
}

void Watching::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        auto round = observer_.round();
        if (stop.stop_requested()) return;
        keep(round);
        if (told_) told_(round);
        std::unique_lock hold(mutex_);
        woken_.wait_for(hold, stop, every_, [] { return false; });
    }
}

void Watching::keep(const Result<Observer::Round>& round) {
    std::lock_guard hold(mutex_);
    standing_.trouble = round ? "" : round.error().what;
    if (!round) return;
    standing_.seen = now();
    standing_.withheld = round->withheld;
}

} // namespace vienreiz::observer
