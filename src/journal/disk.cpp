#include "journal/disk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace vienreiz::journal {
namespace disk {

using std::filesystem::path;

// errno in a sentence that says what to do.
Failure failed(std::string_view doing, const path& file, int error = errno) {
    auto kind = error == ENOENT ? Kind::missing : Kind::unavailable;
    std::string what;
    if (error == ENOSPC || error == EDQUOT)
        what = "The disk is full: free some space, or move the data to a larger disk";
    else if (error == EMFILE || error == ENFILE)
        what = "Too many files are open: raise the limit of open files (ulimit -n)";
    else
        what = "Could not " + std::string(doing) +
               " a file: " + std::generic_category().message(error);
    return {kind, std::move(what), file.string()};
}

// Calls again what a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
    decltype(call()) result;
    do result = call();
    while (result < 0 && errno == EINTR);
    return result;
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

int open_file(const path& file, int flags) {
    return uninterrupted([&] { return ::open(file.c_str(), flags | O_CLOEXEC, 0640); });
}

class RealFile final : public File {
public:
    RealFile(int number, path place) : descriptor_(number), path_(std::move(place)) {}

    Result<std::uint64_t> size() override {
        struct stat about{};
        if (::fstat(descriptor_.number(), &about) != 0) return failed("look at", path_);
        return static_cast<std::uint64_t>(about.st_size);
    }

    Result<Bytes> read(std::uint64_t offset, std::size_t count) override {
        Bytes out(count);
        std::size_t done = 0;
        while (done < count) {
            auto got = uninterrupted([&] {
                return ::pread(descriptor_.number(), out.data() + done, count - done,
                               static_cast<off_t>(offset + done));
            });
            if (got < 0) return failed("read", path_);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        out.resize(done);
        return out;
    }

    Outcome write(std::uint64_t offset, ByteView data) override {
        while (!data.empty()) {
            auto written = uninterrupted([&] {
                return ::pwrite(descriptor_.number(), data.data(), data.size(),
                                static_cast<off_t>(offset));
            });
            if (written < 0) return failed("write", path_);
            offset += static_cast<std::uint64_t>(written);
            data = data.subspan(static_cast<std::size_t>(written));
        }
        return {};
    }

    Outcome sync() override {
        if (uninterrupted([&] { return ::fdatasync(descriptor_.number()); }) != 0)
            return failed("sync", path_);
        return {};
    }

    Outcome truncate(std::uint64_t size) override {
        if (uninterrupted(
                [&] { return ::ftruncate(descriptor_.number(), static_cast<off_t>(size)); }) != 0)
            return failed("shorten", path_);
        return {};
    }

private:
    Descriptor descriptor_;
    path path_;
};

// flock belongs to the open file, so that a second holder in this process is refused too.
struct RealLock final : Lock {
    explicit RealLock(int number) : descriptor(number) {}
    Descriptor descriptor;
};

// syncfs(2): since Linux 5.8 it tells of every write that failed since the descriptor was opened or
// synced last.
class RealWrites final : public AllWrites {
public:
    RealWrites(int number, path folder) : descriptor_(number), folder_(std::move(folder)) {}
    Outcome sync() override {
        if (uninterrupted([&] { return ::syncfs(descriptor_.number()); }) != 0)
            return failed("sync", folder_);
        return {};
    }

private:
    Descriptor descriptor_;
    path folder_;
};

class RealDisk final : public Disk {
public:
    Result<std::unique_ptr<File>> open(const path& file) override {
        return opened(file, O_RDWR | O_CREAT);
    }
    Result<std::unique_ptr<File>> open_to_read(const path& file) override {
        return opened(file, O_RDONLY);
    }

    Result<std::vector<std::string>> list(const path& folder) override {
        std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(folder.c_str()), ::closedir);
        if (!entries) return failed("list", folder);
        std::vector<std::string> names;
        errno = 0;
        while (const auto* entry = ::readdir(entries.get()))
            if (entry->d_type != DT_DIR) names.emplace_back(entry->d_name);
        if (errno != 0) return failed("list", folder);
        std::ranges::sort(names);
        return names;
    }

    Outcome make_folder(const path& folder) override {
        std::error_code error;
        if (std::filesystem::is_directory(folder, error)) return {};
        auto parent = folder.has_parent_path() ? folder.parent_path() : path(".");
        if (parent != folder) TRY(make_folder(parent));
        std::filesystem::create_directory(folder, error);
        if (error) return failed("make", folder, error.value());
        return sync_folder(parent); // or a power cut forgets the new folder
    }

    Outcome replace(const path& file, ByteView content) override {
        auto temporary = file;
        temporary += ".new";
        {
            auto out = TRY(opened(temporary, O_RDWR | O_CREAT | O_TRUNC));
            TRY(out->write(0, content));
            TRY(out->sync());
        }
        if (::rename(temporary.c_str(), file.c_str()) != 0) return failed("rename", temporary);
        return sync_folder(file.parent_path());
    }

    Outcome remove(const path& file) override {
        if (::unlink(file.c_str()) != 0) return failed("remove", file);
        return {};
    }

    Outcome remove_folder(const path& folder) override {
        if (::rmdir(folder.c_str()) != 0) return failed("remove", folder);
        return {};
    }

    Result<std::unique_ptr<AllWrites>> all_writes(const path& folder) override {
        auto number = open_file(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
        if (number < 0) return failed("open", folder);
        return std::unique_ptr<AllWrites>(std::make_unique<RealWrites>(number, folder));
    }

    Outcome sync_folder(const path& folder) override {
        Descriptor descriptor(open_file(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY));
        if (descriptor.number() < 0) return failed("open", folder);
        if (uninterrupted([&] { return ::fsync(descriptor.number()); }) != 0)
            return failed("sync", folder);
        return {};
    }

    Result<std::unique_ptr<Lock>> lock(const path& file) override {
        auto number = open_file(file, O_RDWR | O_CREAT);
        if (number < 0) return failed("open", file);
        auto held = std::make_unique<RealLock>(number);
        if (uninterrupted([&] { return ::flock(number, LOCK_EX | LOCK_NB); }) == 0)
            return std::unique_ptr<Lock>(std::move(held));
        if (errno != EWOULDBLOCK) return failed("lock", file);
        return Failure{
            Kind::conflict,
            "Another program has this journal open: stop it first, or use another folder",
            file.string()};
    }

private:
    static Result<std::unique_ptr<File>> opened(const path& file, int flags) {
        auto number = open_file(file, flags);
        if (number < 0) return failed("open", file);
        return std::unique_ptr<File>(std::make_unique<RealFile>(number, file));
    }
};

} // namespace disk

std::shared_ptr<Disk> real_disk() { return std::make_shared<disk::RealDisk>(); }

Outcome replace_private(Disk& disk, const std::filesystem::path& path, ByteView content) {
    TRY(disk.replace(path, content));
    std::error_code ignored; // on a disk that exists only in a test
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    return {};
}

Result<Bytes> read_whole(Disk& disk, const std::filesystem::path& path, std::size_t limit) {
    auto file = TRY(disk.open_to_read(path));
    auto size = TRY(file->size());
    if (size > limit)
        return Failure{Kind::too_large, "This file is larger than it can be", path.string()};
    return file->read(0, size);
}

Result<std::optional<Bytes>> read_if_there(Disk& disk, const std::filesystem::path& path,
                                           std::size_t limit) {
    auto content = read_whole(disk, path, limit);
    if (!content && content.error().kind == Kind::missing) return std::optional<Bytes>{};
    return std::optional<Bytes>(TRY(std::move(content)));
}

} // namespace vienreiz::journal
