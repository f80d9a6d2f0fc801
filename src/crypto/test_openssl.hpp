// openssl's command line in a folder of its own, for tests: what is given to it and what it made are files there.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace vienreiz::crypto::test {

class OpensslFolder {
public:
    explicit OpensslFolder(std::filesystem::path path) : path_(std::move(path)) {
        std::filesystem::create_directories(path_);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    void write(const std::string& name, std::string_view content) const {
        std::ofstream(path_ / name, std::ios::binary) << content;
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream in(path_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // Whether the command ended well.
    [[nodiscard]] bool run(const std::string& command) const {
        auto quiet = "cd '" + path_.string() + "' && " + command + " >/dev/null 2>&1";
        return std::system(quiet.c_str()) == 0;
    }

private:
    std::filesystem::path path_;
};

} // namespace vienreiz::crypto::test
