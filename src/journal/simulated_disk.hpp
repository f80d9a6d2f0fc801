// A disk in memory that fails as real ones do, each time the same for the same seed. For tests.
//
// Model        what is written is seen at once; what survives a power cut is decided sector by
//              sector for every write since the file's last sync: kept, lost, or torn anywhere, in
//              any order. A file that was created and not synced into its folder may be lost as a
//              whole. After a failed sync the pages count as clean, as in Linux: a later sync will
//              not write them, though they can still be read.
// Limits       folders are not lost: make_folder is taken as durable.
#pragma once

#include "journal/disk.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>

namespace vienreiz::journal {

struct Faults {
    static constexpr auto never = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t crash_at =
        never; // this operation that changes the disk, from 0, and all after it
    std::uint64_t fail_sync_at = never; // this sync, from 0
    std::uint64_t capacity = never;     // bytes in all files
};

class SimulatedDisk final : public Disk, public std::enable_shared_from_this<SimulatedDisk> {
public:
    explicit SimulatedDisk(std::uint64_t seed) : random_(seed) {}

    Result<std::unique_ptr<File>> open(const std::filesystem::path& path) override;
    Result<std::unique_ptr<File>> open_to_read(const std::filesystem::path& path) override;
    Result<std::vector<std::string>> list(const std::filesystem::path& folder) override;
    Outcome make_folder(const std::filesystem::path& folder) override;
    Outcome replace(const std::filesystem::path& path, ByteView content) override;
    Outcome remove(const std::filesystem::path& path) override;
    Outcome remove_folder(const std::filesystem::path& folder) override;
    Outcome sync_folder(const std::filesystem::path& folder) override;
    Result<std::unique_ptr<AllWrites>> all_writes(const std::filesystem::path& folder) override;
    Result<std::unique_ptr<Lock>> lock(const std::filesystem::path& path) override;

    void set_faults(Faults faults);           // counts operations and syncs from now
    [[nodiscard]] std::uint64_t operations(); // that changed the disk, since set_faults
    [[nodiscard]] bool crashed();
    void restart();   // the process died; the machine went on
    void cut_power(); // and on again: only what survived is there
    void flip_bit(const std::filesystem::path& path, std::uint64_t bit);
    [[nodiscard]] Bytes content(const std::filesystem::path& path);
    void set_content(const std::filesystem::path& path, Bytes content);

private:
    friend class SimulatedFile;
    friend class SimulatedWrites;
    friend struct SimulatedLock;
    struct Change {
        std::optional<std::uint64_t> truncate_to; // or a write:
        std::uint64_t offset = 0;
        Bytes data{};
    };
    struct Content {
        Bytes seen, durable;
        std::vector<Change> pending;
        bool in_folder = false; // its name survives a power cut
    };
    using Contents = std::shared_ptr<Content>;

    Outcome step(); // counts an operation that changes the disk; fails when the crash is due
    Outcome take_space(Content& content, std::uint64_t end);
    Outcome write(Content& content, std::uint64_t offset, ByteView data);
    Outcome sync(Content& content);
    Outcome sync_all();
    void lose_some(Content& content); // of what was not synced, and counts as written all the same
    static void settle(Content& content); // all of it is durable
    void survive(Content& content);
    void apply_torn(Bytes& to, const Change& change);
    bool coin() { return random_() & 1; }

    std::mutex mutex_;
    std::mt19937_64 random_;
    Faults faults_;
    std::uint64_t operations_ = 0, syncs_ = 0;
    std::uint64_t life_ = 0; // a restart makes the files and locks of the former process useless
    bool crashed_ = false;
    std::map<std::filesystem::path, Contents> files_;
    std::set<std::filesystem::path> locks_;
};

} // namespace vienreiz::journal
