#include "app/serve.hpp"

#include "app/capabilities.hpp"
#include "app/demonstration.hpp"
#include "http/server.hpp"
#include "platform/serve.hpp"

#include <fmt/format.h>

#include <csignal>
#include <thread>

namespace vienreiz::app {
namespace {

// Blocked in every thread before any is started, so that only wait_for_stop() takes them.
sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

void wait_for_stop() {
    auto set = stop_signals();
    int signal = 0;
    sigwait(&set, &signal);
}

} // namespace

Outcome serve(const ServeOptions& options) {
    auto signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);

    bool tls = !options.certificate.empty();
    auto url = [&](std::uint16_t port) { return fmt::format("{}://{}:{}", tls ? "https" : "http", options.address, port); };
    platform::NodeOptions node_options;
    node_options.data = options.data;
    node_options.name = options.name;
    node_options.public_url = options.public_url.empty() ? url(options.port) : options.public_url;
    auto node = TRY(platform::Node::open(std::move(node_options), capabilities()));
    if (options.demonstration) TRY(fill_if_empty(*node));

    platform::Service service(*node);
    http::ServerOptions server_options;
    server_options.address = options.address;
    server_options.port = options.port;
    server_options.threads = options.threads ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    if (tls) server_options.tls = http::TlsFiles{options.certificate, options.key};
    server_options.temporary = node->folder("temporary");
    server_options.body_limit = [&](http::Method method, std::string_view path) { return service.body_limit(method, path); };
    auto server = TRY(http::Server::start(std::move(server_options), [&](const http::Request& request, http::Responder respond) { service.handle(request, std::move(respond)); }));
    node->options.public_url = options.public_url.empty() ? url(server->port()) : options.public_url;

    fmt::print("Serving on {}\n", node->options.public_url);
    if (auto logins = demonstration_logins(*node)) fmt::print("\n{}", *logins);
    std::fflush(stdout);
    wait_for_stop();
    fmt::print("Stopping\n");
    server->stop();
    return {};
}

} // namespace vienreiz::app
