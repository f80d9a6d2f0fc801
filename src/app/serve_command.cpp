#include "app/serve_command.hpp"

#include "app/command_line.hpp"
#include "app/serve.hpp"
#include "platform/given_file.hpp"

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;

Outcome run_serve(const Arguments& arguments) {
    ServeOptions options;
    options.data = arguments.at("--data");
    options.name = arguments.at("--name");
    options.address = arguments.at("--address");
    auto port = TRY(whole_number(arguments, "--port"));
    if (port > 65'535) return Failure{Kind::invalid, "A port is a number up to 65535", "--port"};
    options.port = static_cast<std::uint16_t>(port);
    options.threads = static_cast<unsigned>(TRY(whole_number(arguments, "--threads")));
    options.rate = static_cast<double>(TRY(whole_number(arguments, "--rate")));
    options.certificate = arguments.at("--certificate");
    options.key = arguments.at("--key");
    if (options.certificate.empty() != options.key.empty())
        return Failure{Kind::invalid, "TLS takes a certificate and its key", "--key"};
    for (const auto& file : {options.certificate, options.key})
        if (!file.empty()) TRY(platform::can_be_read(file));
    options.public_url = arguments.at("--public-url");
    const auto& proxies = arguments.at("--proxies");
    for (auto proxy : split(proxies, ','))
        if (!trim(proxy).empty()) options.proxies.emplace(trim(proxy));
    options.demonstration = arguments.at("--empty").empty();
    return serve(options);
}

Option number_option(std::string name, std::string help, std::string fallback) {
    return {std::move(name), std::move(help),     false,
            false,           std::move(fallback), Option::Takes::number};
}

} // namespace

std::vector<Option> serve_options() {
    using enum Option::Takes;
    return {
        {.name = "--config",
         .help = "File with any of these options, as TOML: port = 443",
         .takes = file},
        {.name = "--data",
         .help = "Folder of everything the node keeps",
         .required = true,
         .takes = file},
        number_option("--port", "Port to listen on; 0 takes a free one", "8080"),
        {"--address", "Address to listen on", false, false, "127.0.0.1"},
        {"--name", "The node's name, as its journals' origins begin; for good", false, false,
         "vienreiz.local"},
        number_option("--threads", "Threads that serve; 0: one a core", "0"),
        number_option("--rate", "Requests a second of one known caller; 0: as many as it likes",
                      "2000"),
        {.name = "--certificate", .help = "PEM file, for TLS", .takes = file},
        {.name = "--key", .help = "PEM file, for TLS", .takes = file},
        {"--public-url", "How users reach the node; the audience of client assertions"},
        {"--proxies", "Addresses of proxies whose X-Forwarded-For is believed: 10.0.0.1,10.0.0.2"},
        {"--empty", "Begin without a demonstration state", false, true},
    };
}

platform::CommandLine serve_command() {
    return {"serve", "Run a node until it is told to stop", serve_options(), run_serve};
}

} // namespace vienreiz::app
