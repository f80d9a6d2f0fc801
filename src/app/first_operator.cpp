#include "app/first_operator.hpp"

#include "app/capabilities.hpp"
#include "capabilities/institutions/accounts.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

#include <iostream>

namespace vienreiz::app {
namespace {

using Arguments = platform::CommandLine::Arguments;

// From standard input, so that it stands neither in the list of processes nor in the shell's history.
Result<std::string> read_password() {
    std::string line;
    if (!std::getline(std::cin, line))
        return Failure{Kind::invalid, "Give the password as a line on standard input"};
    return line;
}

// Whoever may write to the data folder may do this: there is nobody to ask for leave.
Outcome add_operator(const Arguments& arguments) {
    institutions::RegisterPerson wish{};
    wish.roles = {platform::Role::operator_};
    wish.name = arguments.at("--person");
    wish.login = arguments.at("--login");
    wish.password = TRY(read_password());
    platform::NodeOptions options;
    options.data = arguments.at("--data");
    options.name = arguments.at("--name");
    auto node = TRY(platform::Node::open(std::move(options), capabilities()));
    auto written = TRY(institutions::register_person(*node, {}, wish));
    fmt::print("{} may sign in as {} and registers the others ({})\n", wish.name, wish.login,
               written.subject);
    return {};
}

} // namespace

platform::CommandLine add_operator_command() {
    using enum platform::CommandLine::Option::Takes;
    return {"operator add",
            "Register an operator of a node that is not running; the password comes as a line on "
            "standard input",
            {{.name = "--data",
              .help = "The node's data folder; a new one begins with this",
              .required = true,
              .takes = file},
             {"--name", "The node's name, as its journals' origins begin; for good", false, false,
              "vienreiz.local"},
             {"--person", "Her name", true},
             {"--login", "What she signs in with", true}},
            add_operator};
}

} // namespace vienreiz::app
