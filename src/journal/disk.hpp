// The seam to the disk: everything the journal does to files goes through here, so that a test can
// lose, tear and reorder what was not synced, fill the disk, or stop at any operation
// (journal/simulated_disk.hpp).
//
// Errors       Kind::unavailable with a sentence: disk full, no permission, a device that fails.
// Concurrency  a File may be read from any thread while one thread writes other bytes of it.
#pragma once

#include "base/result.hpp"
#include "base/text.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace vienreiz::journal {

class File {
public:
    virtual ~File() = default;
    virtual Result<std::uint64_t> size() = 0;
    virtual Result<Bytes> read(std::uint64_t offset,
                               std::size_t count) = 0; // fewer only at the end
    virtual Outcome write(std::uint64_t offset, ByteView data) = 0;
    virtual Outcome sync() = 0; // fdatasync: what was written before survives a power cut
    virtual Outcome truncate(std::uint64_t size) = 0;
};

// Held until it ends, or until its process does.
class Lock {
public:
    virtual ~Lock() = default;
};

// Whatever was written to any file on the disk of a folder since this was opened, and every name
// given: made durable at once, however many files they are.
class AllWrites {
public:
    virtual ~AllWrites() = default;
    // After a failure nobody knows what the disk holds of them, as after a failed File::sync().
    virtual Outcome sync() = 0;
};

class Disk {
public:
    virtual ~Disk() = default;
    virtual Result<std::unique_ptr<File>> open(const std::filesystem::path& path) = 0; // creates
    virtual Result<std::unique_ptr<File>> open_to_read(const std::filesystem::path& path) = 0;
    // Names of files, sorted; a folder that does not exist is Kind::missing.
    virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder) = 0;
    virtual Outcome make_folder(const std::filesystem::path& folder) = 0; // and those above it
    // All of the content or none of it: temporary file, sync, rename, sync of the folder.
    virtual Outcome replace(const std::filesystem::path& path, ByteView content) = 0;
    virtual Outcome remove(const std::filesystem::path& path) = 0;
    // One that is empty; Kind::missing when it is not there.
    virtual Outcome remove_folder(const std::filesystem::path& folder) = 0;
    virtual Outcome sync_folder(const std::filesystem::path& folder) = 0;
    // From now on. `folder` is there.
    virtual Result<std::unique_ptr<AllWrites>> all_writes(const std::filesystem::path& folder) = 0;
    // A second holder, in this process or another, gets Kind::conflict.
    virtual Result<std::unique_ptr<Lock>> lock(const std::filesystem::path& path) = 0;
};

std::shared_ptr<Disk> real_disk();

// As Disk::replace, of a file that is its owner's alone.
Outcome replace_private(Disk& disk, const std::filesystem::path& path, ByteView content);

// The whole of a file that is known to be small.
Result<Bytes> read_whole(Disk& disk, const std::filesystem::path& path, std::size_t limit);
// The same where it may be absent: nothing then.
Result<std::optional<Bytes>> read_if_there(Disk& disk, const std::filesystem::path& path,
                                           std::size_t limit);

} // namespace vienreiz::journal
