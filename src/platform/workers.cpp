#include "platform/workers.hpp"

#include "base/diagnostics.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace vienreiz::platform {
struct Workers::State {
    using Clock = std::chrono::steady_clock;
    struct Recurring {
        Clock::time_point due;
        std::chrono::milliseconds period;
        std::string name;
        std::function<Outcome()> job;
        bool running = false;
    };

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::move_only_function<void()>> queue;
    std::deque<Recurring> recurring; // a deque: jobs keep their address
    std::size_t most_waiting = 0;
    bool stopping = false;
    std::vector<std::thread> threads;

    void run();
    Recurring* due(Clock::time_point at);
};

Workers::State::Recurring* Workers::State::due(Clock::time_point at) {
    for (auto& job : recurring)
        if (!job.running && job.due <= at) return &job;
    return nullptr;
}

void Workers::State::run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
        if (auto* job = due(Clock::now())) { // first: a full queue may stay full for hours
            job->running = true;
            lock.unlock();
            if (auto done = job->job(); !done)
                diagnostics::warn("A recurring job failed",
                                  {{"job", job->name}, {"why", done.error().what}});
            lock.lock();
            job->running = false;
            job->due = Clock::now() + job->period;
        } else if (!queue.empty()) {
            auto work = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            work();
            lock.lock();
        } else {
            auto until = Clock::now() + std::chrono::seconds(1);
            for (const auto& waiting : recurring)
                if (!waiting.running) until = std::min(until, waiting.due);
            changed.wait_until(lock, until);
        }
    }
}

Workers::Workers(unsigned threads, std::size_t most_waiting) : state_(std::make_unique<State>()) {
    state_->most_waiting = most_waiting;
    for (unsigned i = 0; i < threads; ++i)
        state_->threads.emplace_back([state = state_.get()] { state->run(); });
}

Workers::~Workers() {
    {
        std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->changed.notify_all();
    for (auto& thread : state_->threads) thread.join();
}

bool Workers::busy() const {
    std::lock_guard lock(state_->mutex);
    return state_->queue.size() >= state_->most_waiting;
}

void Workers::run(std::move_only_function<void()> work) {
    std::lock_guard lock(state_->mutex);
    state_->queue.push_back(std::move(work));
    state_->changed.notify_one();
}

void Workers::every(std::chrono::milliseconds period, std::string name,
                    std::function<Outcome()> job) {
    std::lock_guard lock(state_->mutex);
    state_->recurring.push_back(
        {State::Clock::now() + period, period, std::move(name), std::move(job)});
    state_->changed.notify_one();
}

} // namespace vienreiz::platform
