// How a program that serves is told to stop: by SIGINT or SIGTERM.
#pragma once

#include <chrono>

namespace vienreiz::app {

// Before any thread is started: every one then leaves the signals to wait_for_stop().
void hold_stop_signals();
void wait_for_stop();
bool stop_comes_within(std::chrono::milliseconds time);

} // namespace vienreiz::app
