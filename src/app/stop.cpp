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

} // namespace vienreiz::app
