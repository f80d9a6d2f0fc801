// What is copied, and in which order, so that nothing in the copy names what is not in it:
//
//   views               first: they never stand further than the journals, which are copied after them
//   journals/root       then this: it never holds a checkpoint of the others that they, copied after it, do not reach
//   journals/access     then this: it names agreements of `main`
//   journals/main       everything acknowledged so far, and not a byte of what is being written
//   private, versions   what `main` names was whole before it was named; what came later is put aside at the start
//   people              what `access` names was whole before it was named, too
//   keys                change only while a rotation of them begins; then the copy is refused where they do not fit
//
// Left out: sessions and tokens (what was revoked since must not come back), uploads, extracts, temporary files.
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

namespace vienreiz::app {
namespace {

using Arguments = platform::CommandLine::Arguments;
using Path = std::filesystem::path;

Failure not_copied(const Path& path, const std::error_code& error) {
    return {Kind::unavailable, "This cannot be copied: " + error.message(), path.string()};
}

class Backup {
public:
    Backup(Path from, UnfinishedFolder to) : from_(std::move(from)), to_(std::move(to)) {}

    Outcome run() {
        TRY(copy_views());
        for (const auto* name : {"root", "access", "main"}) TRY(copy_journal(name));
        for (const auto* name : {"private", "keys", "versions", "people", "time-stamps"})
            TRY(copy_folder(name));
        TRY(copy_file("demonstration.json"));
        for (const auto* name : {"root", "access", "main"}) TRY(check_copy(name));
        TRY(to_.finish());
        fmt::print("The copy is whole. To restore it, start a node on {}\n", to_.name().string());
        return {};
    }

private:
    Outcome copy_views() {
        for (const auto* name : {"main", "access"}) {
            auto place = Path("views") / name;
            auto copied = store::copy_lmdb(from_ / place, to_.path() / place);
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
        auto entries = TRY(journal::copy_files(from_ / place, to_.path() / place));
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
        std::filesystem::create_directories((to_.path() / place).parent_path(), error);
        if (!error) std::filesystem::copy_file(from_ / place, to_.path() / place, error);
        if (error && error != std::errc::no_such_file_or_directory)
            return not_copied(from_ / place, error);
        return {};
    }

    Outcome check_copy(std::string_view name) {
        auto folder = to_.path() / "journals" / name;
        std::error_code error;
        if (!std::filesystem::exists(folder, error)) return {};
        return check_journal_in(to_.path(), name);
    }

    Path from_;
    UnfinishedFolder to_;
};

Outcome backup(const Arguments& arguments) {
    Path from = arguments.at("--data"), to = arguments.at("--to");
    if (const auto& recipients = arguments.at("--recipient"); !recipients.empty())
        return back_up_encrypted(from, to, recipients);
    TRY(has_journals(from));
    auto made =
        TRY(UnfinishedFolder::begin(to, "A backup is made in a folder that does not exist yet"));
    return Backup(std::move(from), std::move(made)).run();
}

} // namespace

Outcome check_journal_in(const std::filesystem::path& data, std::string_view name) {
    auto folder = data / "journals" / name;
    auto places = platform::journal_places(data, name);
    auto key = TRY(platform::kept_key_in(places.key));
    auto own = TRY(journal::own_key(*journal::real_disk(), places, std::move(key)));
    auto vkeys = TRY(journal::vkeys_in(folder));
    platform::ProgressBar bar(fmt::format("Checking {}", name));
    TRY(journal::check_files(
        folder, vkeys.front(), [&](std::uint64_t done, std::uint64_t of) { bar.show(done, of); },
        &own));
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
