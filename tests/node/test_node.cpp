#include "node/test_node.hpp"

#include "app/capabilities.hpp"
#include "platform/validation.hpp"

#include <atomic>
#include <unistd.h>

namespace vienreiz::test {
namespace {

platform::NodeOptions node_options(const std::filesystem::path& data,
                                   std::shared_ptr<const Clock> clock) {
    platform::NodeOptions options;
    options.data = data;
    options.clock = std::move(clock);
    options.enter_state_every = std::chrono::hours(24); // not while a test counts entries
    return options;
}

const Folder& demonstration_state() {
    static const Folder folder("demonstration");
    static const bool filled = [] {
        // Before any test begins, by its own clock too.
        auto clock = std::make_shared<MovedClock>();
        clock->move(-std::chrono::hours(1));
        auto node = platform::Node::open(node_options(folder.path(), clock), app::capabilities());
        check(node.has_value(), "a node opens in an empty folder");
        check(app::fill_if_empty(**node).has_value(), "the demonstration state can be made");
        return true;
    }();
    check(filled, "the demonstration state is there");
    return folder;
}

} // namespace

Folder::Folder(const std::string& name) {
    static std::atomic<unsigned> count = 0;
    auto unique = name + "-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
    path_ = std::filesystem::path(VIENREIZ_SOURCE_DIR) / "build" / "test-data" / unique;
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

TestNode::TestNode(Options options) : options_(options), data_("node") {
    std::filesystem::copy(demonstration_state().path(), data_.path(),
                          std::filesystem::copy_options::recursive);
    auto told = app::demonstration_in(data_.path());
    check(told.has_value(), "the demonstration says who is in it");
    demonstration_ = std::move(*told);
}

std::unique_ptr<TestNode> TestNode::start(Options options) {
    std::unique_ptr<TestNode> out(new TestNode(options));
    auto opened = out->open();
    check(opened.has_value(), "a node starts on the demonstration state");
    return out;
}

TestNode::~TestNode() { close(); }

Outcome TestNode::open() {
    auto options = node_options(data_.path(), clock_);
    options.anonymous_rate = {options_.anonymous_per_second, options_.anonymous_per_second};
    node_ = TRY(platform::Node::open(std::move(options), app::capabilities()));
    service_ = std::make_unique<platform::Service>(*node_);
    http::ServerOptions server;
    server.port = 0;
    server.threads = 1;
    server.timeouts = options_.timeouts;
    server.temporary = node_->folder("temporary");
    server.admit = [this](const http::Request& request) { return service_->admit(request); };
    server.on_listening = [this](std::uint16_t port) {
        node_->options.public_url = "http://127.0.0.1:" + std::to_string(port);
    };
    auto handle = [this](const http::Request& request, http::Responder respond) {
        service_->handle(request, std::move(respond));
    };
    server_ = TRY(http::Server::start(std::move(server), handle));
    node_->waiting->streams_wake_by([this] { server_->look_again(); });
    return {};
}

Outcome TestNode::lawful() {
    TRY(node_->enter_state_root());
    platform::Validation validation(store::memory_store(), node_->capabilities);
    std::vector<std::string> entries;
    TRY(node_->main->read(0, node_->main->size(),
                          [&](journal::Index, std::string_view entry) -> Outcome {
                              entries.emplace_back(entry);
                              return {};
                          }));
    std::vector<std::string_view> all(entries.begin(), entries.end());
    auto judged = TRY(validation.judge(all, node_->now(), [](auto) { return Outcome(); }));
    if (judged == all.size()) return {};
    return Failure{Kind::forbidden, "The journal ends within a decision"};
}

void TestNode::close() {
    if (node_) node_->waiting->let_go();
    if (server_) server_->stop();
    server_.reset();
    service_.reset();
    node_.reset();
}

Outcome TestNode::restart() {
    close();
    return open();
}

} // namespace vienreiz::test
