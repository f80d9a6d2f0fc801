#include "app/command_line.hpp"

#include "app/completion.hpp"
#include "app/configuration.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <system_error>

namespace vienreiz::app {
namespace {

struct Registered {
    platform::CommandLine command;
    Arguments arguments{};
    std::map<std::string, bool> flags{};
    std::map<std::string, CLI::Option*> declared{};
    CLI::App* parser = nullptr;

    [[nodiscard]] bool was_said(const std::string& name) const {
        return declared.at(name)->count() > 0;
    }
};

// "journal check" is the subcommand check of journal, whose own help names what it has: "cat, stat, check".
CLI::App* parser_for(CLI::App& root, const std::string& name, const std::string& help) {
    auto* at = &root;
    for (auto word : split(name, ' ')) {
        auto known =
            at->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
        if (known.empty() && at != &root) {
            auto others = at->get_description();
            at->description(others.empty() ? std::string(word)
                                           : fmt::format("{}, {}", others, word));
        }
        at = known.empty() ? at->add_subcommand(std::string(word)) : known.front();
        at->require_subcommand(0, 1);
    }
    at->description(help);
    return at;
}

bool takes_configuration(const platform::CommandLine& command) {
    return std::ranges::any_of(command.options,
                               [](const Option& one) { return one.name == "--config"; });
}

void declare(CLI::App& root, Registered& one) {
    one.parser = parser_for(root, one.command.name, one.command.help);
    for (const auto& option : one.command.options) {
        auto& declared = one.declared[option.name];
        if (option.flag) {
            declared = one.parser->add_flag(option.name, one.flags[option.name], option.help);
            continue;
        }
        auto& value = one.arguments[option.name] = option.fallback;
        declared = one.parser->add_option(option.name, value, option.help);
        bool configurable = takes_configuration(one.command) && option.name.starts_with("--");
        if (option.required && !configurable) declared->required();
        if (!option.fallback.empty()) declared->capture_default_str();
    }
}

// What the command line leaves unsaid is taken from the file, if one is named.
Outcome fill_from_configuration(Registered& one) {
    if (!takes_configuration(one.command)) return {};
    Arguments configured;
    if (const auto& file = one.arguments.at("--config"); !file.empty())
        configured = TRY(read_configuration(std::filesystem::path(file), one.command.options));
    for (auto& [name, value] : configured)
        if (!one.was_said(name)) one.arguments[name] = std::move(value);
    for (const auto& option : one.command.options)
        if (option.required && one.arguments.at(option.name).empty())
            return Failure{
                Kind::invalid,
                fmt::format("{} is required, here or in the file of --config", option.name),
                option.name};
    return {};
}

Outcome print_completion(const std::deque<Registered>& commands) {
    std::vector<platform::CommandLine> all;
    all.reserve(commands.size());
    for (const auto& one : commands) all.push_back(one.command);
    fmt::print("{}", completion_script(all));
    return {};
}

Outcome run_command(Registered& one) {
    for (const auto& [name, set] : one.flags) one.arguments[name] = set ? "yes" : "";
    TRY(fill_from_configuration(one));
    return one.command.run(one.arguments);
}

std::deque<Registered> registered(std::vector<platform::CommandLine> commands) {
    std::deque<Registered> out;
    for (auto& command : commands) out.push_back({std::move(command)});
    out.push_back({{"completion",
                    "Print a script that completes commands in bash and zsh: source <(vienreiz "
                    "completion)",
                    {},
                    {}}});
    return out;
}

} // namespace

Result<std::uint64_t> whole_number(const Arguments& arguments, const std::string& name) {
    if (auto value = number<std::uint64_t>(arguments.at(name))) return *value;
    return Failure{Kind::invalid,
                   fmt::format("{} is a whole number, not \"{}\"", name, arguments.at(name)), name};
}

namespace {

// Not with fmt::print, which throws where nothing can be written.
void tell(const Failure& failure) {
    auto place = failure.where.empty() ? "" : " (" + failure.where + ")";
    std::fputs(fmt::format("vienreiz: {}{}\n", failure.what, place).c_str(), stderr);
}

int end_with(const Failure& failure) {
    tell(failure);
    std::ranges::for_each(failure.also, tell);
    return exit_code(failure.kind);
}

Failure not_written() {
    return {Kind::unavailable, "What the command prints could not be written; is the disk full?"};
}

int parse_and_run(std::vector<platform::CommandLine> commands, int argc, char** argv) {
    CLI::App root("vienreiz: data given once, that travels lawfully and provably", "vienreiz");
    root.require_subcommand(1);
    root.set_version_flag("--version", VIENREIZ_VERSION);
    root.footer("Exit codes: 0 done, 1 wrong use, 2 invalid, 3 not authenticated, 4 forbidden, 5 "
                "missing, 6 conflict,\n"
                "7 too large, 8 too many, 9 unavailable (disk, network), 10 corrupt.");
    auto all = registered(std::move(commands));
    all.back().command.run = [&](const Arguments&) { return print_completion(all); };
    for (auto& one : all) declare(root, one);
    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return root.exit(error) == 0 ? 0 : 1;
    }
    for (auto& one : all) {
        if (!one.parser->parsed() || !one.parser->get_subcommands().empty()) continue;
        auto done = run_command(one);
        return done ? 0 : end_with(done.error());
    }
    fmt::print("{}", root.help());
    return 1;
}

} // namespace

int run(std::vector<platform::CommandLine> commands, int argc, char** argv) {
    int status = 0;
    try {
        status = parse_and_run(std::move(commands), argc, argv);
    } catch (const std::system_error&) { // fmt::print, where standard output takes no more
        return end_with(not_written());
    }
    // What is short enough waits until here to be written.
    bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    return status == 0 && !written ? end_with(not_written()) : status;
}

} // namespace vienreiz::app
