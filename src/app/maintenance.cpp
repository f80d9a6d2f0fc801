#include "app/maintenance.hpp"

#include "app/backup.hpp"
#include "app/capabilities.hpp"
#include "app/data_folder.hpp"
#include "app/encrypted_backup.hpp"
#include "app/first_operator.hpp"
#include "app/rotation_command.hpp"
#include "app/succession_command.hpp"
#include "platform/node.hpp"
#include "platform/progress.hpp"

#include <fmt/format.h>

namespace vienreiz::app {
namespace {

using Arguments = platform::CommandLine::Arguments;

Result<std::unique_ptr<platform::Node>> open(const Arguments& arguments) {
    std::filesystem::path data = arguments.at("--data");
    TRY(has_journals(data));
    platform::NodeOptions options;
    options.data = data;
    options.name = arguments.at("--name");
    auto node = TRY(platform::Node::open(std::move(options), capabilities()));
    TRY(node->follow_access());
    // Views have one writer: from here on that is the command, and no job and no sequencer.
    node->workers.reset();
    node->secret_workers.reset();
    node->sequencer.reset();
    return node;
}

// One hash over every key and value: two views with the same digest answer every question with the same bytes.
std::string digest_of(const platform::Views& views) {
    crypto::Hasher hasher;
    views.snapshot()->scan("", "", [&](std::string_view key, std::string_view value) {
        hasher.update(bytes(fmt::format("{}:{}:", key.size(), value.size())));
        hasher.update(bytes(key));
        hasher.update(bytes(value));
        return store::Scan::next;
    });
    return hex(hasher.finish());
}

Outcome digest(const Arguments& arguments) {
    auto node = TRY(open(arguments));
    fmt::print("main    {}\naccess  {}\n", digest_of(*node->views), digest_of(*node->access_views));
    return {};
}

Outcome rebuild(const Arguments& arguments) {
    auto node = TRY(open(arguments));
    auto again = [](platform::Views& views, const journal::Journal& journal,
                    const std::string& name) -> Outcome {
        platform::ProgressBar bar("Rebuilding " + name);
        TRY(views.rebuild(journal,
                          [&](std::uint64_t done, std::uint64_t of) { bar.show(done, of); }));
        return views.flush();
    };
    TRY(again(*node->views, *node->main, "main"));
    TRY(again(*node->access_views, *node->access, "access"));
    fmt::print("main    {}\naccess  {}\n", digest_of(*node->views), digest_of(*node->access_views));
    return {};
}

} // namespace

std::vector<platform::CommandLine> maintenance_commands() {
    using enum platform::CommandLine::Option::Takes;
    std::vector<platform::CommandLine::Option> where{
        {.name = "--data", .help = "The node's data folder", .required = true, .takes = file},
        {"--name", "The node's name, as its journals' origins begin", false, false,
         "vienreiz.local"}};
    std::vector<platform::CommandLine> out{
        backup_command(),
        add_operator_command(),
        {"views rebuild", "Make the views anew from the journals, and print their digests", where,
         rebuild},
        {"views digest", "Print one hash over each of the views", where, digest}};
    for (auto& command : backup_store_commands()) out.push_back(std::move(command));
    for (auto& command : rotation_commands()) out.push_back(std::move(command));
    for (auto& command : succession_commands()) out.push_back(std::move(command));
    return out;
}

} // namespace vienreiz::app
