#include "app/intake_command.hpp"

#include "app/command_line.hpp"
#include "app/listening.hpp"
#include "app/stop.hpp"
#include "app/witnesses_option.hpp"
#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "intake/intake.hpp"
#include "platform/given_file.hpp"
#include "platform/node.hpp"
#include "witness/over_http.hpp"

#include <fmt/format.h>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;
using intake::Service;

// Who may add entries is never left to chance: the operator names them, or says that everybody may.
Result<std::optional<intake::Submitters>> submitters_in(const Arguments& arguments) {
    const auto& file = arguments.at("--submitters");
    bool open = !arguments.at("--open").empty();
    if (file.empty() != open)
        return Failure{Kind::invalid, "Say who may add entries in one way: --submitters with a set "
                                      "of public keys, or --open for everybody who gets here"};
    if (open) return std::nullopt;
    auto set = intake::Submitters::parse(TRY(platform::given_file(file, limits::submitters_bytes)));
    if (!set) return within(std::move(set).error(), file + " ");
    return std::move(*set);
}

Result<std::unique_ptr<journal::Journal>> journal_in(const std::filesystem::path& data,
                                                     const std::string& origin,
                                                     const std::shared_ptr<journal::Disk>& disk) {
    if (!journal::is_key_name(origin))
        return Failure{Kind::invalid, "A journal's origin has no spaces and no plus signs",
                       "--origin"};
    return platform::open_journal(intake_places(data), origin, disk);
}

Outcome run_intake(const Arguments& arguments) {
    hold_stop_signals();
    std::filesystem::path data = arguments.at("--data");
    auto disk = journal::real_disk();
    TRY(disk->make_folder(data));
    auto submitters = TRY(submitters_in(arguments));
    auto witnesses = TRY(witnesses_in(arguments.at("--witnesses")));
    auto journal = TRY(journal_in(data, arguments.at("--origin"), disk));
    std::unique_ptr<witness::WitnessedJournals> witnessed;
    if (witnesses)
        witnessed = TRY(witness::WitnessedJournals::begin(
            {{std::string(Service::journal_name), journal.get()}}, *witnesses,
            {TRY(journal::place_in(disk, data / "witnessed"))}, witness::send_over_http()));
    Service service(*journal, {std::move(submitters), witnessed.get()});

    auto server_options = TRY(listening_as_told(arguments));
    server_options.admit = [](const http::Request&) { return limits::request_body; };
    server_options.on_start = [&] { service.on_start(); };
    server_options.after_turn = [&] { service.after_turn(); };
    return serve_until_told(
        std::move(server_options),
        [&](const http::Request& request, http::Responder respond) {
            service.handle(request, std::move(respond));
        },
        join(journal->vkeys(), "\n") + "\n");
}

} // namespace

journal::JournalPlaces intake_places(const std::filesystem::path& data) {
    return {data / "journal", data / "journal.pem", data / "journal.ml-dsa.pem"};
}

platform::CommandLine intake_command() {
    using enum Option::Takes;
    std::vector<Option> options{
        {.name = "--data",
         .help = "Folder of the journal and its keys; they are made when they are not there",
         .required = true,
         .takes = file},
        {.name = "--origin",
         .help = "The journal's name, for good: log.example.lv/receipts",
         .required = true},
        {.name = "--submitters",
         .help = "Who may add entries: a set of public keys (JWKS); entries are then signed JWTs",
         .takes = file},
        {.name = "--open", .help = "Everybody who gets here may add any entry", .flag = true},
        witnesses_option("--witnesses", "Who must cosign the journal, with their addresses, and "
                                        "how many: a trust policy"),
    };
    for (auto& option : listening("8300")) options.push_back(std::move(option));
    return {"intake", "Take entries over HTTP into a journal of their own", std::move(options),
            run_intake};
}

} // namespace vienreiz::app
