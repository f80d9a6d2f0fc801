#include "app/witness_command.hpp"

#include "app/capabilities.hpp"
#include "app/command_line.hpp"
#include "app/listening.hpp"
#include "app/stop.hpp"
#include "app/witnesses_option.hpp"
#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "observer/over_http.hpp"
#include "platform/given_file.hpp"
#include "platform/node.hpp"
#include "validator/serve.hpp"
#include "witness/over_http.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <thread>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;

// Both kinds of signature under one name, unless told otherwise; whoever verifies takes the one it knows.
Result<std::vector<journal::Cosigner>> cosigners_in(const std::filesystem::path& data,
                                                    const Arguments& arguments) {
    const auto& name = arguments.at("--name");
    if (!journal::is_key_name(name))
        return Failure{Kind::invalid, "A witness's name has no spaces and no plus signs", "--name"};
    std::vector<journal::Cosigner> out;
    out.emplace_back(name, TRY(platform::key_in(data / "witness.pem")));
    if (!arguments.at("--ed25519-only").empty()) return out;
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

// What a witness and a validator have in common.
struct Running {
    std::shared_ptr<journal::Disk> disk = journal::real_disk();
    std::unique_ptr<journal::Lock> lock;
    witness::Admission admission;
    std::unique_ptr<witness::State> state;
    std::unique_ptr<witness::Caution> caution;
    std::unique_ptr<witness::Witness> witness;

    static Result<std::unique_ptr<Running>> begin(const Arguments& arguments) {
        auto out = std::make_unique<Running>();
        std::filesystem::path data = arguments.at("--data");
        TRY(out->disk->make_folder(data));
        out->lock = TRY(out->disk->lock(data / "lock"));
        out->admission = TRY(admission_in(arguments.at("--admission")));
        auto peers = TRY(witnesses_in(arguments.at("--peers")));
        if (!peers)
            diagnostics::warn(
                "There are no --peers: if this state is an old copy, nobody will notice");
        out->state = TRY(witness::State::open(out->disk, data / "state"));
        out->caution = std::make_unique<witness::Caution>(std::move(peers), out->admission,
                                                          *out->state, witness::ask_over_http());
        out->witness = std::make_unique<witness::Witness>(
            out->admission, TRY(cosigners_in(data, arguments)), *out->state, *out->caution, [] {
                return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
            });
        return out;
    }

    template <class Service>
    Outcome serve(const Arguments& arguments, Service& service,
                  const std::function<void()>& stopping = {}) {
        auto options = TRY(listening_as_told(arguments));
        options.admit = [](const http::Request&) { return limits::submission; };
        options.after_turn = [&] { service.after_turn(); };
        PeersAsked asking(*caution);
        return serve_until_told(
            std::move(options),
            [&](const http::Request& request, http::Responder respond) {
                service.handle(request, std::move(respond));
            },
            join(witness->vkeys(), "\n") + "\n", stopping);
    }
};

Outcome run_witness(const Arguments& arguments) {
    hold_stop_signals();
    auto running = TRY(Running::begin(arguments));
    witness::Service service(*running->witness, *running->state);
    return running->serve(arguments, service);
}

Outcome run_validator(const Arguments& arguments) {
    hold_stop_signals();
    auto running = TRY(Running::begin(arguments));
    const auto& origin = arguments.at("--journal");
    if (!running->admission.contains(origin))
        return Failure{Kind::invalid, "The journal that is judged is not among those admitted",
                       "--journal"};
    auto whose = capabilities();
    std::stop_source stopping;
    auto fetch = TRY(observer::fetch_over_http(arguments.at("--from"), observer::usual_patience(),
                                               stopping.get_token()));
    auto validator = TRY(validator::Validator::open(
        {.folder = std::filesystem::path(arguments.at("--data")) / "judged",
         .disk = running->disk,
         .origin = origin,
         .fetch = std::move(fetch),
         .capabilities = whose}));
    validator::Service service(*validator, running->admission, *running->witness, *running->state);
    // What is being fetched is fetched again at the next start.
    auto served = running->serve(arguments, service, [&] { stopping.request_stop(); });
    stopping.request_stop();
    return served;
}

std::vector<Option> witness_options() {
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
        {.name = "--ed25519-only",
         .help = "Leave the post-quantum cosignatures out, which take most of the time",
         .flag = true},
    };
    for (auto& option : listening("8100")) options.push_back(std::move(option));
    return options;
}

} // namespace

platform::CommandLine witness_command() {
    return {"witness", "Cosign the checkpoints of journals that only grow", witness_options(),
            run_witness};
}

platform::CommandLine validate_command() {
    auto options = witness_options();
    options.push_back({.name = "--journal",
                       .help = "Origin of the main journal whose rules are run again; the others "
                               "are witnessed",
                       .required = true});
    options.push_back({.name = "--from",
                       .help = "Where its entries are had: what stands before /checkpoint and "
                               "/tile in its addresses",
                       .required = true});
    return {"validate", "Cosign a journal whose every entry came about by the rules",
            std::move(options), run_validator};
}

} // namespace vienreiz::app
