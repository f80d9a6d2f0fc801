// For tests: a sequencer that decides nothing until this is destroyed, so that what is submitted meanwhile waits.
#pragma once

#include "platform/sequencer.hpp"

#include <future>

namespace vienreiz::platform {

class HeldSequencer {
public:
    explicit HeldSequencer(Sequencer& sequencer) {
        sequencer.submit(
            "test",
            [gate = open_.get_future().share()](const Moment&,
                                                const store::Snapshot&) -> Result<Events> {
                gate.wait();
                return Failure{Kind::conflict, {}}; // of nobody who waits
            },
            [](const auto&) {});
    }
    ~HeldSequencer() { open_.set_value(); }
    HeldSequencer(const HeldSequencer&) = delete;
    HeldSequencer& operator=(const HeldSequencer&) = delete;

private:
    std::promise<void> open_;
};

} // namespace vienreiz::platform
