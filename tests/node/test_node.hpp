// A node inside the test, with the demonstration state in a fresh folder.
#pragma once

#include "app/demonstration.hpp"
#include "http/server.hpp"
#include "node/moved_clock.hpp"
#include "platform/serve.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace vienreiz::test {

// A folder of the run's own under build/, removed at its end.
class Folder {
public:
    explicit Folder(const std::string& name);
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class TestNode {
public:
    struct Options {
        double anonymous_per_second = 1'000'000; // and as many at once
        http::ServerTimeouts timeouts{};
    };
    // A copy of the demonstration state, which is made once a run: making it hashes a password for every person.
    static std::unique_ptr<TestNode> start(Options options);
    TestNode(const TestNode&) = delete;
    TestNode& operator=(const TestNode&) = delete;
    ~TestNode();

    // Stops and starts on the same data, at another address.
    Outcome restart();
    // Whether the rules, run again, give every entry of the main journal so far, and the same state.
    Outcome lawful();
    // What the node holds for the time.
    [[nodiscard]] MovedClock& clock() { return *clock_; }
    [[nodiscard]] const std::string& url() const { return node_->options.public_url; }
    [[nodiscard]] const app::Demonstration& demonstration() const { return demonstration_; }

private:
    explicit TestNode(Options options);
    Outcome open();
    void close();

    Options options_;
    std::shared_ptr<MovedClock> clock_ = std::make_shared<MovedClock>();
    Folder data_;
    app::Demonstration demonstration_;
    std::unique_ptr<platform::Node> node_;
    std::unique_ptr<platform::Service> service_;
    std::unique_ptr<http::Server> server_;
};

} // namespace vienreiz::test
