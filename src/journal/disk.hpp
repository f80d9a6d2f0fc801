// The seam to the disk: everything the journal does to files goes through here, so that a test can lose,
// tear and reorder what was not synced, fill the disk, or stop at any operation.
#pragma once

#include "base/result.hpp"
#include "base/text.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace vienreiz::journal {

class File {
public:
    virtual ~File() = default;
    virtual Result<std::uint64_t> size() = 0;
    virtual Result<Bytes> read(std::uint64_t offset, std::size_t count) = 0; // fewer bytes only at the end
    virtual Outcome write(std::uint64_t offset, ByteView data) = 0;
    virtual Outcome sync() = 0; // fdatasync: what was written before survives a power cut
    virtual Outcome truncate(std::uint64_t size) = 0;
};

class Disk {
public:
    virtual ~Disk() = default;
    virtual Result<std::unique_ptr<File>> open(const std::filesystem::path& path) = 0; // creates
    virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder) = 0; // names, sorted
    virtual Outcome make_folder(const std::filesystem::path& folder) = 0;
    virtual Outcome replace(const std::filesystem::path& path, ByteView content) = 0; // temporary, sync, rename, sync folder
    virtual Outcome remove(const std::filesystem::path& path) = 0;
    virtual Outcome sync_folder(const std::filesystem::path& folder) = 0;
    virtual Outcome lock(const std::filesystem::path& path) = 0; // held until this Disk ends; a second holder fails
};

std::shared_ptr<Disk> real_disk();

} // namespace vienreiz::journal
