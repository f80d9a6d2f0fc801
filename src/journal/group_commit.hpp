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

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace vienreiz::journal
