// A subscriber to a dataset's changes: server-sent events (HTML Living Standard §9.2). Each message holds as many
// changes as one answer would, has a record of its own, which is durable before it leaves, and is followed by its
// receipt.
//
// Operation    the server asks for more when the socket takes more and when something has happened; so a slow
//              subscriber holds one message here, and is let go when it takes nothing for limits::write_timeout
// Concurrency  the server's thread of the connection; the record is told on another
#pragma once

#include "capabilities/distribution/changes.hpp"
#include "platform/waiting.hpp"

#include <memory>

namespace vienreiz::distribution {

// From `wanted.after` on, which is given.
http::StreamBody change_stream(Changes& changes, const platform::Ask& ask, ChangesWanted wanted,
                               platform::Waiting::Place place);

} // namespace vienreiz::distribution
