#include "platform/waiting.hpp"

#include "base/limits.hpp"
#include "platform/serve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace vienreiz::platform {

Waiting::Waiting(Node& node) : node_(node), thread_([this] { run(); }) {}

Result<Waiting::Place> Waiting::place(const Ask& ask) {
    bool known = ask.caller().sort != Caller::Sort::nobody;
    std::string who = known ? ask.caller().id : std::string(ask.request.peer);
    std::lock_guard lock(places_->mutex);
    if (places_->all >= limits::followers)
        return Failure{Kind::too_many, "As many follow changes here as can: try again in a minute",
                       "60"};
    auto& of = places_->of[who];
    if (of >= limits::followers_of_one)
        return Failure{Kind::too_many,
                       fmt::format("You wait or listen {} times already, which is the most: let "
                                   "one of them end first",
                                   limits::followers_of_one),
                       "60"};
    ++of, ++places_->all;
    return Place(this, [places = places_, who](const void*) {
        std::lock_guard hold(places->mutex);
        --places->all;
        auto left = places->of.find(who);
        if (--left->second == 0) places->of.erase(left);
    });
}

std::size_t Waiting::followers() const {
    std::lock_guard lock(places_->mutex);
    return places_->all;
}

void Waiting::park(Parked one, Found found) {
    auto taken = place(*one.ask);
    if (!taken) return give(*one.endpoint, one.ask, taken.error(), std::move(one.respond));
    one.place = std::move(*taken);
    one.until = std::chrono::steady_clock::now() + found.waits;
    bool waits = false;
    {
        std::lock_guard lock(mutex_);
        waits = !letting_go_;
        if (waits) parked_.push_back(std::move(one));
        rung_ = true; // its end may be the first, and something may have happened meanwhile
    }
    if (waits) return more_.notify_one();
    give(*one.endpoint, one.ask, std::move(found), std::move(one.respond));
}

void Waiting::ring() {
    {
        std::lock_guard lock(mutex_);
        rung_ = true;
    }
    more_.notify_one();
    wake_streams();
}

void Waiting::wake_streams() {
    std::lock_guard lock(waking_);
    if (wake_streams_) wake_streams_();
}

void Waiting::streams_wake_by(std::function<void()> wake) {
    std::lock_guard lock(waking_);
    wake_streams_ = std::move(wake);
}

void Waiting::let_go() {
    streams_wake_by({});
    {
        std::lock_guard lock(mutex_);
        letting_go_ = rung_ = true;
    }
    more_.notify_one();
}

void Waiting::stop() {
    let_go();
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_one();
    if (thread_.joinable()) thread_.join();
}

std::chrono::steady_clock::time_point Waiting::first_end() const {
    auto out = std::chrono::steady_clock::now() + limits::follow_wait;
    for (const auto& one : parked_) out = std::min(out, one.until);
    return out;
}

// From the first step of the path on: who asked may be refused by now.
bool Waiting::look(Parked& one, std::uint64_t position, Look how) {
    const auto& before = *one.ask;
    auto at = node_.now();
    auto caller = authenticate(node_, before.request, at);
    if (!caller) {
        give(*one.endpoint, one.ask, caller.error(), std::move(one.respond));
        return false;
    }
    one.ask = std::make_shared<Ask>(node_, before.request, before.match, *caller, at);
    auto found = [&]() -> Result<Found> {
        TRY(authorise(*one.endpoint, *one.ask));
        return guarded(*one.endpoint, [&] { return (*one.find)(*one.ask); });
    }();
    one.seen = position;
    if (found && found->waits.count() > 0 && how == Look::again) return true;
    one.place.reset(); // before the answer: whoever asks again at once finds it free
    give(*one.endpoint, std::move(one.ask), std::move(found), std::move(one.respond));
    return false;
}

void Waiting::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_ || !parked_.empty()) {
        more_.wait_until(lock, first_end(), [this] { return rung_ || stopping_; });
        rung_ = false;
        std::vector<Parked> taken;
        taken.swap(parked_);
        bool letting_go = letting_go_;
        lock.unlock();
        auto now = std::chrono::steady_clock::now();
        auto position = node_.views->position();
        std::vector<Parked> left;
        for (auto& one : taken) {
            auto how = letting_go || now >= one.until ? Look::last : Look::again;
            bool nothing_new = how == Look::again && one.seen == position;
            if (nothing_new || look(one, position, how)) left.push_back(std::move(one));
        }
        lock.lock();
        std::ranges::move(left, std::back_inserter(parked_));
    }
}

} // namespace vienreiz::platform
