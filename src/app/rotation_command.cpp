#include "app/rotation_command.hpp"

#include "app/intake_command.hpp"
#include "base/limits.hpp"
#include "journal/cosignature.hpp"
#include "journal/identity.hpp"
#include "platform/given_file.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;
using Path = std::filesystem::path;

bool is_there(const Path& path) {
    std::error_code error;
    return std::filesystem::exists(path, error);
}

// Of a node by its journal's name, and of an intake without one.
Result<journal::JournalPlaces> places_in(const Path& data, const std::string& name) {
    constexpr std::array<std::string_view, 3> names{"main", "access", "root"};
    auto places = name.empty() ? intake_places(data) : platform::journal_places(data, name);
    if (!name.empty() && std::ranges::find(names, name) == names.end())
        return Failure{Kind::invalid,
                       fmt::format("A node has the journals main, access and root, and none that "
                                   "is called {}",
                                   name),
                       "--journal"};
    if (is_there(places.folder)) return places;
    if (name.empty() && is_there(data / "journals"))
        return Failure{Kind::invalid, "Say which of the node's journals: main, access or root",
                       "--journal"};
    if (!name.empty() && is_there(places.key))
        return Failure{Kind::forbidden,
                       "The journals of a cluster are in its database, which notes their keys: "
                       "those cannot be rotated yet",
                       data.string()};
    return Failure{Kind::missing, "There is no journal in this folder", places.folder.string()};
}

// A verifier tells keys of one name apart by their ids, which are short.
bool have_ids_of_their_own(std::span<const std::string> vkeys,
                           std::span<const std::string> others) {
    auto id = [](const std::string& vkey) {
        return journal::verifier_key(std::string_view(vkey)).value().id;
    };
    return std::ranges::none_of(vkeys, [&](const std::string& vkey) {
        return std::ranges::find(others, id(vkey), id) != others.end();
    });
}

journal::Identity new_keys(const std::string& origin, std::span<const std::string> former) {
    for (;;) {
        journal::Identity out{origin, crypto::PrivateKey::generate(crypto::Algorithm::Ed25519),
                              crypto::ml_dsa::PrivateKey::generate()};
        if (have_ids_of_their_own(journal::Signer(out).vkeys(), former)) return out;
    }
}

void tell(std::string_view how, const journal::Rotation& rotation) {
    fmt::print("{}\n\n{}\nServe it; its address that ends in rotations then gives the statements. "
               "When its witnesses,\nobservers and verifiers have taken the new keys over, stop it "
               "and go on with \"vienreiz rotation end\".\n",
               how, to_text(rotation));
}

Failure under_way(const journal::JournalPlaces& places) {
    return {Kind::conflict,
            "A rotation of this journal's keys is under way: end it with \"vienreiz rotation end\" "
            "before the next one begins",
            places.key.string()};
}

Outcome begin(const Arguments& arguments) {
    auto places = TRY(places_in(arguments.at("--data"), arguments.at("--journal")));
    auto disk = journal::real_disk();
    if (TRY(journal::finish_rotation(*disk, places))) {
        auto stated = TRY(journal::rotations_in(*disk, places.folder)).all.back();
        tell(fmt::format("The rotation of the keys of {} had been broken off. It has begun now.",
                         stated.origin),
             stated);
        return {};
    }
    if (TRY(journal::has_former_keys(*disk, places))) return under_way(places);
    auto kept = TRY(journal::kept_in(places.folder));
    auto open = TRY(platform::open_journal(places, kept.origin, disk));
    TRY(open->takes_entries());
    auto former = TRY(journal::all_vkeys_in(places.folder));
    auto next = new_keys(kept.origin, former);
    auto begun = TRY(journal::begin_rotation(*disk, places, next, open->size(), now()));
    tell(fmt::format("{} has new keys. Its checkpoints are signed with these and the former ones.",
                     begun.origin),
         begun);
    return {};
}

Outcome end(const Arguments& arguments) {
    auto places = TRY(places_in(arguments.at("--data"), arguments.at("--journal")));
    auto disk = journal::real_disk();
    if (TRY(journal::finish_rotation(*disk, places)))
        return Failure{Kind::conflict,
                       "This rotation had been broken off while it began, and has begun only now: "
                       "serve the journal, and end it when others have taken the new keys over",
                       places.key.string()};
    TRY(journal::end_rotation(*disk, places));
    auto kept = TRY(journal::kept_in(places.folder));
    fmt::print("{} signs with its new keys alone; the former ones are removed.\n\n{}\n\nBackups of "
               "before hold them still: they could sign.\n",
               kept.origin, join(kept.vkeys, "\n"));
    return {};
}

Outcome verify(const Arguments& arguments) {
    auto policy = TRY(platform::given_policy(arguments.at("--policy")));
    const auto& file = arguments.at("--statements");
    auto next = journal::rotated(policy, TRY(platform::given_file(file, limits::note_bytes)));
    if (!next) return within(std::move(next).error(), file + " ");
    if (next->taken == 0)
        fmt::print("This policy names the newest keys already.\n\n{}", to_text(next->policy));
    else
        fmt::print("The old keys have named the new ones, in {} {}. From now on the policy is\n\n"
                   "{}",
                   grouped(next->taken), next->taken == 1 ? "statement" : "statements",
                   to_text(next->policy));
    return {};
}

std::vector<Option> which_journal() {
    using enum Option::Takes;
    return {{.name = "--data",
             .help = "The data folder of a node, or of an intake; nobody serves it meanwhile",
             .required = true,
             .takes = file},
            {"--journal", "Of a node: main, access or root"}};
}

platform::CommandLine verify_command() {
    using enum Option::Takes;
    return {"rotation verify",
            "Verify offline how a journal came to its keys, and print the policy to use from now "
            "on",
            {{.name = "--statements",
              .help = "What the journal gives at its address that ends in rotations",
              .required = true,
              .takes = file},
             {.name = "--policy",
              .help = "The trust policy by which its receipts were verified so far",
              .required = true,
              .takes = file}},
            verify};
}

} // namespace

std::vector<platform::CommandLine> rotation_commands() {
    return {{"rotation begin",
             "Give a journal new keys: these and the former ones sign its checkpoints",
             which_journal(), begin},
            {"rotation end", "Remove the former keys of a journal, which then sign no more",
             which_journal(), end},
            verify_command()};
}

} // namespace vienreiz::app
