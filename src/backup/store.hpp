// A backup store: a folder, on whatever storage is mounted there, that keeps encrypted runs.
//
//   backup-store           "vienreiz-backup-store/1", and 32 hex digits that tell this store from others
//   lock                   held while a run is written
//   pieces/<2>/<64>.age    a part of a file, encrypted; named by the SHA-256 of what stands in it, in hex, and by
//                          that name's first two digits. So sha256sum finds a damaged one without any key
//   runs/<time>.age        the manifest of a run (manifest.hpp), encrypted; named by the moment it was begun, UTC,
//                          "2026-11-22T03-15-00.123456Z". Written last: a run without one is none
//
// Everything is in the age v1 format. Names and sizes tell how much is kept and when, and nothing of what. A file that
// is there is whole: it is written beside, synced and renamed, and never changed. Runs and pieces go away only as
// forgetting.hpp has it.
//
// Operation    StoreWriter adds pieces, then the run. Whatever happens on the way, the runs so far stay as they are;
//              the pieces of one that was broken off are used by the next, or lie there.
// Concurrency  one writer at a time, held by `lock`; readers whenever they like.
// Errors       Kind::missing: no such store, run or piece. Kind::conflict: another run is being written. Kind::corrupt:
//              what stands there is not what was written, with the file's name. Kind::unavailable: the disk is full.
#pragma once

#include "crypto/age.hpp"
#include "journal/disk.hpp"

#include <set>

namespace vienreiz::backup {

using Path = std::filesystem::path;

class Store {
public:
    // Kind::missing when there is none in this folder.
    static Result<Store> open(std::shared_ptr<journal::Disk> disk, Path folder);

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] Result<std::vector<std::string>> runs() const; // oldest first
    // A whole encrypted manifest, and a piece whose hash is its name.
    [[nodiscard]] Result<Bytes> run(const std::string& name) const;
    [[nodiscard]] Result<Bytes> piece(const std::string& name) const;
    // The names of all that are there.
    [[nodiscard]] Result<std::set<std::string>> pieces() const;

private:
    friend class StoreWriter;
    Store(std::shared_ptr<journal::Disk> disk, Path folder, std::string id)
        : disk_(std::move(disk)), folder_(std::move(folder)), id_(std::move(id)) {}
    std::shared_ptr<journal::Disk> disk_;
    Path folder_;
    std::string id_;
};

class StoreWriter {
public:
    // Makes one in a folder that is empty or does not exist. Kind::conflict in a folder that holds something else, and
    // while another run is being written.
    static Result<StoreWriter> open(std::shared_ptr<journal::Disk> disk, Path folder);

    [[nodiscard]] const Store& store() const { return store_; }
    [[nodiscard]] const std::set<std::string>& pieces() const { return pieces_; }
    [[nodiscard]] bool has(const std::string& piece) const { return pieces_.contains(piece); }
    // Durable when it returns; gives the piece's name.
    Result<std::string> add_piece(ByteView encrypted);
    // Kind::conflict unless the name comes after those of all other runs.
    Outcome takes_run(const std::string& name) const;
    Outcome add_run(const std::string& name, ByteView encrypted);
    // Whether a run that stays needs it is for forgetting.hpp.
    Outcome remove_piece(const std::string& name);
    Outcome remove_run(const std::string& name);

private:
    StoreWriter(Store store, std::unique_ptr<journal::Lock> lock)
        : store_(std::move(store)), lock_(std::move(lock)) {}
    Outcome tidy();
    Store store_;
    std::unique_ptr<journal::Lock> lock_;
    std::set<std::string> pieces_;
};

} // namespace vienreiz::backup
