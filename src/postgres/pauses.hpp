// Before something is tried again: twice as long each time, until its time is up.
#pragma once

#include "postgres/connection.hpp"

#include <thread>

namespace vienreiz::postgres {

class Pauses {
public:
    explicit Pauses(Deadline until) : until_(until) {}
    bool next() { // false: the time is up
        if (Deadline::clock::now() + pause_ > until_) return false;
        std::this_thread::sleep_for(pause_);
        pause_ = std::min<std::chrono::milliseconds>(2 * pause_, longest);
        return true;
    }

private:
    static constexpr auto longest = std::chrono::seconds(1);
    Deadline until_;
    std::chrono::milliseconds pause_{10};
};

} // namespace vienreiz::postgres
