// Work that queues by itself: passwords are hashed in one queue, files read and rows listed in another.
#include "app/site_test.hpp"

#include <gtest/gtest.h>

namespace vienreiz::app {
namespace {

using namespace std::chrono_literals;

// All threads of a pool, busy until this is destroyed.
class Busy {
public:
    Busy(platform::Workers& workers, unsigned threads) {
        for (unsigned i = 0; i < threads; ++i) workers.run([gate = gate_] { gate.wait(); });
    }
    ~Busy() { open_.set_value(); }

private:
    std::promise<void> open_;
    std::shared_future<void> gate_ = open_.get_future().share();
};

// Whether this ends although a pool is busy; were it to wait there, it ends with the pool's work.
bool ends_beside(platform::Workers& workers, unsigned threads,
                 const std::function<void()>& request) {
    std::future<void> done;
    Busy busy(workers, threads);
    done = std::async(std::launch::async, request);
    return done.wait_for(10s) == std::future_status::ready;
}

} // namespace

TEST(Queues, LetGuessersOfPasswordsHoldUpNobodyElse) {
    auto& site = Site::with_demonstration();
    EXPECT_TRUE(ends_beside(*site.node().secret_workers, 1, [&] {
        EXPECT_EQ(site.get("/api/datasets/uznemumi/rows?limit=1").status, 200);
    }));
}

TEST(Queues, LetLongFilesHoldUpNobodyWhoSignsIn) {
    auto& site = Site::with_demonstration();
    auto& node = site.node();
    EXPECT_TRUE(ends_beside(*node.workers, node.options.workers,
                            [&] { EXPECT_FALSE(site.signed_in("anna").empty()); }));
}

} // namespace vienreiz::app
