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
    Workers(unsigned threads, std::size_t most_waiting);
    ~Workers(); // waits for what runs; drops what only waits

    [[nodiscard]] bool busy() const; // as many as may wait do: take no more from outside
    void run(std::move_only_function<void()> work);
    // Every `period`, on one of the threads and before what waits, until the end. A job that fails says so in the
    // diagnostics.
    void every(std::chrono::milliseconds period, std::string name, std::function<Outcome()> job);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace vienreiz::platform
