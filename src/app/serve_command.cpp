#include "app/serve_command.hpp"

#include "app/command_line.hpp"
#include "app/listening.hpp"
#include "app/serve.hpp"
#include "app/witnesses_option.hpp"
#include "base/limits.hpp"
#include "platform/given_file.hpp"

#include <algorithm>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;

// Nothing when there is none; Kind::invalid when half of it is missing.
Result<std::optional<platform::TimeStampAuthority>> time_stamps_in(const Arguments& arguments) {
    const auto &url = arguments.at("--time-stamps"), &trust = arguments.at("--time-stamp-trust");
    if (url.empty() && trust.empty()) return std::nullopt;
    if (url.empty() || trust.empty())
        return Failure{Kind::invalid, "A time-stamp authority has an address (--time-stamps) and "
                                      "certificates that are trusted (--time-stamp-trust)"};
    crypto::TimeStampTrust pem{TRY(platform::given_file(trust, limits::trusted_certificates))};
    if (auto usable = crypto::check_trust(pem); !usable)
        return within(std::move(usable).error(), trust + " ");
    return platform::TimeStampAuthority{url, std::move(pem)};
}

// Nothing when there is no database.
Result<std::optional<platform::Cluster>> cluster_in(const Arguments& arguments) {
    const auto &database = arguments.at("--database"), &member = arguments.at("--member");
    if (database.empty() && member.empty()) return std::nullopt;
    auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    if (database.empty() || member.empty() || !std::ranges::all_of(member, plain))
        return Failure{Kind::invalid,
                       "A node of a cluster has a database (--database) and a name of its own "
                       "(--member), in lower-case letters, digits, dots and hyphens"};
    using enum postgres::Standby;
    return platform::Cluster{member, database,
                             arguments.at("--no-standby").empty() ? demanded : not_demanded};
}

Outcome run_serve(const Arguments& arguments) {
    ServeOptions options;
    options.data = arguments.at("--data");
    options.name = arguments.at("--name");
    options.listening = TRY(listening_as_told(arguments));
    options.cluster = TRY(cluster_in(arguments));
    options.witnesses = TRY(witnesses_in(arguments.at("--witnesses")));
    options.time_stamps = TRY(time_stamps_in(arguments));
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
         {"--database", "The PostgreSQL database that keeps the journals of a cluster, as libpq "
                        "takes it: host=a,b dbname=…"},
         {"--member", "This node's own name in its cluster"},
         {"--no-standby", "Do not demand a synchronous standby of the database", false, true},
         witnesses_option("--witnesses", "Who must cosign the journals, with their addresses, and "
                                         "how many: a trust policy"),
         {"--time-stamps", "Address of an authority that time-stamps the root journal daily (RFC "
                           "3161)"},
         {.name = "--time-stamp-trust",
          .help = "The certificates its time-stamps must lead to, as PEM",
          .takes = file},
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
