#include "platform/progress.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <unistd.h>

namespace vienreiz::platform {
namespace {

// Whatever becomes of it: a command does not fail because nobody can watch.
void tell(const std::string& text) { std::fputs(text.c_str(), stderr); }

} // namespace

ProgressBar::ProgressBar(std::string what)
    : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
    if (drawn_ && terminal_) tell("\n");
}

void ProgressBar::show(std::uint64_t done, std::uint64_t of) {
    using namespace std::chrono_literals;
    constexpr std::uint64_t width = 40;
    auto now = std::chrono::steady_clock::now();
    if (now < next_ && done < of) return;
    next_ = now + (terminal_ ? 100ms : 2000ms);
    auto percent = of ? done * 100 / of : 100;
    if (terminal_) {
        auto filled = of ? done * width / of : width;
        tell(fmt::format("\r{} [{}{}] {:3} %", what_, std::string(filled, '#'),
                         std::string(width - filled, '.'), percent));
    } else {
        tell(fmt::format("{}: {} %\n", what_, percent));
    }
    drawn_ = true;
}

} // namespace vienreiz::platform
