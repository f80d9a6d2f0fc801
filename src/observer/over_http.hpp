// How a journal is reached: what journal::Fetch asks for, over HTTP.
#pragma once

#include "journal/static_log.hpp"

#include <chrono>
#include <stop_token>

namespace vienreiz::observer {

struct Patience {
    std::chrono::milliseconds wait;   // any one: to connect, for more bytes
    std::chrono::milliseconds answer; // for the whole of one answer
    std::chrono::milliseconds pause;  // before a request is repeated; then twice as long
};
Patience usual_patience();

// `url`: the prefix of the journal's addresses. Any thread may fetch; connections are kept for the
// next. What fails for now (no connection, 429, 5xx) is tried limits::observer_tries times; who says
// when to come again (Retry-After) is obeyed for as long as one answer may take. `stop` ends it all.
//
// Failures: missing for 404 and 410; unauthenticated, forbidden for 401, 403; unavailable;
// too_large; corrupt for what is no answer, a page, or in a coding nobody asked for; invalid for an
// address that leads elsewhere or makes no sense.
Result<journal::Fetch> fetch_over_http(const std::string& url, Patience patience = usual_patience(),
                                       std::stop_token stop = {});

} // namespace vienreiz::observer
