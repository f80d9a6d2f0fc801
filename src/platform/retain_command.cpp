// Which journal may end the retention of its entries, and why no other:
//
//   access  its entries say who looked at what. The law that has them kept says for how long, and then they must not be
//           shown any more.
//   main    never: validators run its rules again from the first entry on, and whoever begins to watch must be able to.
//           It could begin at a state whose root is final, once that state can be fetched and proved.
//   root    never: its entries are the others' checkpoints. They are about nobody, and anchored receipts are made of
//           them.
#include "platform/retain_command.hpp"

#include "journal/minimum_index.hpp"
#include "platform/event.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

using Arguments = CommandLine::Arguments;
using Path = std::filesystem::path;

Outcome may_be_retired(std::string_view name) {
    if (name == "access") return {};
    return Failure{Kind::forbidden,
                   fmt::format("Only the entries of access have a retention that ends; {} is read "
                               "from its first entry on by whoever verifies it",
                               name),
                   "--journal"};
}

// The first entry that was made on this day or later; as many as there are, if none was.
Result<journal::Index> first_of(const Path& folder, Day day) {
    auto midnight = riga_midnight(day);
    journal::Index first = 0;
    TRY(journal::read_files(folder, [&](journal::Index index, std::string_view entry) -> Outcome {
        if (first != index) return {}; // found already
        auto read = json::read<Envelope>(entry);
        if (!read)
            return Failure{Kind::corrupt,
                           "This entry does not say when it was made: name the "
                           "first one to keep with --from",
                           fmt::format("entry {}", index)};
        if (read->at < midnight) first = index + 1;
        return {};
    }));
    return first;
}

Result<journal::Index> wanted_index(const Arguments& arguments, const Path& folder) {
    const auto &from = arguments.at("--from"), &day = arguments.at("--before");
    if (from.empty() == day.empty())
        return Failure{Kind::invalid, "Say either --from, an entry's number, or --before, a day"};
    if (!day.empty()) return first_of(folder, TRY(day_from(day)));
    if (auto index = number<journal::Index>(from)) return *index;
    return Failure{Kind::invalid, "An entry is named by its number", "--from"};
}

Result<journal::Identity> identity_in(const Path& data, std::string_view name, const Path& folder) {
    auto vkeys = TRY(journal::vkeys_in(folder));
    auto own = TRY(journal::verifier_key(std::string_view(vkeys.front())));
    auto key = TRY(kept_key_in(data / "keys" / fmt::format("journal-{}.pem", name)));
    journal::Identity out{own.name, std::move(key)};
    auto second = data / "keys" / fmt::format("journal-{}.ml-dsa.pem", name);
    if (vkeys.size() > 1) out.post_quantum = TRY(ml_dsa_key_in(second, Making::refused));
    return out;
}

Outcome retain(const Arguments& arguments) {
    Path data = arguments.at("--data");
    const auto& name = arguments.at("--journal");
    TRY(may_be_retired(name));
    auto folder = data / "journals" / name;
    if (!journal::vkeys_in(folder))
        return Failure{Kind::missing, "There is no journal in this folder", folder.string()};
    auto index = TRY(wanted_index(arguments, folder));
    auto identity = TRY(identity_in(data, name, folder));
    auto stated =
        TRY(journal::raise_minimum_index(*journal::real_disk(), folder, identity, index, now()));
    fmt::print("Entries below {} of {} are not given any more, once the node has started.\n\n{}",
               grouped(index), name, stated.note);
    return {};
}

} // namespace

CommandLine retain_command() {
    using enum CommandLine::Option::Takes;
    return {
        "retain",
        "End the retention of a journal's oldest entries: they are given to nobody any more, "
        "for good",
        {{.name = "--data",
          .help = "The node's data folder; the node has stopped",
          .required = true,
          .takes = file},
         {"--journal", "Its name: access", false, false, "access"},
         {"--from", "The number of the first entry that is still given"},
         {"--before", "Instead: the day, as 2026-11-22, before whose midnight in Latvia entries "
                      "were made that are not given any more"}},
        retain};
}

} // namespace vienreiz::platform
