// The minimum index of a journal (journal/minimum_index.hpp) as the database states it, for a node that has the journal
// open: raised by whoever may, at any time.
#pragma once

#include "journal/minimum_index.hpp"

#include <atomic>
#include <mutex>

namespace vienreiz::postgres {

class Minimum {
public:
    // What the database states now, if anything. Never lowered: that a database was put back is told by its head.
    // Kind::corrupt when the journal has not signed it.
    Outcome take(const std::optional<std::string>& note, const journal::VerifierKey& key);
    [[nodiscard]] journal::Index index() const { return index_.load(); }
    [[nodiscard]] std::string note() const {
        std::lock_guard hold(mutex_);
        return note_;
    }

private:
    std::atomic<journal::Index> index_ = 0;
    mutable std::mutex mutex_;
    std::string note_;
};

} // namespace vienreiz::postgres
