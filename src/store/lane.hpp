// A thread of its own for one kind of work on the blocks of a publication, behind a short queue:
// who hands over faster than the lane works waits, so memory stays bounded.
#pragma once

#include "base/result.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace vienreiz::store {

template <class Item>
class Lane {
public:
    explicit Lane(std::function<Outcome(const Item&)> work)
        : work_(std::move(work)), thread_([this] { run(); }) {}
    ~Lane() { close(); }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // After a failure everything further is let drop; finish() tells which.
    void hand_over(Item item) {
        std::unique_lock lock(guard_);
        changed_.wait(lock, [&] { return closed_ || waiting_.size() < longest; });
        if (closed_) return;
        waiting_.push_back(std::move(item));
        changed_.notify_all();
    }
    [[nodiscard]] bool failed() const { return failed_; }
    // Waits until all of it is done.
    Outcome finish() {
        close();
        if (failure_) return *failure_;
        return {};
    }

private:
    static constexpr std::size_t longest = 8;

    void close() {
        {
            std::scoped_lock lock(guard_);
            closed_ = true;
            changed_.notify_all();
        }
        if (thread_.joinable()) thread_.join();
    }
    std::optional<Item> take() {
        std::unique_lock lock(guard_);
        changed_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
        if (waiting_.empty()) return {};
        auto item = std::move(waiting_.front());
        waiting_.pop_front();
        changed_.notify_all();
        return item;
    }
    void run() {
        while (auto item = take()) {
            if (failed_) continue;
            if (auto done = work_(*item); !done) {
                failure_ = std::move(done).error();
                failed_ = true;
            }
        }
    }

    std::function<Outcome(const Item&)> work_;
    std::mutex guard_;
    std::condition_variable changed_;
    std::deque<Item> waiting_;
    bool closed_ = false;
    std::atomic<bool> failed_ = false;
    std::optional<Failure> failure_; // read after the thread has ended
    std::thread thread_;             // last: it uses all of the above
};

} // namespace vienreiz::store
