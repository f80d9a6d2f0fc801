#include "app/witness_command.hpp"

#include "app/command_line.hpp"
#include "app/listening.hpp"
#include "app/stop.hpp"
#include "app/witnesses_option.hpp"
#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "platform/given_file.hpp"
#include "platform/node.hpp"
#include "witness/over_http.hpp"
#include "witness/serve.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <thread>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;

// Both kinds of signature under one name; whoever verifies takes the one it knows.
Result<std::vector<journal::Cosigner>> cosigners_in(const std::filesystem::path& data,
                                                    const std::string& name) {
    if (!journal::is_key_name(name))
        return Failure{Kind::invalid, "A witness's name has no spaces and no plus signs", "--name"};
    std::vector<journal::Cosigner> out;
    out.emplace_back(name, TRY(platform::key_in(data / "witness.pem")));
    out.emplace_back(
        name, TRY(platform::ml_dsa_key_in(data / "witness.ml-dsa.pem", platform::Making::allowed)));
    return out;
}

Result<witness::Admission> admission_in(const std::string& file) {
    auto list = witness::parse_admission(TRY(platform::given_file(file, limits::admission_bytes)));
    if (!list) return within(std::move(list).error(), file + " ");
    return list;
}

// Asks the peers, a little later again, until every journal is trusted or the witness stops.
class PeersAsked {
public:
    explicit PeersAsked(witness::Caution& caution)
        : thread_([this, &caution](const std::stop_token& stop) {
              while (!caution.ask_peers()) {
                  std::unique_lock hold(mutex_);
                  woken_.wait_for(hold, stop, std::chrono::milliseconds(500), [] { return false; });
                  if (stop.stop_requested()) return;
              }
          }) {}

private:
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::jthread thread_;
};

Outcome run_witness(const Arguments& arguments) {
    hold_stop_signals();
    std::filesystem::path data = arguments.at("--data");
    auto disk = journal::real_disk();
    TRY(disk->make_folder(data));
    auto lock = TRY(disk->lock(data / "lock"));
    auto admission = TRY(admission_in(arguments.at("--admission")));
    auto peers = TRY(witnesses_in(arguments.at("--peers")));
    if (!peers)
        diagnostics::warn("There are no --peers: if this state is an old copy, nobody will notice");
    auto state = TRY(witness::State::open(disk, data / "state"));
    witness::Caution caution(std::move(peers), admission, *state, witness::ask_over_http());
    witness::Witness witness(
        std::move(admission), TRY(cosigners_in(data, arguments.at("--name"))), *state, caution,
        [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); });
    witness::Service service(witness, *state);

    auto server_options = TRY(listening_as_told(arguments));
    server_options.admit = [](const http::Request&) { return limits::submission; };
    server_options.after_turn = [&] { service.after_turn(); };
    PeersAsked asking(caution);
    return serve_until_told(
        std::move(server_options),
        [&](const http::Request& request, http::Responder respond) {
            service.handle(request, std::move(respond));
        },
        join(witness.vkeys(), "\n") + "\n");
}

} // namespace

platform::CommandLine witness_command() {
    using enum Option::Takes;
    std::vector<Option> options{
        {.name = "--data",
         .help = "Folder of its keys and its state; they are made when they are not there",
         .required = true,
         .takes = file},
        {.name = "--name",
         .help = "Its name, as its cosignatures bear it: witness.example.lv/w1",
         .required = true},
        {.name = "--admission",
         .help = "Which journals are witnessed: a log list of the witness network",
         .required = true,
         .takes = file},
        witnesses_option("--peers", "The other witnesses with their addresses, and how many must "
                                    "answer: a trust policy"),
    };
    for (auto& option : listening("8100")) options.push_back(std::move(option));
    return {"witness", "Cosign the checkpoints of journals that only grow", std::move(options),
            run_witness};
}

} // namespace vienreiz::app
