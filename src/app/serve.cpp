#include "app/serve.hpp"

#include "app/capabilities.hpp"
#include "app/demonstration.hpp"
#include "app/stop.hpp"
#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "http/server.hpp"
#include "platform/serve.hpp"

#include <fmt/format.h>

namespace vienreiz::app {
namespace {

void measure(platform::Node& node, http::Server& server) {
    using Sampled = http::Metrics::Sampled;
    auto sample = [&](std::string_view name, std::string_view help, Sampled as,
                      std::uint64_t http::ServerCounts::* count) {
        node.metrics.sample(name, help, as, [&server, count] {
            return static_cast<double>(server.counts().*count);
        });
    };
    sample("vienreiz_http_connections", "Open connections", Sampled::gauge,
           &http::ServerCounts::connections_open);
    sample("vienreiz_http_requests_total", "Requests answered", Sampled::counter,
           &http::ServerCounts::requests);
    sample("vienreiz_http_client_errors_total", "Answers with a 4xx status", Sampled::counter,
           &http::ServerCounts::responses_4xx);
    sample("vienreiz_http_server_errors_total", "Answers with a 5xx status", Sampled::counter,
           &http::ServerCounts::responses_5xx);
    sample("vienreiz_http_received_bytes_total", "Bytes received", Sampled::counter,
           &http::ServerCounts::bytes_in);
    sample("vienreiz_http_sent_bytes_total", "Bytes sent", Sampled::counter,
           &http::ServerCounts::bytes_out);
}

// For bodies too large for memory: without it an empty node would take no file above limits::request_body.
Outcome make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error) return {};
    return Failure{Kind::unavailable,
                   "The folder for large bodies cannot be made: " + error.message(),
                   folder.string()};
}

} // namespace

Outcome serve(ServeOptions options) {
    hold_stop_signals();
    auto url = [as = options.listening](std::uint16_t port) { return url_of(as, port); };
    platform::NodeOptions node_options;
    node_options.data = options.data;
    node_options.name = options.name;
    node_options.public_url =
        options.public_url.empty() ? url(options.listening.port) : options.public_url;
    node_options.cluster = std::move(options.cluster);
    node_options.witnesses = std::move(options.witnesses);
    node_options.time_stamps = std::move(options.time_stamps);
    node_options.rate = options.rate > 0
                            ? platform::RateLimits::Rate{options.rate, 2 * options.rate}
                            : platform::RateLimits::Rate{1e12, 1e12};
    auto node = TRY(platform::Node::open(std::move(node_options), capabilities()));
    if (options.demonstration) TRY(fill_if_empty(*node));

    platform::Service service(*node);
    auto& server_options = options.listening;
    server_options.durations =
        &node->metrics.histogram("vienreiz_http_request_seconds",
                                 "From a request's head to its answer", http::seconds_buckets());
    server_options.temporary = node->folder("temporary");
    TRY(make_folder(server_options.temporary));
    server_options.admit = [&](const http::Request& request) { return service.admit(request); };
    server_options.on_listening = [&](std::uint16_t port) {
        if (options.public_url.empty()) node->options.public_url = url(port);
    };
    // Each loop commits the access records of its own turn: an answer then needs no second thread. A database may be
    // seconds away, while another server takes over, and no loop must wait so long.
    if (!node->options.cluster) {
        server_options.on_start = [&] { node->access_records->take_turns(); };
        server_options.after_turn = [&] { node->access_records->end_turn(); };
    }
    auto server = TRY(http::Server::start(
        std::move(server_options), [&](const http::Request& request, http::Responder respond) {
            service.handle(request, std::move(respond));
        }));

    node->waiting->streams_wake_by([&] { server->look_again(); });
    measure(*node, *server);

    fmt::print("Serving on {}\n", node->options.public_url);
    if (auto logins = demonstration_logins(*node)) fmt::print("\n{}", *logins);
    std::fflush(stdout);
    wait_for_stop();
    fmt::print("Stopping\n");
    node->waiting->let_go();
    server->stop();
    return {};
}

} // namespace vienreiz::app
