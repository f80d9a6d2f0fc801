// A disk of a few megabytes in memory, to be filled up and freed. It takes the right to mount one.
#pragma once

#include "node/test_node.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sys/mount.h>

namespace vienreiz::faults {

class SmallDisk {
public:
    SmallDisk() {
        mounted_ = ::mount("tmpfs", path().c_str(), "tmpfs", 0, "size=48m,mode=0700") == 0;
        if (!mounted_) why_not_ = std::strerror(errno);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        // Lazily: a program that still ends keeps it a moment longer.
        if (mounted_) ::umount2(path().c_str(), MNT_DETACH);
    }
    [[nodiscard]] bool mounted() const { return mounted_; }
    [[nodiscard]] const std::string& why_not() const { return why_not_; }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

    // Takes all space but `left` bytes.
    void fill(std::size_t left) {
        free();
        auto space = std::filesystem::space(path()).available;
        std::ofstream out(path() / "filler", std::ios::binary);
        std::string piece(4'096, 'f');
        for (auto size = space > left ? space - left : 0; size >= piece.size() && out;
             size -= piece.size())
            out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    }
    void free() { std::filesystem::remove(path() / "filler"); }

private:
    test::Folder folder_{"disk"};
    bool mounted_ = false;
    std::string why_not_;
};

} // namespace vienreiz::faults
