#include "app/succession_command.hpp"

#include "app/intake_command.hpp"
#include "base/limits.hpp"
#include "journal/identity.hpp"
#include "journal/succession.hpp"
#include "platform/given_file.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;
using Arguments = platform::CommandLine::Arguments;
using Path = std::filesystem::path;

Result<journal::Kept> journal_in(const Path& data) {
    auto kept = journal::kept_in(intake_places(data).folder);
    if (kept) return kept;
    return Failure{kept.error().kind, "There is no journal of its own in this folder",
                   data.string()};
}

// Made when they are not there.
Result<journal::Identity> keys_of(const Path& data, const std::string& origin) {
    auto places = intake_places(data);
    auto key = TRY(platform::key_in(places.key));
    auto post_quantum =
        TRY(platform::ml_dsa_key_in(places.post_quantum_key, platform::Making::allowed));
    return journal::Identity{origin, std::move(key), std::move(post_quantum)};
}

Outcome may_succeed(const std::string& origin, const std::string& predecessor) {
    if (!journal::is_key_name(origin))
        return Failure{Kind::invalid, "A journal's origin has no spaces and no plus signs",
                       "--origin"};
    if (origin != predecessor) return {};
    return Failure{Kind::invalid,
                   "A successor has an origin of its own: of the old one, witnesses and observers "
                   "remember more entries than it has",
                   "--origin"};
}

Outcome has_no_entries(const Path& data) {
    auto kept = journal::kept_in(intake_places(data).folder);
    if (!kept || kept->entries == 0) return {}; // one that was begun and broken off
    return Failure{Kind::conflict, "There is a journal in the successor's folder already",
                   data.string()};
}

Outcome end(const Arguments& arguments) {
    Path data = arguments.at("--data"), successor = arguments.at("--successor");
    const auto& origin = arguments.at("--origin");
    auto kept = TRY(journal_in(data));
    TRY(may_succeed(origin, kept.origin));
    TRY(has_no_entries(successor));
    auto journal =
        TRY(platform::open_journal(intake_places(data), kept.origin, journal::real_disk()));
    TRY(journal->takes_entries());
    auto next = TRY(keys_of(successor, origin));
    auto own = TRY(keys_of(data, kept.origin));
    journal::Ending ending{kept.origin, journal->size(), journal::Signer(next).vkeys(), now()};
    auto entry = TRY(journal::ending_entry(ending, own));
    TRY(journal->append(std::vector<std::string_view>{entry}));
    fmt::print("{} has ended: entry {} names its successor.\n\n{}\n"
               "Serve it until that entry's receipt is final, keep the receipt, and go on with\n"
               "vienreiz succession begin --data {} --ending RECEIPT --policy POLICY\n",
               kept.origin, grouped(ending.index), to_text(ending), successor.string());
    return {};
}

// What the successor begins with, and whose it then is.
struct Begun {
    journal::Beginning beginning;
    std::optional<journal::Policy> policy{}; // by which to trust it, where the predecessor says so
};

// The old keys have named it.
Result<Begun> named_by_predecessor(const Path& data, const Path& receipt,
                                   const journal::Policy& policy) {
    auto ended = TRY(
        journal::verify_ending(TRY(platform::given_file(receipt, limits::receipt_bytes)), policy));
    auto key = TRY(journal::verifier_key(std::string_view(ended.ending.successor.front())));
    auto own = TRY(keys_of(data, key.name));
    if (journal::Signer(own).vkeys() != ended.ending.successor)
        return Failure{Kind::conflict,
                       "The keys in this folder are not those that the predecessor has named",
                       data.string()};
    return Begun{{key.name, ended.last.origin, now(), std::move(ended.note)},
                 std::move(ended.successor)};
}

// The old keys are lost: nobody but its operator says so.
Result<Begun> declared(const std::string& origin, const Path& checkpoint,
                       const journal::Policy& policy) {
    auto note = TRY(platform::given_file(checkpoint, limits::note_bytes));
    auto last = TRY(journal::verified_checkpoint(note, policy)).checkpoint;
    TRY(may_succeed(origin, last.origin));
    return Begun{{origin, last.origin, now(), std::move(note)}};
}

Outcome begin(const Arguments& arguments) {
    Path data = arguments.at("--data");
    const auto &ending = arguments.at("--ending"), &checkpoint = arguments.at("--checkpoint");
    if (ending.empty() == checkpoint.empty())
        return Failure{Kind::invalid, "Say either --ending, the receipt of the old journal's last "
                                      "entry, or --checkpoint, where its keys are lost"};
    auto policy = TRY(platform::given_policy(arguments.at("--policy")));
    auto begun = TRY(ending.empty() ? declared(arguments.at("--origin"), checkpoint, policy)
                                    : named_by_predecessor(data, ending, policy));
    TRY(has_no_entries(data));
    auto own = TRY(keys_of(data, begun.beginning.origin));
    auto entry = TRY(journal::beginning_entry(begun.beginning, own));
    auto journal = TRY(
        platform::open_journal(intake_places(data), begun.beginning.origin, journal::real_disk()));
    TRY(journal->append(std::vector<std::string_view>{entry}));
    fmt::print("{} succeeds {}.\n", begun.beginning.origin, begun.beginning.predecessor);
    if (begun.policy) fmt::print("Its receipts are verified with\n\n{}", to_text(*begun.policy));
    return {};
}

