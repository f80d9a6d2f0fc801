// The one thread that decides. Commands come from any thread; it decides each against the views as all earlier ones
// left them, appends a batch to the journal, and answers when that is durable and the views show it.
//
// Why one thread: rules need no locks, and history has one order. Why batches: one sync serves everybody who waits.
#pragma once

#include "platform/caller.hpp"
#include "platform/views.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace vienreiz::platform {

// What a rule may know besides the views and the command: no rule asks for the time or for randomness itself.
struct Moment {
    Instant at;         // never earlier than the entry before
    std::string new_id; // fresh and sortable, for whatever the command brings into being
};

using Decide = std::function<Result<Events>(const Moment&, const store::Snapshot&)>;

struct Written {
    journal::Index first = 0; // entry of the first event
    std::size_t count = 0;
    std::string subject;
};
// Names a wish, so that sent twice it happens once (platform/once.hpp): tags of the submitter's key and the request.
struct Once {
    std::string key, wish;
};
using WhenWritten = std::move_only_function<void(Result<Written>)>;

class Sequencer {
public:
    Sequencer(journal::Journal& journal, Views& views, const Clock& clock);
    ~Sequencer(); // finishes what waits

    // Any thread. `done` runs on the sequencer thread and must be short.
    void submit(std::string by, Decide decide, WhenWritten done, std::optional<Once> once = {});
    Result<Written> submit_and_wait(std::string by, Decide decide);

    // How long the turn under way has taken, or the views have been behind. Any thread.
    [[nodiscard]] std::chrono::steady_clock::duration stands_still() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// How an entry names who caused it.
std::string by(const Caller& caller);

struct Directory;
// Decided only if the caller still is who she was when the request was let in: a role or an institution that was taken
// from her meanwhile is out, and the entry is one that the rules give again (platform/rules.hpp).
Decide if_still_the_same(const Directory& directory, const Caller& caller, Decide decide);

} // namespace vienreiz::platform
