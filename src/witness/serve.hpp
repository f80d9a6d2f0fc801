// The witness protocol over HTTP (c2sp.org/tlog-witness): submissions and checkpoints under one prefix.
//
//   POST /add-checkpoint
//   GET  /<hex SHA-256 of an origin>/checkpoint
//   GET  /vkeys                                    our verifier keys, one a line
//   GET  /healthz                                  what it is and how many journals it keeps
#pragma once

#include "http/server.hpp"
#include "witness/witness.hpp"

namespace vienreiz::witness {

// Answers what needs no disk at once; the rest when the loop's turn ends, after one write for all of them.
class Service {
public:
    explicit Service(Witness& witness, const State& state) : witness_(witness), state_(state) {}
    void handle(const http::Request& request, http::Responder respond);
    // On each loop's own thread, when it has served all that was ready.
    void after_turn();

private:
    [[nodiscard]] http::Response get(std::string_view path) const;
    Witness& witness_;
    const State& state_;
};

} // namespace vienreiz::witness
