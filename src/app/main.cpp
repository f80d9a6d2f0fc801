// vienreiz: one program. Its subcommands are what the capabilities offer, and those below that run the whole.
#include "app/capabilities.hpp"
#include "app/cluster_command.hpp"
#include "app/command_line.hpp"
#include "app/intake_command.hpp"
#include "app/main_job.hpp"
#include "app/maintenance.hpp"
#include "app/observe_command.hpp"
#include "app/sample.hpp"
#include "app/serve_command.hpp"
#include "app/witness_command.hpp"

#include <fstream>
#include <iostream>

namespace vienreiz::app {
namespace {

using Arguments = platform::CommandLine::Arguments;

Outcome run_check(const Arguments& arguments) {
    return play_main_job(arguments.at("--url"), arguments.at("--data"));
}

Outcome run_sample(const Arguments& arguments) {
    auto rows = TRY(whole_number(arguments, "--rows"));
    std::ofstream file;
    const auto& name = arguments.at("--output");
    if (!name.empty()) file.open(name, std::ios::binary);
    auto& out = name.empty() ? std::cout : file;
    auto is_written = [&]() -> Outcome {
        if (out) return {};
        return Failure{Kind::unavailable, "The sample cannot be written; is the disk full?", name};
    };
    TRY(write_company_register(rows, [&](std::string_view piece) {
        out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
        return is_written();
    }));
    out.flush();
    return is_written();
}

std::vector<platform::CommandLine> own_commands() {
    using Option = platform::CommandLine::Option;
    using enum Option::Takes;
    return {
        serve_command(),
        witness_command(),
        validate_command(),
        intake_command(),
        observe_command(),
        cluster_command(),
        {"check",
         "Play the whole main job on a running node and print every step",
         {{"--url", "The node", false, false, "http://127.0.0.1:8080"},
          {.name = "--data",
           .help = "The node's data folder, for the demonstration's passwords",
           .required = true,
           .takes = file}},
         run_check},
        {"sample company-register",
         "Write an invented company register as CSV",
         {{"--rows", "How many", false, false, "480000", Option::Takes::number},
          {.name = "--output", .help = "File; none: standard output", .takes = file}},
         run_sample},
    };
}

} // namespace
} // namespace vienreiz::app

int main(int argc, char** argv) {
    using namespace vienreiz;
    auto commands = app::own_commands();
    for (auto& capability : app::capabilities())
        for (auto& command : capability.commands) commands.push_back(std::move(command));
    for (auto& command : app::maintenance_commands()) commands.push_back(std::move(command));
    return app::run(std::move(commands), argc, argv);
}
