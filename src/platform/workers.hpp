// Work that takes longer than a request should: a few threads, a bounded queue, and jobs that come round.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace vienreiz::platform {

class Workers {
public:
    explicit Workers(unsigned threads);
    ~Workers(); // waits for what runs; drops what only waits

    [[nodiscard]] bool busy() const; // limits::work_waiting pieces wait: take no more from outside
    void run(std::move_only_function<void()> work);
    // Every `period`, on one of the threads, until the end. A job that fails says so in the diagnostics.
    void every(std::chrono::milliseconds period, std::string name, std::function<Outcome()> job);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace vienreiz::platform
