// Requests that were made beforehand, sent from one thread over kept-alive connections: each connection sends its next
// one when the one before is answered. It costs little, for who measures shares the processors with who is measured.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace vienreiz::bench {

struct Asked {
    std::span<const std::string> requests; // whole, as they go over the wire
    // Of each request, in turn: its status and its body.
    std::function<void(std::size_t number, int status, std::string_view body)> answered;
};
// One connection each, all at once; returns when all is answered. The answers say their Content-Length.
Outcome ask(const std::string& url, std::span<const Asked> connections);

} // namespace vienreiz::bench
