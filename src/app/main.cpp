// vienreiz: one program. Its subcommands are what the capabilities offer, and those below that run the whole.
#include "app/capabilities.hpp"
#include "app/main_job.hpp"
#include "app/maintenance.hpp"
#include "app/sample.hpp"
#include "app/serve.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <deque>
#include <fstream>
#include <iostream>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;

Result<std::uint64_t> whole_number(const Arguments& arguments, const std::string& name) {
    if (auto value = number<std::uint64_t>(arguments.at(name))) return *value;
    return Failure{Kind::invalid,
                   fmt::format("{} is a whole number, not \"{}\"", name, arguments.at(name)), name};
}

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
    options.public_url = arguments.at("--public-url");
    options.demonstration = arguments.at("--empty").empty();
    return serve(options);
}

Outcome run_check(const Arguments& arguments) {
    return play_main_job(arguments.at("--url"), arguments.at("--data"));
}

Outcome run_sample(const Arguments& arguments) {
    auto rows = TRY(whole_number(arguments, "--rows"));
    std::ofstream file;
    const auto& name = arguments.at("--output");
    if (!name.empty()) file.open(name, std::ios::binary);
    auto& out = name.empty() ? std::cout : file;
    return write_company_register(rows, [&](std::string_view piece) -> Outcome {
        out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
        if (!out)
            return Failure{Kind::unavailable, "The sample cannot be written; is the disk full?",
                           name};
        return {};
    });
}

std::vector<platform::CommandLine> own_commands() {
    return {
        {"serve",
         "Run a node until it is told to stop",
         {{"--data", "Folder of everything the node keeps", true},
          {"--port", "Port to listen on; 0 takes a free one", false, false, "8080"},
          {"--address", "Address to listen on", false, false, "127.0.0.1"},
          {"--name", "The node's name, as its journals' origins begin; for good", false, false,
           "vienreiz.local"},
          {"--threads", "Threads that serve; 0: one a core", false, false, "0"},
          {"--rate", "Requests a second of one known caller; 0: as many as it likes", false, false,
           "2000"},
          {"--certificate", "PEM file, for TLS"},
          {"--key", "PEM file, for TLS"},
          {"--public-url", "How users reach the node; the audience of client assertions"},
          {"--empty", "Begin without a demonstration state", false, true}},
         run_serve},
        {"check",
         "Play the whole main job on a running node and print every step",
         {{"--url", "The node", false, false, "http://127.0.0.1:8080"},
          {"--data", "The node's data folder, for the demonstration's passwords", true}},
         run_check},
        {"sample company-register",
         "Write an invented company register as CSV",
         {{"--rows", "How many", false, false, "480000"},
          {"--output", "File; none: standard output"}},
         run_sample},
    };
}

struct Registered {
    platform::CommandLine command;
    Arguments arguments;
    std::map<std::string, bool> flags;
    CLI::App* parser = nullptr;
};

// "journal check" is the subcommand check of journal.
CLI::App* parser_for(CLI::App& root, const std::string& name, const std::string& help) {
    auto* at = &root;
    for (auto word : split(name, ' ')) {
        auto known =
            at->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
        at = known.empty() ? at->add_subcommand(std::string(word)) : known.front();
        at->require_subcommand(0, 1);
    }
    at->description(help);
    return at;
}

void declare(CLI::App& root, Registered& one) {
    one.parser = parser_for(root, one.command.name, one.command.help);
    for (const auto& option : one.command.options) {
        if (option.flag) {
            one.parser->add_flag(option.name, one.flags[option.name], option.help);
            continue;
        }
        auto& value = one.arguments[option.name] = option.fallback;
        auto* declared = one.parser->add_option(option.name, value, option.help);
        if (option.required) declared->required();
        if (!option.fallback.empty()) declared->capture_default_str();
    }
}

// The commands and their options, as one case a command.
Outcome print_completion(const std::deque<Registered>& commands) {
    std::map<std::string, std::string> words; // after a command, what may follow
    for (const auto& one : commands) {
        std::string before;
        for (auto word : split(one.command.name, ' ')) {
            auto& known = words[before];
            if (!(" " + known + " ").contains(fmt::format(" {} ", word)))
                known += (known.empty() ? "" : " ") + std::string(word);
            before += (before.empty() ? "" : " ") + std::string(word);
        }
        for (const auto& option : one.command.options)
            if (option.name.starts_with('-'))
                words[before] += (words[before].empty() ? "" : " ") + option.name;
    }
    fmt::print("_vienreiz() {{\n  local line=\"${{COMP_WORDS[*]:1:COMP_CWORD-1}}\" words=\n  case "
               "\"$line\" in\n");
    for (auto at = words.rbegin(); at != words.rend(); ++at)
        fmt::print("  \"{}\"*) words=\"{}\" ;;\n", at->first, at->second);
    fmt::print(
        "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- "
        "\"${{COMP_WORDS[COMP_CWORD]}}\"))\n}}\ncomplete -o default -F _vienreiz vienreiz\n");
    return {};
}

} // namespace
} // namespace vienreiz::app

int main(int argc, char** argv) {
    using namespace vienreiz;
    CLI::App root("vienreiz: data given once, that travels lawfully and provably", "vienreiz");
    root.require_subcommand(1);
    root.set_version_flag("--version", VIENREIZ_VERSION);
    root.footer("Exit codes: 0 done, 1 wrong use, 2 invalid, 3 not authenticated, 4 forbidden, 5 "
                "missing, 6 conflict,\n"
                "7 too large, 8 too many, 9 unavailable (disk, network), 10 corrupt.");

    std::deque<app::Registered> commands;
    for (auto& command : app::own_commands())
        commands.push_back({std::move(command), {}, {}, nullptr});
    for (auto& capability : app::capabilities())
        for (auto& command : capability.commands)
            commands.push_back({std::move(command), {}, {}, nullptr});
    for (auto& command : app::maintenance_commands())
        commands.push_back({std::move(command), {}, {}, nullptr});
    commands.push_back(
        {{"completion",
          "Print a script that completes commands in bash: source <(vienreiz completion)",
          {},
          [&](const auto&) { return app::print_completion(commands); }},
         {},
         {},
         nullptr});
    for (auto& one : commands) app::declare(root, one);

    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return root.exit(error) == 0 ? 0 : 1;
    }
    for (auto& one : commands) {
        if (!one.parser->parsed() || !one.parser->get_subcommands().empty()) continue;
        for (const auto& [name, set] : one.flags) one.arguments[name] = set ? "yes" : "";
        auto done = one.command.run(one.arguments);
        if (done) return 0;
        fmt::print(stderr, "vienreiz: {}{}\n", done.error().what,
                   done.error().where.empty() ? "" : " (" + done.error().where + ")");
        return exit_code(done.error().kind);
    }
    fmt::print("{}", root.help());
    return 1;
}
