// The witness protocol over HTTP (c2sp.org/tlog-witness): submissions and checkpoints under one prefix.
//
//   POST /add-checkpoint
//   GET  /<hex SHA-256 of an origin>/checkpoint
//   GET  /vkeys                                    our verifier keys, one a line
//   GET  /healthz                                  what it is and how many journals it keeps
#pragma once

#include "http/router.hpp"
#include "http/server.hpp"
#include "witness/witness.hpp"

namespace vienreiz::witness {

inline constexpr std::string_view add_checkpoint_path = "/add-checkpoint";

// The standard says what a 200 and a 409 hold; everything else is a problem as everywhere (RFC 9457).
http::Response response(Reply reply);

// Answers what needs no disk at once; the rest when the loop's turn ends, after one write for all of them.
class Service {
public:
    Service(Witness& witness, const State& state);
    void handle(const http::Request& request, http::Responder respond);
    // On each loop's own thread, when it has served all that was ready.
    void after_turn();

private:
    Witness& witness_;
    const State& state_;
    http::Router router_;
    std::size_t checkpoints_, vkeys_, health_; // as the router numbers them
};

} // namespace vienreiz::witness
