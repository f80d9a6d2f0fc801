// What is copied, and in which order, so that nothing in the copy names what is not in it:
//
//   views               first: they never stand further than the journals, which are copied after them
//   journals/root       then this: it never holds a checkpoint of the others that they, copied after it, do not reach
//   journals/access     then this: it names agreements of `main`
//   journals/main       everything acknowledged so far, and not a byte of what is being written
//   private, versions   what `main` names was whole before it was named; what came later is put aside at the start
//   keys                never change
//
// Left out: sessions and tokens (what was revoked since must not come back), uploads, temporary files.
//
// With a recipient the same goes, encrypted, into a backup store (app/encrypted_backup.cpp).
#include "app/backup.hpp"

#include "app/data_folder.hpp"
#include "app/encrypted_backup.hpp"
#include "base/text.hpp"
#include "journal/journal.hpp"
#include "platform/node.hpp"
#include "platform/progress.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

namespace vienreiz::app {
namespace {

using Arguments = platform::CommandLine::Arguments;
using Path = std::filesystem::path;

Failure not_copied(const Path& path, const std::error_code& error) {
    return {Kind::unavailable, "This cannot be copied: " + error.message(), path.string()};
}

class Backup {
public:
    Backup(Path from, Path to) : from_(std::move(from)), to_(std::move(to)), made_(to_) {
        made_ += ".unfinished";
    }

    Outcome run() {
        TRY(begin());
        TRY(copy_views());
        for (const auto* name : {"root", "access", "main"}) TRY(copy_journal(name));
        for (const auto* name : {"private", "keys", "versions", "time-stamps"})
            TRY(copy_folder(name));
        TRY(copy_file("demonstration.json"));
        for (const auto* name : {"root", "access", "main"}) TRY(check_copy(name));
        return finish();
    }

private:
    Outcome begin() {
        TRY(has_journals(from_));
        std::error_code error;
        if (std::filesystem::exists(to_, error))
            return Failure{Kind::conflict, "A backup is made in a folder that does not exist yet",
                           to_.string()};
        std::filesystem::remove_all(made_, error); // of a backup that was broken off
        std::filesystem::create_directories(made_, error);
        if (error) return not_copied(made_, error);
        // It holds the journals' keys and people's data.
        std::filesystem::permissions(made_, std::filesystem::perms::owner_all, error);
        return {};
    }

    Outcome copy_views() {
        for (const auto* name : {"main", "access"}) {
            auto place = Path("views") / name;
            auto copied = store::copy_lmdb(from_ / place, made_ / place);
            bool made_anew = !copied && (copied.error().kind == Kind::missing ||
                                         copied.error().kind == Kind::conflict);
            if (!copied && !made_anew) return copied;
        }
        return {};
    }

    Outcome copy_journal(std::string_view name) {
        auto place = Path("journals") / name;
        std::error_code error;
        if (!std::filesystem::exists(from_ / place, error))
            return {}; // of a version without a root
        auto entries = TRY(journal::copy_files(from_ / place, made_ / place));
        fmt::print("{:<10}{} entries\n", name, grouped(entries));
        return {};
    }

    Outcome copy_folder(std::string_view name) {
        std::error_code error;
        if (!std::filesystem::is_directory(from_ / name, error)) return {};
        std::uint64_t files = 0;
        for (std::filesystem::recursive_directory_iterator at(from_ / name, error), end;
             !error && at != end; at.increment(error)) {
            auto place = at->path().lexically_relative(from_);
            if (at->is_directory(error)) continue;
            TRY(copy_file(place));
            ++files;
        }
        if (error) return not_copied(from_ / name, error);
        fmt::print("{:<10}{} files\n", name, grouped(files));
        return {};
    }

    // A file that goes away meanwhile was not named by the journal: a version in the making that failed, an erased
    // person.
    Outcome copy_file(const Path& place) {
        std::error_code error;
        std::filesystem::create_directories((made_ / place).parent_path(), error);
        if (!error) std::filesystem::copy_file(from_ / place, made_ / place, error);
        if (error && error != std::errc::no_such_file_or_directory)
            return not_copied(from_ / place, error);
        return {};
    }

    Outcome check_copy(std::string_view name) {
        auto folder = made_ / "journals" / name;
        std::error_code error;
        if (!std::filesystem::exists(folder, error)) return {};
        return check_journal_in(made_, name);
    }

    // All of it is on the disk before it is called a backup.
    Outcome finish() {
        int folder = ::open(made_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        bool synced = folder >= 0 && ::syncfs(folder) == 0;
        std::error_code error(errno, std::generic_category());
        if (folder >= 0) ::close(folder);
        if (!synced) return not_copied(made_, error);
        std::filesystem::rename(made_, to_, error);
        if (error) return not_copied(to_, error);
        fmt::print("The copy is whole. To restore it, start a node on {}\n", to_.string());
        return {};
    }

    Path from_, to_, made_;
};

Outcome backup(const Arguments& arguments) {
    Path to = arguments.at("--to");
    if (!to.has_filename()) to = to.parent_path(); // "copies/today/"
    if (const auto& recipients = arguments.at("--recipient"); !recipients.empty())
        return back_up_encrypted(arguments.at("--data"), to, recipients);
    return Backup(arguments.at("--data"), std::move(to)).run();
}

} // namespace

Outcome check_journal_in(const std::filesystem::path& data, std::string_view name) {
    auto folder = data / "journals" / name;
    auto key = TRY(platform::kept_key_in(data / "keys" / fmt::format("journal-{}.pem", name)));
    auto vkeys = TRY(journal::vkeys_in(folder));
    platform::ProgressBar bar(fmt::format("Checking {}", name));
    TRY(journal::check_files(
        folder, vkeys.front(), [&](std::uint64_t done, std::uint64_t of) { bar.show(done, of); },
        &key));
    return {};
}

platform::CommandLine backup_command() {
    using enum platform::CommandLine::Option::Takes;
    return {
        "backup",
        "Copy a node's data consistently, while it runs; with --recipient encrypted, and only "
        "what is new",
        {{.name = "--data", .help = "The node's data folder", .required = true, .takes = file},
         {.name = "--to",
          .help = "Folder of the copy, which must not exist yet; with --recipient a backup store",
          .required = true,
          .takes = file},
         {"--recipient",
          "Encrypt it to these age recipients (age1…), between commas, and add only what is new"}},
        backup};
}

} // namespace vienreiz::app
