// A witness over HTTP (witness/serve.hpp) whose submissions of one journal are judged first, one after another, by a
// worker: entries have to be fetched, and rules take their time.
#pragma once

#include "platform/workers.hpp"
#include "validator/validator.hpp"
#include "witness/serve.hpp"

namespace vienreiz::validator {

class Service {
public:
    // `admission`: whose submissions are worth judging is seen by their signatures.
    Service(Validator& validator, witness::Admission admission, witness::Witness& witness,
            const witness::State& state);
    void handle(const http::Request& request, http::Responder respond);
    void after_turn() { witnessing_.after_turn(); }

private:
    struct Submitted {
        std::string body;
        journal::Checkpoint checkpoint;
        http::Responder respond;
    };
    // The checkpoint, where its journal is the one that is judged and has signed it.
    [[nodiscard]] std::optional<journal::Checkpoint>
    to_be_judged(const http::Request& request) const;
    void answer(Submitted submitted);
    void tell(const Failure& failure, const journal::Checkpoint& checkpoint);

    Validator& validator_;
    witness::Admission admission_;
    witness::Witness& witness_;
    witness::Service witnessing_;
    std::string told_;          // the worker's own: what is asked again each second is told once
    platform::Workers workers_; // the last member: they use the others
};

} // namespace vienreiz::validator
