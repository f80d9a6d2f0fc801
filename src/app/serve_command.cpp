#include "app/serve_command.hpp"

#include "app/command_line.hpp"
#include "app/listening.hpp"
#include "app/serve.hpp"
#include "app/witnesses_option.hpp"

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;

Outcome run_serve(const Arguments& arguments) {
    ServeOptions options;
    options.data = arguments.at("--data");
    options.name = arguments.at("--name");
    options.listening = TRY(listening_as_told(arguments));
    options.witnesses = TRY(witnesses_in(arguments.at("--witnesses")));
    options.rate = static_cast<double>(TRY(whole_number(arguments, "--rate")));
    options.public_url = arguments.at("--public-url");
    const auto& proxies = arguments.at("--proxies");
    for (auto proxy : split(proxies, ','))
        if (!trim(proxy).empty()) options.listening.proxies.emplace(trim(proxy));
    options.demonstration = arguments.at("--empty").empty();
    return serve(std::move(options));
}

} // namespace

std::vector<Option> serve_options() {
    using enum Option::Takes;
    auto out = listening("8080");
    out.insert(
        out.begin() + 1, // behind --config
        {{.name = "--data",
          .help = "Folder of everything the node keeps",
          .required = true,
          .takes = file},
         {"--name", "The node's name, as its journals' origins begin; for good", false, false,
          "vienreiz.local"},
         witnesses_option("--witnesses", "Who must cosign the journals, with their addresses, and "
                                         "how many: a trust policy"),
         {"--rate", "Requests a second of one known caller; 0: as many as it likes", false, false,
          "2000", number},
         {"--public-url", "How users reach the node; the audience of client assertions"},
         {"--proxies", "Addresses of proxies whose X-Forwarded-For is believed: 10.0.0.1,10.0.0.2"},
         {"--empty", "Begin without a demonstration state", false, true}});
    return out;
}

platform::CommandLine serve_command() {
    return {"serve", "Run a node until it is told to stop", serve_options(), run_serve};
}

} // namespace vienreiz::app
