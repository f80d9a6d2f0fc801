// Restoring, in steps: choose the run and open its manifest; every piece verified into a folder that is not called a
// data folder yet; every journal read and computed again, and its root compared with the manifest's; compared with a
// checkpoint that others have seen, where one is given; all of it on the disk; only then the folder gets its name.
#include "backup/restore.hpp"

#include "app/data_folder.hpp"
#include "app/encrypted_backup.hpp"
#include "backup/forgetting.hpp"
#include "backup/proof.hpp"
#include "base/limits.hpp"
#include "journal/policy.hpp"
#include "platform/given_file.hpp"
#include "platform/node.hpp"
#include "platform/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::app {
namespace {

using Arguments = platform::CommandLine::Arguments;
using Path = std::filesystem::path;

Result<std::vector<crypto::age::Identity>> given_identities(const Path& file) {
    auto content = TRY(platform::given_file(file, limits::key_file));
    auto identities = crypto::age::identities_in(content);
    if (!identities)
        return Failure{identities.error().kind, identities.error().what,
                       fmt::format("{}, {}", file.string(), identities.error().where)};
    return identities;
}

class Restore {
public:
    Restore(backup::Store store, std::vector<crypto::age::Identity> identities)
        : store_(std::move(store)), identities_(std::move(identities)) {}

    Outcome run(const std::string& named, const std::string& checkpoint, const Path& to) {
        auto name = TRY(chosen(named));
        manifest_ = TRY(backup::read_run(store_, name, identities_));
        fmt::print("{:<10}{}\n", "run", name);
        auto folder = TRY(UnfinishedFolder::begin(
            to, "A backup is restored into a folder that does not exist yet"));
        made_ = folder.path();
        TRY(restore_files());
        for (const auto& kept : manifest_.journals) TRY(prove(kept));
        if (!checkpoint.empty()) TRY(compare_with(checkpoint));
        TRY(protect());
        TRY(folder.finish());
        fmt::print("All that was backed up is restored, and all roots agree. To go on with it, "
                   "start a node on {}\n",
                   folder.name().string());
        return {};
    }

private:
    Result<std::string> chosen(const std::string& named) const {
        if (!named.empty()) return named;
        auto runs = TRY(store_.runs());
        if (runs.empty()) return Failure{Kind::missing, "There is no run in this backup store yet"};
        return runs.back();
    }

    Outcome restore_files() {
        platform::ProgressBar bar("Restoring");
        auto progress = [&](std::uint64_t done, std::uint64_t of) { bar.show(done, of); };
        auto disk = journal::real_disk();
        return backup::restore_files(*disk, {store_, manifest_, identities_, made_, progress});
    }

    Outcome prove(const backup::KeptJournal& kept) {
        auto places = platform::journal_places(made_, kept.name);
        auto key = TRY(platform::kept_key_in(places.key));
        auto own = TRY(journal::own_key(*journal::real_disk(), places, std::move(key)));
        {
            platform::ProgressBar bar("Checking " + kept.name); // its line ends here
            auto progress = [&](std::uint64_t done, std::uint64_t of) { bar.show(done, of); };
            TRY(backup::check_kept(folder_of(kept), kept, progress, &own));
        }
        fmt::print("{:<10}{} entries, root {}\n", kept.name, grouped(kept.entries), kept.root);
        return {};
    }

    // The journal's own keys must have signed it, present or former: those of the restored folder, which the checkpoint
    // so confirms.
    Outcome compare_with(const Path& file) {
        auto note = TRY(platform::given_file(file, limits::note_bytes));
        auto unverified = TRY(journal::checkpoint_in(note));
        auto kept =
            std::ranges::find(manifest_.journals, unverified.origin, &backup::KeptJournal::origin);
        if (kept == manifest_.journals.end())
            return Failure{Kind::conflict,
                           "This checkpoint is of no journal of the backup: " + unverified.origin,
                           file.string()};
        auto vkeys = TRY(journal::all_vkeys_in(folder_of(*kept)));
        auto policy = TRY(journal::policy_of(vkeys));
        auto seen = TRY(journal::verified_checkpoint(note, policy)).checkpoint;
        auto missing = TRY(backup::entries_missing_for(folder_of(*kept), *kept, seen));
        if (missing == 0)
            fmt::print("The checkpoint of {} entries of {} is of this history.\n",
                       grouped(seen.size), kept->name);
        else
            fmt::print("The checkpoint tells of {} entries of {}; the last {} are not in this "
                       "backup: {} to {}.\n",
                       grouped(seen.size), kept->name, grouped(missing), kept->entries,
                       seen.size - 1);
        return {};
    }

    // It is its owner's alone.
    Outcome protect() const {
        std::error_code error;
        using std::filesystem::perms;
        for (std::filesystem::recursive_directory_iterator at(made_, error), end;
             !error && at != end; at.increment(error))
            std::filesystem::permissions(
                at->path(),
                at->is_directory(error) ? perms::owner_all : perms::owner_read | perms::owner_write,
                error);
        if (!error) return {};
        return Failure{Kind::unavailable, "This cannot be restored: " + error.message(),
                       made_.string()};
    }

