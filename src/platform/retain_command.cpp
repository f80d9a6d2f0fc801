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
#include "postgres/postgres.hpp"

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

// Calls for each entry of the journal, in order.
using ReadAll = std::function<Outcome(const journal::Journal::Each& each)>;

// The first entry that was made on this day or later; as many as there are, if none was.
Result<journal::Index> first_of(const ReadAll& read_all, Day day) {
    auto midnight = riga_midnight(day);
    journal::Index first = 0;
    TRY(read_all([&](journal::Index index, std::string_view entry) -> Outcome {
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

Result<journal::Index> wanted_index(const Arguments& arguments, const ReadAll& read_all) {
    const auto &from = arguments.at("--from"), &day = arguments.at("--before");
    if (from.empty() == day.empty())
        return Failure{Kind::invalid, "Say either --from, an entry's number, or --before, a day"};
    if (!day.empty()) return first_of(read_all, TRY(day_from(day)));
    if (auto index = number<journal::Index>(from)) return *index;
    return Failure{Kind::invalid, "An entry is named by its number", "--from"};
}

// `has_second`: whether an ML-DSA key signs as well.
Result<journal::Identity> identity_in(const Path& data, std::string_view name, std::string origin,
                                      bool has_second) {
    auto places = journal_places(data, name);
    auto key = TRY(kept_key_in(places.key));
    journal::Identity out{std::move(origin), std::move(key)};
    if (has_second) out.post_quantum = TRY(ml_dsa_key_in(places.post_quantum_key, Making::refused));
    return out;
}

Result<journal::StatedMinimum> raise_in_folder(const Arguments& arguments, const Path& data,
                                               const std::string& name) {
    auto folder = data / "journals" / name;
    if (!journal::vkeys_in(folder))
        return Failure{Kind::missing, "There is no journal in this folder", folder.string()};
    TRY(journal::finish_rotation(*journal::real_disk(), journal_places(data, name)));
    auto vkeys = TRY(journal::vkeys_in(folder));
    auto index = TRY(wanted_index(arguments, [&](const journal::Journal::Each& each) -> Outcome {
        TRY(journal::read_files(folder, each));
        return {};
    }));
    auto own = TRY(journal::verifier_key(std::string_view(vkeys.front())));
    auto identity = TRY(identity_in(data, name, own.name, vkeys.size() > 1));
    return journal::raise_minimum_index(*journal::real_disk(), folder, identity, index, now());
}

// Of a cluster, whose nodes go on.
Result<journal::StatedMinimum> raise_in_database(const Arguments& arguments, const Path& data,
                                                 const std::string& name) {
    auto origin = journal_origin(arguments.at("--name"), name);
    auto identity = TRY(identity_in(data, name, std::move(origin), true));
    postgres::PostgresOptions options{.address = arguments.at("--database"),
                                      .identity = std::move(identity),
                                      .standby = postgres::Standby::not_demanded};
    auto index = TRY(wanted_index(arguments, [&](const journal::Journal::Each& each) -> Outcome {
        auto journal = TRY(postgres::open_postgres(options));
        return journal->read(0, journal->size(), each);
    }));
    return postgres::raise_minimum_index(options, index, now());
}

Outcome retain(const Arguments& arguments) {
    Path data = arguments.at("--data");
    const auto& name = arguments.at("--journal");
    TRY(may_be_retired(name));
    bool in_folder = arguments.at("--database").empty();
    auto stated = TRY(in_folder ? raise_in_folder(arguments, data, name)
                                : raise_in_database(arguments, data, name));
    fmt::print("Entries below {} of {} are not given any more{}.\n\n{}",
               grouped(stated.minimum.index), name, in_folder ? ", once the node has started" : "",
               stated.note);
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
          .help = "The node's data folder; the node has stopped, unless it is one of a cluster",
          .required = true,
          .takes = file},
         {"--database", "Of a cluster: the PostgreSQL database that keeps its journals, as libpq "
                        "takes it"},
         {"--name", "Of a cluster: the name of its nodes, as \"vienreiz serve\" has it", false,
          false, "vienreiz.local"},
         {"--journal", "Its name: access", false, false, "access"},
         {"--from", "The number of the first entry that is still given"},
         {"--before", "Instead: the day, as 2026-11-22, before whose midnight in Latvia entries "
                      "were made that are not given any more"}},
        retain};
}

} // namespace vienreiz::platform
