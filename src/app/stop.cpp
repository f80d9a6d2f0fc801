#include "app/stop.hpp"

#include <csignal>

namespace vienreiz::app {
namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

void hold_stop_signals() {
    auto signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop() {
    auto set = stop_signals();
    int signal = 0;
    sigwait(&set, &signal);
}

bool stop_comes_within(std::chrono::milliseconds time) {
    auto set = stop_signals();
    auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    timespec most{.tv_sec = seconds.count(),
                  .tv_nsec = std::chrono::nanoseconds(time - seconds).count()};
    return sigtimedwait(&set, nullptr, &most) > 0;
}

} // namespace vienreiz::app
