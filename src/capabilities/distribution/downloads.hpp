// Which downloads of today are on record: the parts of one, and the same once more, are one answer to one caller.
#pragma once

#include "base/limits.hpp"
#include "base/time.hpp"
#include "journal/journal.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace vienreiz::distribution {

// Forgotten at a restart, or where they are too many: the next part is then on record by itself. Any thread.
class Downloads {
public:
    std::optional<journal::Index> recorded(const std::string& download, Day today) {
        std::lock_guard lock(mutex_);
        if (day_ != today) return {};
        auto found = entries_.find(download);
        return found == entries_.end() ? std::nullopt : std::optional(found->second);
    }
    void record(const std::string& download, Day today, journal::Index entry) {
        std::lock_guard lock(mutex_);
        if (day_ != today || entries_.size() == limits::downloads_remembered) entries_.clear();
        day_ = today;
        entries_[download] = entry;
    }

private:
    std::mutex mutex_;
    Day day_{};
    std::map<std::string, journal::Index> entries_;
};

} // namespace vienreiz::distribution
