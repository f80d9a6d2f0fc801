// A witness over HTTP (witness/serve.hpp) whose submissions of one journal are judged first, one after another, on a
// thread of their own: entries have to be fetched, and rules take their time.
#pragma once

#include "validator/validator.hpp"
#include "witness/serve.hpp"

#include <condition_variable>
#include <deque>
#include <thread>

namespace vienreiz::validator {

class Service {
public:
    // `admission`: whose submissions are worth judging is seen by their signatures.
    Service(Validator& validator, witness::Admission admission, witness::Witness& witness,
            const witness::State& state);
    ~Service();
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
    void work(const std::stop_token& stop);
    void answer(Submitted submitted);

    Validator& validator_;
    witness::Admission admission_;
    witness::Witness& witness_;
    witness::Service witnessing_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Submitted> waiting_;
    std::jthread thread_; // the last member: it uses the others
};

} // namespace vienreiz::validator
