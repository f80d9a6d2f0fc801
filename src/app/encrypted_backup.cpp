// What goes into a run is what goes into a copy (app/backup.cpp), in the same order and for the same reasons, without
// what is computed from it: the views, and the journals' side files. A node that starts on what was restored makes
// them anew.
//
//   1  read all of each journal and check it: what is damaged is not put over a good backup
//   2  the ends of `root`, `access` and `main`: what was acknowledged so far
//   3  the list of the other files, as they are after that
//   4  their pieces, those that the store does not have
//   5  the manifest
#include "app/encrypted_backup.hpp"

#include "app/backup.hpp"
#include "app/data_folder.hpp"
#include "backup/run.hpp"
#include "base/limits.hpp"
#include "journal/copy.hpp"
#include "journal/journal.hpp"
#include "platform/progress.hpp"

#include <fmt/format.h>

namespace vienreiz::app {
namespace {

using Path = std::filesystem::path;

Result<std::vector<crypto::age::Recipient>> recipients_in(std::string_view list) {
    std::vector<crypto::age::Recipient> out;
    for (auto one : split(list, ',')) {
        auto recipient = crypto::age::recipient_from(trim(one));
        if (!recipient) return within(std::move(recipient).error(), "--recipient");
        out.push_back(*recipient);
    }
    if (out.size() > limits::backup_recipients)
        return Failure{Kind::too_many,
                       fmt::format("A backup has at most {} recipients", limits::backup_recipients),
                       "--recipient"};
    return out;
}

class EncryptedBackup {
public:
    EncryptedBackup(Path data, backup::Run run) : data_(std::move(data)), run_(std::move(run)) {}

    Result<backup::RunResult> run() {
        for (const auto* name : {"root", "access", "main"}) TRY(take_journal(name));
        for (const auto* name : {"private", "keys", "versions", "people", "time-stamps"})
            TRY(list_folder(name));
        TRY(list("demonstration.json"));
        TRY(take_files());
        return run_.finish();
    }

private:
    // A file that is there, and how much of it.
    struct Listed {
        Path place; // below the data folder
        std::uint64_t bytes;
        bool is_of_journal;
    };

    Outcome take_journal(const std::string& name) {
        auto place = Path("journals") / name;
        std::error_code error;
        if (!std::filesystem::exists(data_ / place, error))
            return {}; // of a version without a root
        auto disk = journal::real_disk();
        auto plan = TRY(journal::plan_copy(*disk, data_ / place));
        auto own = TRY(journal::kept_in(data_ / place));
        run_.add({.name = name,
                  .origin = own.origin,
                  .entries = plan.entries,
                  .root = base64(plan.root)});
        for (const auto& [file, content] : plan.written)
            TRY(run_.add((place / file).generic_string(), content));
        for (const auto& [file, bytes] : plan.segments)
            listed_.push_back({place / file, bytes, true});
        fmt::print("{:<10}{} entries\n", name, grouped(plan.entries));
        return {};
    }

    Outcome list_folder(const Path& name) {
        std::error_code error;
        if (!std::filesystem::is_directory(data_ / name, error)) return {};
        for (std::filesystem::recursive_directory_iterator at(data_ / name, error), end;
             !error && at != end; at.increment(error))
            if (!at->is_directory(error)) TRY(list(at->path().lexically_relative(data_)));
        if (error)
            return Failure{Kind::unavailable, "This cannot be backed up: " + error.message(),
                           (data_ / name).string()};
        return {};
    }

    Outcome list(const Path& place) {
        std::error_code error;
        auto size = std::filesystem::file_size(data_ / place, error);
        if (!error) listed_.push_back({place, size, false});
        if (!error || error == std::errc::no_such_file_or_directory) return {};
        return Failure{Kind::unavailable, "This cannot be backed up: " + error.message(),
                       (data_ / place).string()};
    }

    Outcome take_files() {
        std::uint64_t total = 0, done = 0;
        for (const auto& file : listed_) total += file.bytes;
        platform::ProgressBar bar("Backing up");
        for (const auto& file : listed_) {
            TRY(take(file));
            bar.show(done += file.bytes, total);
        }
        return {};
    }

    // A file that goes away meanwhile was not named by the journal: a version in the making that failed, an erased
    // person.
    Outcome take(const Listed& file) {
        auto first_bytes = file.is_of_journal ? std::optional(file.bytes) : std::nullopt;
        auto taken = run_.add_file(file.place.generic_string(), data_ / file.place, first_bytes);
        std::error_code error;
        bool is_gone = !taken && taken.error().kind == Kind::missing && !file.is_of_journal &&
                       !std::filesystem::exists(data_ / file.place, error);
        return is_gone ? Outcome() : taken;
    }

    Path data_;
    backup::Run run_;
    std::vector<Listed> listed_;
};

void tell(const backup::RunResult& result, const Path& store) {
    fmt::print("{:<10}{} files, {} bytes\n{:<10}{} pieces, {} bytes\n", "run",
               grouped(result.files), grouped(result.bytes), "new", grouped(result.new_pieces),
               grouped(result.new_bytes));
    if (result.lost_pieces > 0)
        fmt::print("The store had lost {} pieces of earlier runs; they are in it again.\n",
                   grouped(result.lost_pieces));
    fmt::print("The run {} is whole. To restore it: vienreiz restore --from {} --identity FILE "
               "--to FOLDER\n",
               result.name, store.string());
}

} // namespace

Outcome back_up_encrypted(const Path& data, const Path& store, std::string_view recipients) {
    TRY(has_journals(data));
    std::error_code error;
    auto whom = TRY(recipients_in(recipients));
    for (const auto* name : {"root", "access", "main"})
        if (std::filesystem::exists(data / "journals" / name, error))
            TRY(check_journal_in(data, name));
    auto run = TRY(backup::Run::begin(
        {journal::real_disk(), store, data / "backups", std::move(whom), now()}));
    tell(TRY(EncryptedBackup(data, std::move(run)).run()), store);
    return {};
}

} // namespace vienreiz::app
