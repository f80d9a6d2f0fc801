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
        auto name = (std::filesystem::temp_directory_path() / "vienreiz.XXXXXX").string();
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
