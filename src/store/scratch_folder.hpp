// A folder for one test, removed with it.
#pragma once

#include "base/result.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace vienreiz::store {

class ScratchFolder {
public:
    ScratchFolder() {
        // In memory where there is such a place: a test that syncs a hundred times does not wait
        // for the disk.
        auto parent = std::filesystem::exists("/dev/shm") ? "/dev/shm"
                                                          : std::filesystem::temp_directory_path();
        auto name = (parent / "vienreiz.XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a test can make a folder");
        path_ = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace vienreiz::store