void tell(const journal::Succession& succession, const journal::Policy& policy) {
    fmt::print("  ended       {}, with {} entries\n  root        {}\n  succeeded   by {}, which "
               "has {} entries\n\n{}",
               succession.beginning.predecessor, grouped(succession.last.size),
               base64(succession.last.root), succession.beginning.origin,
               grouped(succession.entries), to_text(policy));
}

// Witnesses cosign whatever grows: that nothing stands behind the end, a later checkpoint would show.
Outcome is_the_end(const Arguments& arguments, const journal::Policy& policy,
                   const journal::Checkpoint& last) {
    const auto& file = arguments.at("--checkpoint");
    if (file.empty()) return {};
    auto note = TRY(platform::given_file(file, limits::note_bytes));
    auto newest = TRY(journal::verified_checkpoint(note, policy)).checkpoint;
    if (newest.origin != last.origin)
        return Failure{Kind::conflict,
                       fmt::format("This checkpoint is of {}, and the journal that ended is {}",
                                   newest.origin, last.origin),
                       file};
    if (newest.size <= last.size) return {};
    return Failure{Kind::conflict,
                   fmt::format("The journal {} ended with {} entries, and this checkpoint is of "
                               "{}: it went on behind its end, ask its operator in public",
                               last.origin, grouped(last.size), grouped(newest.size)),
                   file};
}

// Whose policy for the successor is not given takes it from the predecessor, who must have named it.
Outcome verify(const Arguments& arguments) {
    auto predecessor = TRY(platform::given_policy(arguments.at("--policy")));
    auto receipt = TRY(platform::given_file(arguments.at("--beginning"), limits::receipt_bytes));
    const auto &ending = arguments.at("--ending"), &trusted = arguments.at("--successor-policy");
    if (ending.empty() == trusted.empty())
        return Failure{Kind::invalid, "Say either --ending, the receipt of the old journal's last "
                                      "entry, or --successor-policy, where its keys are lost"};
    if (!ending.empty()) {
        auto last = TRY(platform::given_file(ending, limits::receipt_bytes));
        auto ended = TRY(journal::verify_ending(last, predecessor));
        TRY(is_the_end(arguments, predecessor, ended.last));
        auto succession =
            TRY(journal::verify_beginning(receipt, ended.successor, predecessor, &ended));
        fmt::print("The succession holds: the old keys have named the new ones.\n");
        tell(succession, ended.successor);
        return {};
    }
    auto policy = TRY(platform::given_policy(trusted));
    auto succession = TRY(journal::verify_beginning(receipt, policy, predecessor));
    fmt::print("The successor holds a checkpoint of the old journal that its quorum has cosigned. "
               "That it is the successor\nis said by whoever gave you its policy: the old keys "
               "have named nobody.\n");
    tell(succession, policy);
    return {};
}

Option old_policy() {
    return {.name = "--policy",
            .help = "The trust policy of the old journal",
            .required = true,
            .takes = Option::Takes::file};
}

platform::CommandLine end_command() {
    using enum Option::Takes;
    return {"succession end",
            "End a journal of its own (intake) with an entry that names its successor's keys",
            {{.name = "--data",
              .help = "Folder of the journal that ends; nobody serves it meanwhile",
              .required = true,
              .takes = file},
             {.name = "--successor",
              .help = "Folder of the successor; its keys are made when they are not there",
              .required = true,
              .takes = file},
             {.name = "--origin",
              .help = "The successor's name, for good: log.example.lv/receipts-2",
              .required = true}},
            end};
}

platform::CommandLine begin_command() {
    using enum Option::Takes;
    return {"succession begin",
            "Begin the successor of a journal, with the old one's last checkpoint as first entry",
            {{.name = "--data", .help = "Folder of the successor", .required = true, .takes = file},
             old_policy(),
             {.name = "--ending",
              .help = "The final receipt of the old journal's last entry",
              .takes = file},
             {.name = "--checkpoint",
              .help = "Where its keys are lost: the newest that a quorum has cosigned",
              .takes = file},
             {"--origin", "Then also the successor's name, for good"}},
            begin};
}

platform::CommandLine verify_command() {
    using enum Option::Takes;
    return {
        "succession verify",
        "Verify offline that one journal succeeds another, and print whom to trust from now on",
        {old_policy(),
         {.name = "--beginning",
          .help = "The receipt of the successor's first entry",
          .required = true,
          .takes = file},
         {.name = "--ending", .help = "The receipt of the old journal's last entry", .takes = file},
         {.name = "--checkpoint",
          .help = "The newest one of the old journal that you know: it must not be of more "
                  "entries",
          .takes = file},
         {.name = "--successor-policy",
          .help = "Where the old keys are lost: by which you trust the successor",
          .takes = file}},
        verify};
}

} // namespace

std::vector<platform::CommandLine> succession_commands() {
    return {end_command(), begin_command(), verify_command()};
}

} // namespace vienreiz::app
