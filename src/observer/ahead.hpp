// Tiles in a row, got by several threads at once and handed over in their order. So many are got
// ahead of the one that is taken next, and no more: memory stays bounded however long the row is.
#pragma once

#include "base/limits.hpp"
#include "journal/tiles.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace vienreiz::observer {

// The tiles [from, to) of a level, or the bundles, as wide as they are in a tree of `size`.
struct Stretch {
    journal::TileName::Of of = journal::TileName::Of::hashes;
    unsigned level = 0;
    std::uint64_t from = 0, to = 0, size = 0;
    [[nodiscard]] std::uint64_t count() const { return to > from ? to - from : 0; }
    [[nodiscard]] journal::TileName name(std::uint64_t number) const {
        return {of, level, number, journal::width_in(level, number, size)};
    }
};

class Ahead {
public:
    enum class From : std::uint8_t { folder, origin };
    struct Got {
        From from = From::origin;
        Bytes content;
    };
    using Get = std::function<Result<Got>(const journal::TileName& name)>; // any thread

    Ahead(Stretch stretch, Get get);
    ~Ahead(); // what is under way is waited for, and nothing more begun
    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;

    Result<Got> next(); // count() times

private:
    void work(const std::stop_token& stop);

    Stretch stretch_;
    Get get_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::uint64_t begun_, taken_;               // numbers of tiles
    std::map<std::uint64_t, Result<Got>> done_; // and not yet taken
    std::vector<std::jthread> threads_;         // the last member: they use the others
};

} // namespace vienreiz::observer
