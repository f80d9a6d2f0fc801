#include "store/files.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace vienreiz::store::files {

Failure failure(int error, std::string_view doing, const std::filesystem::path& path) {
    auto place = path.string();
    if (error == ENOSPC || error == EDQUOT)
        return {Kind::unavailable,
                fmt::format("The disk is full while {}: free some space and try again", doing),
                place};
    if (error == ENOENT)
        return {Kind::missing, fmt::format("There is no such file or folder while {}", doing),
                place};
    if (error == EEXIST)
        return {Kind::conflict, fmt::format("It exists already while {}", doing), place};
    return {Kind::unavailable,
            fmt::format("The system refuses {}: {}", doing, std::strerror(error)), place};
}

// ---- File ------------------------------------------------------------------------------------

Result<File> File::create(const std::filesystem::path& path) {
    int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return failure(errno, "making a file", path);
    return File(descriptor, path);
}

Result<File> File::scratch(const std::filesystem::path& folder) {
    int descriptor = ::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (descriptor >= 0) return File(descriptor, folder);
    // Some file systems know no nameless files: a name that is taken away at once does as well.
    auto name = (folder / "scratch.XXXXXX").string();
    descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return failure(errno, "making a scratch file", folder);
    ::unlink(name.c_str());
    return File(descriptor, folder);
}

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_),
      written_back_(other.written_back_), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
    std::swap(written_back_, other.written_back_);
    std::swap(path_, other.path_);
    return *this;
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Outcome File::append(ByteView data) {
    TRY(write_at(size_, data));
    size_ += data.size();
    return {};
}

Outcome File::write_at(std::uint64_t offset, ByteView data) {
    while (!data.empty()) {
        auto written = ::pwrite(descriptor_, data.data(), data.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failure(errno, "writing a file", path_);
        data = data.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return {};
}

Result<std::size_t> File::read_at(std::uint64_t offset, std::span<std::uint8_t> into) const {
    std::size_t count = 0;
    while (count < into.size()) {
        auto got = ::pread(descriptor_, into.data() + count, into.size() - count,
                           static_cast<off_t>(offset + count));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failure(errno, "reading a file", path_);
        if (got == 0) break;
        count += static_cast<std::size_t>(got);
    }
    return count;
}

void File::begin_writing_back() {
    constexpr std::uint64_t step =
        16 * limits::MiB; // long enough for the disk to be busy, not to be asked all the time
    if (size_ - written_back_ < step) return;
    ::sync_file_range(descriptor_, static_cast<off_t>(written_back_),
                      static_cast<off_t>(size_ - written_back_), SYNC_FILE_RANGE_WRITE);
    written_back_ = size_;
}

Outcome File::sync() {
    if (::fsync(descriptor_) != 0) return failure(errno, "syncing a file", path_);
    return {};
}

// ---- small files and folders -----------------------------------------------------------------

Outcome sync_path(const std::filesystem::path& path) {
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failure(errno, "opening for a sync", path);
    int error = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (error) return failure(error, "syncing", path);
    return {};
}

Outcome sync_folder(const std::filesystem::path& folder) { return sync_path(folder); }

Result<std::string> read_small(const std::filesystem::path& path) {
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failure(errno, "opening a file", path);
    std::string content;
    char buffer[4096]; // also for /proc, whose files have no size
    ssize_t got = 0;
    while ((got = ::read(descriptor, buffer, sizeof buffer)) > 0 &&
           content.size() < 64 * limits::MiB)
        content.append(buffer, static_cast<std::size_t>(got));
    int error = got < 0 ? errno : 0;
    ::close(descriptor);
    if (error) return failure(error, "reading a file", path);
    if (got > 0)
        return Failure{Kind::too_large, "This file is larger than any we write", path.string()};
    return content;
}

Outcome write_small(const std::filesystem::path& path, std::string_view content) {
    auto fresh = path;
    fresh += ".new";
    ::unlink(fresh.c_str()); // left by an earlier end halfway
    auto file = TRY(File::create(fresh));
    TRY(file.append(bytes(content)));
    TRY(file.sync());
    if (::rename(fresh.c_str(), path.c_str()) != 0) return failure(errno, "renaming a file", path);
    return sync_folder(path.parent_path());
}

// ---- Mapping ---------------------------------------------------------------------------------

Result<Mapping> Mapping::open(const std::filesystem::path& path, Access access) {
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failure(errno, "opening a file", path);
    struct stat status{};
    void* data = nullptr;
    int error = ::fstat(descriptor, &status) == 0 ? 0 : errno;
    auto size = static_cast<std::size_t>(status.st_size);
    if (!error && size > 0) {
        data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
        if (data == MAP_FAILED) error = errno;
    }
    ::close(descriptor);
    if (error) return failure(error, "mapping a file", path);
    if (size > 0) {
        // Huge pages where the file system has them: a random look-up then misses the TLB once
        // instead of twice.
        ::madvise(data, size, MADV_HUGEPAGE);
        if (access == Access::random) ::madvise(data, size, MADV_RANDOM);
    }
    return Mapping(static_cast<const std::uint8_t*>(data), size);
}

Mapping::Mapping(Mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

Mapping::~Mapping() {
    if (data_) ::munmap(const_cast<std::uint8_t*>(data_), size_);
}

void Mapping::will_need(std::uint64_t offset, std::uint64_t count) const {
    constexpr std::uint64_t page = 4096;
    if (offset >= size_) return;
    auto begin = offset / page * page;
    auto end = std::min(offset + count, size_);
    ::madvise(const_cast<std::uint8_t*>(data_) + begin, end - begin, MADV_WILLNEED);
}

} // namespace vienreiz::store::files
