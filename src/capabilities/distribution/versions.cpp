#include "capabilities/distribution/versions.hpp"

#include "base/diagnostics.hpp"

#include <algorithm>

namespace vienreiz::distribution {

Result<std::shared_ptr<const store::Dataset>> Versions::open(const std::string& version) {
    std::lock_guard lock(mutex_);
    auto& slot = opened_[version];
    if (!slot) slot = TRY(store::open_dataset(path(version)));
    return slot;
}

Outcome Versions::remove_all_but(const std::vector<std::string>& named) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error)
        return Failure{Kind::unavailable,
                       "The folder of versions cannot be made: " + error.message(),
                       folder_.string()};
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        auto name = entry.path().filename().string();
        if (std::ranges::find(named, name) != named.end()) continue;
        diagnostics::info("Removing what an interrupted publication left", {{"folder", name}});
        std::filesystem::remove_all(entry.path(), error);
    }
    return {};
}

} // namespace vienreiz::distribution
