// Many writers, one sync a batch: whoever comes while a batch is being written shares the next one.
#pragma once

#include "journal/journal.hpp"

#include <functional>

namespace vienreiz::journal {

class GroupCommit {
public:
    // Called when the entry is durable (or failed), in the order of entries, on the sequencer
    // thread; when it is refused at once, on the caller's. Must be short and must not throw.
    using Done = std::move_only_function<void(Result<Index>)>;

    explicit GroupCommit(Journal& journal); // starts the sequencer thread
    ~GroupCommit();                         // writes what waits, then stops

    // Any thread. A full queue (limits::journal_waiting) answers Kind::too_many at once.
    void append(std::string entry, Done done);
    Result<Index> append_and_wait(std::string entry);

    // For a thread that serves many callers in turns, as an HTTP loop does: from take_turns() on, what this thread
    // appends waits until it calls end_turn(), which writes all of it as one batch, on this thread, and tells the
    // writers. No other thread need wake up, which costs more than hashing and writing an entry does. While one such
    // thread syncs, another gathers its batch. end_turn() blocks for one sync, and does nothing when nothing waits.
    void take_turns();
    void end_turn();

    // The writers of all entries below this one have been told. Threads tell theirs at the same time, so those of a
    // later batch may know before those of an earlier one.
    [[nodiscard]] Index told() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace vienreiz::journal
