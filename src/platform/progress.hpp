// How far a long command is: a bar that redraws itself on a terminal, a plain line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace vienreiz::platform {

class ProgressBar {
public:
    explicit ProgressBar(std::string what); // "Publishing"
    ~ProgressBar();                         // ends the line
    void show(std::uint64_t done, std::uint64_t of);

private:
    std::string what_;
    bool terminal_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point next_{};
};

} // namespace vienreiz::platform
