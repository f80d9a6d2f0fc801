#include "observer/mending.hpp"

namespace vienreiz::observer {

Failure not_now() {
    return {Kind::unavailable, "A damaged file is being fetched again; ask again in a moment"};
}

Mending::Mending(const Observer& observer, Answer answer)
    : observer_(observer), answer_(std::move(answer)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

Mending::~Mending() {
    thread_.request_stop();
    thread_.join();
    for (auto& one : waiting_) one.respond(answer_(not_now()));
}

void Mending::mend(const journal::TileName& name, http::Responder respond) {
    {
        std::lock_guard hold(mutex_);
        if (waiting_.size() < limits::observer_mending) {
            waiting_.push_back({name, std::move(respond)});
            changed_.notify_one();
            return;
        }
    }
    respond(answer_(not_now()));
}

void Mending::work(const std::stop_token& stop) {
    for (;;) {
        std::unique_lock hold(mutex_);
        if (!changed_.wait(hold, stop, [this] { return !waiting_.empty(); })) return;
        if (stop.stop_requested()) return;
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        hold.unlock();
        auto content = observer_.mended(next.name);
        // What the journal does not give is not missing here: it is damaged until it does.
        if (!content) content = Failure{Kind::unavailable, content.error().what, {}};
        next.respond(answer_(std::move(content)));
    }
}

} // namespace vienreiz::observer
