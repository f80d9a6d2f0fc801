#include "app/observe_command.hpp"

#include "app/command_line.hpp"
#include "app/listening.hpp"
#include "app/stop.hpp"
#include "base/diagnostics.hpp"
#include "observer/over_http.hpp"
#include "observer/serve.hpp"
#include "platform/progress.hpp"
#include "platform/trusted.hpp"

#include <fmt/format.h>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;
using Round = observer::Observer::Round;

// Of a few files nobody needs to see how they come.
observer::Progress progress_bar() {
    constexpr std::uint64_t worth_showing = 256;
    auto bar = std::make_shared<std::optional<platform::ProgressBar>>();
    return [bar](std::uint64_t done, std::uint64_t of) {
        if (of < worth_showing) return;
        if (!*bar) bar->emplace("Catching up");
        (*bar)->show(done, of);
        if (done == of) bar->reset();
    };
}

std::string tree_alone(const std::string& why) {
    return fmt::format("The journal does not show its entries to us ({}): the tree alone is "
                       "mirrored; its hashes are verified up to the root, entries are not",
                       why);
}

void tell(const observer::Observer& mirror, const Round& round) {
    auto shown = mirror.shown();
    fmt::print("Mirrored {}: {} entries, {} of them new\n", shown->checkpoint.origin,
               grouped(round.size), grouped(round.size - round.before));
    if (!round.withheld.empty()) fmt::print("{}\n", tree_alone(round.withheld));
    std::fflush(stdout);
}

// Each trouble once, however long it lasts; and when it is over.
class Telling {
public:
    explicit Telling(const observer::Observer& mirror) : mirror_(mirror) {}

    void operator()(const Result<Round>& round) {
        auto trouble = round ? std::string() : round.error().what;
        auto before = std::exchange(trouble_, trouble);
        if (!round && before != trouble) {
            auto level = round.error().kind == Kind::conflict ? diagnostics::Level::error
                                                              : diagnostics::Level::warn;
            diagnostics::write(level, "The mirror does not follow the journal",
                               {{"why", trouble}, {"place", round.error().where}});
        }
        if (!round) return;
        if (!before.empty()) diagnostics::info("The mirror follows the journal again");
        bool first = !std::exchange(told_, true);
        if (first || std::exchange(withheld_, round->withheld) != round->withheld)
            tell(mirror_, *round);
        withheld_ = round->withheld;
    }

private:
    const observer::Observer& mirror_;
    std::string trouble_, withheld_;
    bool told_ = false;
};

Result<std::chrono::seconds> pause_between_rounds(const Arguments& arguments) {
    constexpr std::uint64_t a_day = 86'400;
    auto every = TRY(whole_number(arguments, "--every"));
    if (every == 0 || every > a_day)
        return Failure{Kind::invalid, "--every takes seconds, from 1 to a day", "--every"};
    return std::chrono::seconds(every);
}

Outcome serve(observer::Observer& mirror, const Arguments& arguments, std::chrono::seconds every,
              std::stop_source& stopping) {
    auto server_options = TRY(listening_as_told(arguments));
    Telling telling(mirror);
    observer::Watching watching(mirror, every, [&](const Result<Round>& round) { telling(round); });
    observer::Service service(mirror, [&] { return watching.standing(); });
    auto served = serve_until_told(
        std::move(server_options),
        [&](const http::Request& request, http::Responder respond) {
            service.handle(request, std::move(respond));
        },
        "", [&] { stopping.request_stop(); });
    stopping.request_stop(); // what is under way ends at once: it goes on at the next start
    return served;
}

Outcome run_observer(const Arguments& arguments) {
    bool once = !arguments.at("--once").empty();
    if (!once) hold_stop_signals(); // what is interrupted otherwise goes on at the next call
    auto every = TRY(pause_between_rounds(arguments));
    auto policy = TRY(platform::trusted(arguments));
    std::stop_source stopping;
    auto fetch = TRY(observer::fetch_over_http(arguments.at("url"), observer::usual_patience(),
                                               stopping.get_token()));
    auto mirror = TRY(observer::Observer::open({.disk = journal::real_disk(),
                                                .folder = arguments.at("--into"),
                                                .policy = std::move(policy),
                                                .progress = progress_bar()},
                                               std::move(fetch)));
    if (auto proof = mirror->contradiction(); !proof.empty())
        diagnostics::error("This journal has contradicted itself before", {{"proof", proof}});
    if (!once) return serve(*mirror, arguments, every, stopping);
    tell(*mirror, TRY(mirror->round()));
    return {};
}

} // namespace

platform::CommandLine observe_command() {
    using enum Option::Takes;
    std::vector<Option> options{
        {.name = "url",
         .help = "The journal: what stands before /checkpoint and /tile in its addresses",
         .required = true},
        {.name = "--into",
         .help = "Folder of the mirror, which any web server may publish; made if not there",
         .required = true,
         .takes = file},
    };
    auto trust = platform::trust_options();
    for (auto& option : trust) options.push_back(std::move(option));
    options.push_back(
        {"--every", "Seconds between two looks at the journal", false, false, "10", number});
    options.push_back({.name = "--once", .help = "Catch up, serve nothing, and end", .flag = true});
    for (auto& option : listening("8200")) options.push_back(std::move(option));
    return {"observe", "Mirror a journal, verify all of it, and serve it again", std::move(options),
            run_observer};
}

} // namespace vienreiz::app
