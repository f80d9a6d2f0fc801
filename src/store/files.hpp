// Files as this folder needs them: written from front to back, synced, and mapped for reading.
// Every failure of the system becomes a sentence with the file's path in `where`.
#pragma once

#include "base/result.hpp"
#include "base/text.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace vienreiz::store::files {

// The failure for `errno` as it stands: unavailable with what to do, or missing.
Failure failure(int error, std::string_view doing, const std::filesystem::path& path);

// Written only at its end. Closing is silent: sync() before, where it matters.
class File {
public:
    static Result<File> create(const std::filesystem::path& path); // must not exist yet
    static Result<File>
    scratch(const std::filesystem::path& folder); // has no name, gone when closed
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    ~File();

    Outcome append(ByteView data);
    Outcome write_at(std::uint64_t offset, ByteView data);
    Result<std::size_t> read_at(std::uint64_t offset,
                                std::span<std::uint8_t> into) const; // fewer at the end
    // Asks the disk to begin with what was appended so far, so that sync() has less to wait for.
    void begin_writing_back();
    Outcome sync();
    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    File(int descriptor, std::filesystem::path path)
        : descriptor_(descriptor), path_(std::move(path)) {}
    int descriptor_ = -1;
    std::uint64_t size_ = 0, written_back_ = 0;
    std::filesystem::path path_;
};

Outcome sync_path(const std::filesystem::path& path); // of a file that somebody else wrote
Outcome sync_folder(const std::filesystem::path& folder);
Result<std::string> read_small(const std::filesystem::path& path); // whole, up to 64 MiB
// All of it or nothing of it stands at `path` after a power cut: a new file, synced, then renamed.
Outcome write_small(const std::filesystem::path& path, std::string_view content);

// A file mapped for reading. The bytes stay when the file is unlinked.
class Mapping {
public:
    enum class Access { random, in_order };
    static Result<Mapping> open(const std::filesystem::path& path, Access access);
    Mapping(Mapping&& other) noexcept;
    Mapping& operator=(Mapping&& other) noexcept;
    ~Mapping();

    [[nodiscard]] const std::uint8_t* data() const { return data_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] ByteView bytes() const { return {data_, size_}; }
    // A hint that these bytes are wanted soon.
    void will_need(std::uint64_t offset, std::uint64_t count) const;

private:
    Mapping(const std::uint8_t* data, std::uint64_t size) : data_(data), size_(size) {}
    const std::uint8_t* data_ = nullptr;
    std::uint64_t size_ = 0;
};

} // namespace vienreiz::store::files
