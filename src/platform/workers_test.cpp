#include "platform/workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace vienreiz::workers_test {
using platform::Workers;
using namespace std::chrono_literals;

template <class Condition>
bool comes_true(const Condition& condition) {
    for (int i = 0; i < 2'000 && !condition(); ++i) std::this_thread::sleep_for(1ms);
    return condition();
}

TEST(Workers, RunJobsThatAreDueThoughTheQueueNeverEmpties) {
    std::atomic<int> runs = 0;
    std::atomic<bool> enough = false;
    std::function<void()> again;
    Workers workers(1, 10);
    again = [&] {
        std::this_thread::sleep_for(1ms);
        if (!enough) workers.run([&] { again(); });
    };
    workers.run([&] { again(); });
    workers.every(1ms, "count", [&]() -> Outcome {
        ++runs;
        return {};
    });
    EXPECT_TRUE(comes_true([&] { return runs >= 3; }));
    enough = true;
}

TEST(Workers, GoOnWithAJobThatFailed) {
    std::atomic<int> runs = 0;
    Workers workers(1, 10);
    workers.every(1ms, "fail", [&]() -> Outcome {
        ++runs;
        return Failure{Kind::unavailable, "not now"};
    });
    EXPECT_TRUE(comes_true([&] { return runs >= 3; }));
}

TEST(Workers, SayWhenAsManyWaitAsMay) {
    std::promise<void> gate;
    Workers workers(1, 2);
    std::promise<void> runs;
    workers.run([&, open = gate.get_future()]() mutable {
        runs.set_value();
        open.wait();
    });
    runs.get_future().wait();
    EXPECT_FALSE(workers.busy());
    workers.run([] {});
    EXPECT_FALSE(workers.busy());
    workers.run([] {});
    EXPECT_TRUE(workers.busy());
    gate.set_value();
    EXPECT_TRUE(comes_true([&] { return !workers.busy(); }));
}

} // namespace vienreiz::workers_test
