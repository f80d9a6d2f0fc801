// The versions on this node's disk: opened once, shared by all who read them, removed when nothing names them.
#pragma once

#include "capabilities/distribution/view.hpp"

#include <map>
#include <mutex>

namespace vienreiz::distribution {

class Versions {
public:
    explicit Versions(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] std::filesystem::path path(const std::string& version) const {
        return folder_ / version;
    }
    Result<std::shared_ptr<const store::Dataset>> open(const std::string& version);
    // At start: what an interrupted publication left behind.
    Outcome remove_all_but(const std::vector<std::string>& named);

private:
    std::filesystem::path folder_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const store::Dataset>> opened_;
};

} // namespace vienreiz::distribution
