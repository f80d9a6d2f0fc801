// What /healthz says while a node's disk fails.
#include "journal/simulated_disk.hpp"
#include "platform/health.hpp"
#include "platform/journals.hpp"
#include "platform/node.hpp"
#include "platform/serve.hpp"
#include "platform/stand_ins_test.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <future>

namespace vienreiz::health_test {
using namespace platform;

struct Answering : http::Responder::Target {
    explicit Answering(std::promise<http::Response>& to) : to_(to) {}
    void respond(http::Response&& response) override { to_.set_value(std::move(response)); }

private:
    std::promise<http::Response>& to_;
};

struct Healthz : testing::Test {
    store::ScratchFolder folder;
    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(1);
    std::unique_ptr<Node> node = [this] {
        NodeOptions options;
        options.data = folder.path();
        options.disk = disk;
        std::vector<Capability> capabilities;
        capabilities.push_back(journals());
        capabilities.push_back(nobody());
        auto opened = Node::open(std::move(options), std::move(capabilities));
        check(opened.has_value(), opened ? "" : opened.error().what);
        return std::move(*opened);
    }();
    Service service{*node};

    std::pair<int, json::Value> asked() {
        http::Request request;
        request.method = http::Method::get;
        request.path = "/healthz";
        request.peer = "127.0.0.1";
        std::promise<http::Response> promise;
        auto future = promise.get_future();
        service.handle(request, http::Responder(std::make_unique<Answering>(promise)));
        auto response = future.get();
        return {response.status, json::parse(std::get<std::string>(response.body)).value()};
    }
    Outcome append(journal::Journal& to) {
        std::string_view entry = "{}";
        TRY(to.append({&entry, 1}));
        return {};
    }
};

TEST_F(Healthz, IsOkWhenNothingIsWrong) {
    auto [status, told] = asked();
    EXPECT_EQ(status, 200);
    EXPECT_EQ(told.at("status").as_string(), "ok");
    EXPECT_TRUE(told.at("reasons").as_array().empty());
}

TEST_F(Healthz, FailsWhileAJournalRefusesEntries) {
    disk->set_faults({.fail_sync_at = 0});
    ASSERT_FALSE(append(*node->access));
    disk->set_faults({});
    auto [status, told] = asked();
    EXPECT_EQ(status, 503);
    EXPECT_EQ(told.at("status").as_string(), "failing");
    auto reason = std::string(told.at("reasons").at(0).as_string());
    EXPECT_TRUE(reason.starts_with("The journal access: The disk failed")) << reason;
    EXPECT_FALSE(reason.contains("segment-")) << "anybody may ask: " << reason;
}

TEST_F(Healthz, StaysOkWhenTheDiskWasFull) {
    disk->set_faults({.capacity = 0});
    ASSERT_FALSE(append(*node->main));
    EXPECT_EQ(asked().first, 200);
}

TEST_F(Healthz, IsDegradedWhenNothingIsDecided) {
    std::optional<HeldSequencer> held(std::in_place, *node->sequencer);
    auto until = std::chrono::steady_clock::now() + 4 * limits::views_may_lag;
    while (asked().first == 200 && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    auto [status, told] = asked();
    EXPECT_EQ(status, 503);
    EXPECT_EQ(told.at("status").as_string(), "degraded");
    held.reset();
    while (asked().first != 200 && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(asked().first, 200);
}

} // namespace vienreiz::health_test
