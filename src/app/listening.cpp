#include "app/listening.hpp"

#include "app/command_line.hpp"
#include "app/stop.hpp"
#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "platform/given_file.hpp"

#include <fmt/format.h>

#include <sys/resource.h>
#include <thread>

namespace vienreiz::app {

using Option = platform::CommandLine::Option;

static Option number_option(std::string name, std::string help, std::string fallback) {
    return {std::move(name), std::move(help),     false,
            false,           std::move(fallback), Option::Takes::number};
}

std::vector<Option> listening(std::string port) {
    using enum Option::Takes;
    return {
        {.name = "--config",
         .help = "File with any of these options, as TOML: port = 443",
         .takes = file},
        number_option("--port", "Port to listen on; 0 takes a free one", std::move(port)),
        {"--address", "Address to listen on", false, false, "127.0.0.1"},
        number_option("--threads", "Threads that serve; 0: one a core", "0"),
        {.name = "--certificate", .help = "PEM file, for TLS", .takes = file},
        {.name = "--key", .help = "PEM file, for TLS", .takes = file},
    };
}

Result<http::ServerOptions> listening_as_told(const platform::CommandLine::Arguments& arguments) {
    http::ServerOptions out;
    out.address = arguments.at("--address");
    auto port = TRY(whole_number(arguments, "--port"));
    if (port > 65'535) return Failure{Kind::invalid, "A port is a number up to 65535", "--port"};
    out.port = static_cast<std::uint16_t>(port);
    auto threads = static_cast<unsigned>(TRY(whole_number(arguments, "--threads")));
    out.threads = threads ? threads : std::max(1U, std::thread::hardware_concurrency());
    std::filesystem::path certificate = arguments.at("--certificate"), key = arguments.at("--key");
    if (certificate.empty() != key.empty())
        return Failure{Kind::invalid, "TLS takes a certificate and its key", "--key"};
    if (!certificate.empty()) {
        TRY(platform::can_be_read(certificate));
        TRY(platform::can_be_read(key));
        out.tls = http::TlsFiles{std::move(certificate), std::move(key)};
    }
    out.connections = connections_there_is_room_for();
    return out;
}

std::string url_of(const http::ServerOptions& options, std::uint16_t port) {
    return fmt::format("{}://{}", options.tls ? "https" : "http",
                       http::authority_of(options.address, port));
}

Outcome serve_until_told(http::ServerOptions options, http::Handler handler, std::string_view told,
                         const std::function<void()>& stopping) {
    auto place = options;
    auto server = TRY(http::Server::start(std::move(options), std::move(handler)));
    fmt::print("Serving on {}\n{}", url_of(place, server->port()), told);
    std::fflush(stdout);
    wait_for_stop();
    fmt::print("Stopping\n");
    if (stopping) stopping();
    server->stop();
    return {};
}

std::size_t connections_within(std::uint64_t files) {
    auto kept = std::min<std::uint64_t>(limits::files_kept_free, files / 2);
    return std::min<std::uint64_t>(files - kept, limits::connections);
}

std::size_t connections_there_is_room_for() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return limits::connections;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    ::getrlimit(RLIMIT_NOFILE, &files);
    auto room = connections_within(files.rlim_cur);
    if (room < limits::connections)
        diagnostics::warn(
            "Fewer connections than usual: the process may open few files",
            {{"connections", std::to_string(room)}, {"files", std::to_string(files.rlim_cur)}});
    return room;
}

} // namespace vienreiz::app
