// How witnesses are reached: what caution.hpp and witnessing.hpp ask for, over HTTP.
#pragma once

#include "witness/caution.hpp"
#include "witness/witnessing.hpp"

namespace vienreiz::witness {

Caution::Ask ask_over_http();
// Each thread keeps its connections.
Witnessing::Send send_over_http();

} // namespace vienreiz::witness
