// The versions on this node's disk: opened once, shared by all who read them, removed when nothing names them.
#pragma once

#include "capabilities/distribution/view.hpp"

#include <map>
#include <mutex>

namespace vienreiz::distribution {

// The description with its fields in the order of a version's columns: a field's position is then its cell's. A version
// may be older than the description. What it has not got, or holds as another type, stands behind its columns; a column
// of it that is described no more is closed.
catalogue::Dataset in_order_of(const std::vector<store::Column>& columns,
                               catalogue::Dataset dataset);

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
