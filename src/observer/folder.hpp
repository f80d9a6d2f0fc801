// Where a mirror is kept: the files of a journal as c2sp.org/tlog-tiles publishes them, so that any
// web server can show the folder and any reader of such journals can read it from file://.
//
//   checkpoint                         the newest one that is shown, a signed note
//   tile/<level>/<number>              256 hashes
//   tile/<level>/<number>.p/<width>    fewer: at the right edge of each tree that was shown,
//                                      until the full one is there
//   tile/entries/<number>[.p/<width>]  as many entries, each behind its length
//
// and beside them, which are no part of the standard:
//
//   pending                            the checkpoint being caught up with, a signed note
//   withheld                           the number of the first bundle that the journal does not
//                                      show us, one line
//   contradiction                      two checkpoints that exclude each other, the first found
//                                      (journal/contradiction.hpp)
//   shrunk                             the note that was held, and one of fewer entries that was
//                                      shown later, each behind its length
//   lock                               held by whoever writes
//
// What a checkpoint covers is durable before it takes the place of the one before. Files that no
// checkpoint covers yet may be torn or lost by a power cut: whoever finds them proves them again
// before use.
//
// Concurrency  tile() and mend() by any thread; the rest by one.
#pragma once

#include "journal/disk.hpp"
#include "journal/static_log.hpp"

#include <atomic>

namespace vienreiz::observer {

class Folder {
public:
    // Makes it where it is not there. Kind::conflict when another program writes it.
    static Result<std::unique_ptr<Folder>> open(std::shared_ptr<journal::Disk> disk,
                                                std::filesystem::path path);

    // "checkpoint", "pending"...; nothing when it is not there.
    [[nodiscard]] Result<std::optional<std::string>> text(const std::string& name) const;
    Outcome replace(const std::string& name, std::string_view content);
    Outcome remove(const std::string& name); // if it is there
    [[nodiscard]] std::string place(const std::string& name) const;

    // What the files say; it may be damaged.
    [[nodiscard]] Result<Bytes> tile(const journal::TileName& name) const;
    // The same of what no checkpoint covers yet; Kind::missing also where a sync has failed since
    // it was written.
    [[nodiscard]] Result<Bytes> left_over(const journal::TileName& name) const;
    Outcome write(const journal::TileName& name, ByteView content);
    // All that was written is durable then.
    Outcome settle();
    // In the place of a damaged one, at once.
    Outcome mend(const journal::TileName& name, ByteView content);
    // The partial ones, whatever their width, of a tile that is there in full.
    Outcome forget_partials(journal::TileName name);

private:
    Folder(std::shared_ptr<journal::Disk> disk, std::filesystem::path path)
        : disk_(std::move(disk)), path_(std::move(path)) {}
    std::shared_ptr<journal::Disk> disk_;
    std::filesystem::path path_;
    std::unique_ptr<journal::Lock> lock_;
    std::unique_ptr<journal::AllWrites> writes_;
    std::filesystem::path made_;        // the folder that was last known to be there
    std::atomic<bool> doubtful_{false}; // a sync has failed: what was written may not be there
};

} // namespace vienreiz::observer