    [[nodiscard]] Path folder_of(const backup::KeptJournal& kept) const {
        return made_ / "journals" / kept.name;
    }

    backup::Store store_;
    std::vector<crypto::age::Identity> identities_;
    Path made_;
    backup::Manifest manifest_;
};

Outcome restore(const Arguments& arguments) {
    auto identities = TRY(given_identities(arguments.at("--identity")));
    auto store = TRY(backup::Store::open(journal::real_disk(), arguments.at("--from")));
    return Restore(std::move(store), std::move(identities))
        .run(arguments.at("--run"), arguments.at("--checkpoint"), arguments.at("--to"));
}

void tell(const std::string& run, const backup::Manifest& manifest) {
    fmt::print("{}  {} files, {} bytes", run, grouped(manifest.files.size()),
               grouped(bytes_in(manifest)));
    for (const auto& journal : manifest.journals)
        fmt::print(", {} {}", journal.name, grouped(journal.entries));
    fmt::print("\n");
}

Outcome list(const Arguments& arguments) {
    auto store = TRY(backup::Store::open(journal::real_disk(), arguments.at("--at")));
    std::vector<crypto::age::Identity> identities;
    if (const auto& file = arguments.at("--identity"); !file.empty())
        identities = TRY(given_identities(file));
    auto runs = TRY(store.runs());
    for (const auto& run : runs) {
        if (identities.empty()) {
            fmt::print("{}\n", run);
            continue;
        }
        auto manifest = backup::read_run(store, run, identities);
        if (manifest)
            tell(run, *manifest);
        else
            fmt::print("{}  {}\n", run, manifest.error().what);
    }
    if (runs.empty()) fmt::print("There is no run in this backup store yet.\n");
    return {};
}

Outcome forget(const Arguments& arguments) {
    auto day = TRY(day_from(arguments.at("--before")));
    auto identities = TRY(given_identities(arguments.at("--identity")));
    TRY(backup::Store::open(journal::real_disk(), arguments.at("--at"))); // none is made here
    auto writer = TRY(backup::StoreWriter::open(journal::real_disk(), arguments.at("--at")));
    auto forgotten = TRY(backup::forget_runs(writer, iso(day), identities));
    fmt::print("{} runs are gone, and {} pieces that no other run needs.\n",
               grouped(forgotten.runs), grouped(forgotten.pieces));
    return {};
}

Outcome check_store(const Arguments& arguments) {
    auto store = TRY(backup::Store::open(journal::real_disk(), arguments.at("--at")));
    std::vector<Failure> damaged;
    {
        platform::ProgressBar bar("Checking");
        damaged = TRY(backup::damaged_pieces(
            store, [&](std::uint64_t done, std::uint64_t of) { bar.show(done, of); }));
    }
    if (damaged.empty()) {
        fmt::print("Every piece in the store is what was written.\n");
        return {};
    }
    for (const auto& piece : damaged) fmt::print("{}\n", piece.where);
    return Failure{Kind::corrupt,
                   fmt::format("{} pieces are damaged: remove them, and the next backup writes "
                               "those again that the node still has",
                               damaged.size()),
                   arguments.at("--at")};
}

} // namespace

std::vector<platform::CommandLine> backup_store_commands() {
    using enum platform::CommandLine::Option::Takes;
    platform::CommandLine::Option at{
        .name = "--at", .help = "The backup store", .required = true, .takes = file};
    return {{"restore",
             "Restore a node's data from a backup store, and prove that it is what was backed up",
             {{.name = "--from", .help = "The backup store", .required = true, .takes = file},
              {.name = "--identity",
               .help = "A file of age identities, as age-keygen writes it",
               .required = true,
               .takes = file},
              {.name = "--to",
               .help = "The data folder; it must not exist yet",
               .required = true,
               .takes = file},
              {"--run", "Which one, as `backups list` names it; none: the newest"},
              {.name = "--checkpoint",
               .help = "A later checkpoint of one of its journals, from a witness or an observer",
               .takes = file}},
             restore},
            {"backups list",
             "Print the runs of a backup store; with an identity, what is in each",
             {at,
              {.name = "--identity",
               .help = "A file of age identities; none: names only",
               .takes = file}},
             list},
            {"backups forget",
             "Remove the runs of before a day from a backup store, and what no other run needs",
             {at,
              {.name = "--identity",
               .help = "A file of age identities that open every run that stays",
               .required = true,
               .takes = file},
              {.name = "--before",
               .help = "The day, as 2026-11-22, in UTC as runs are named; the newest run stays",
               .required = true}},
             forget},
            {"backups check",
             "Read every piece of a backup store and compare it with its name; takes no key",
             {at},
             check_store}};
}

} // namespace vienreiz::app
