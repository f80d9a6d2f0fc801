#include "observer/ahead.hpp"

namespace vienreiz::observer {

Ahead::Ahead(Stretch stretch, Get get)
    : stretch_(stretch), get_(std::move(get)), begun_(stretch.from), taken_(stretch.from) {
    auto threads = std::min<std::uint64_t>(limits::observer_connections, stretch.count());
    for (std::uint64_t number = 0; number < threads; ++number)
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

Ahead::~Ahead() {
    for (auto& thread : threads_) thread.request_stop();
}

void Ahead::work(const std::stop_token& stop) {
    for (;;) {
        std::uint64_t number = 0;
        {
            std::unique_lock hold(mutex_);
            auto has_room = [this] { return begun_ < taken_ + limits::observer_ahead; };
            if (!changed_.wait(hold, stop, has_room) || stop.stop_requested()) return;
            if (begun_ == stretch_.to) return;
            number = begun_++;
        }
        auto got = get_(stretch_.name(number));
        std::lock_guard hold(mutex_);
        done_.emplace(number, std::move(got));
        changed_.notify_all();
    }
}

Result<Ahead::Got> Ahead::next() {
    std::unique_lock hold(mutex_);
    check(taken_ < stretch_.to, "no more is taken than there is");
    changed_.wait(hold, [this] { return done_.contains(taken_); });
    auto node = done_.extract(taken_++);
    changed_.notify_all();
    return std::move(node.mapped());
}

} // namespace vienreiz::observer
