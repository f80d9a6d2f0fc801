#include "journal/group_commit.hpp"

#include "base/limits.hpp"

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace vienreiz::journal {
namespace group_commit {

struct Waiting {
    std::string entry;
    GroupCommit::Done done;
};

// What one thread has appended since its last turn ended.
struct Turn {
    const void* of = nullptr; // the GroupCommit's state
    std::vector<Waiting> waiting;
    std::vector<Waiting> told; // is being written and told; both keep their room
};
thread_local Turn turn;

Failure too_long() {
    return {Kind::too_large, "An entry holds at most " + grouped(limits::journal_entry) + " bytes"};
}
Failure queue_full() {
    return {Kind::too_many, "The journal has more to write than it can: try again in a moment"};
}

} // namespace group_commit

// The sequencer takes the whole queue at once, so that writers and it meet once a batch, not once
// an entry; a writer wakes it only when it sleeps.
struct GroupCommit::State {
    explicit State(Journal& to) : journal(to), appended(to.size()) {
        batch.reserve(limits::journal_batch_entries);
    }

    Journal& journal;
    std::mutex mutex;
    std::condition_variable more;
    std::vector<group_commit::Waiting> queue; // under the mutex, as the next two
    bool asleep = false, stopping = false;
    std::mutex appending; // one thread at a time appends; held for `batch` as well
    std::vector<std::string_view> batch;
    mutable std::mutex telling;
    std::set<Index> being_told; // the first entries of batches, under `telling`, as the next
    Index appended;
    std::thread sequencer;

    Outcome enqueue(std::string& entry, Done& done) {
        if (entry.size() > limits::journal_entry) return group_commit::too_long();
        if (auto& turn = group_commit::turn; turn.of == this) {
            if (turn.waiting.size() >= limits::journal_waiting) return group_commit::queue_full();
            turn.waiting.push_back({std::move(entry), std::move(done)});
            return {};
        }
        bool wake = false;
        {
            std::lock_guard hold(mutex);
            if (queue.size() >= limits::journal_waiting) return group_commit::queue_full();
            queue.push_back({std::move(entry), std::move(done)});
            wake = std::exchange(asleep, false);
        }
        if (wake) more.notify_one();
        return {};
    }

    void run() {
        std::vector<group_commit::Waiting> taken;
        while (take(taken)) {
            write(taken);
            taken.clear();
        }
    }

    void write(std::span<group_commit::Waiting> waiting) {
        while (!waiting.empty()) waiting = waiting.subspan(write_some(waiting));
    }

    // Waits for entries; false when there are none and none will come.
    bool take(std::vector<group_commit::Waiting>& taken) {
        std::unique_lock hold(mutex);
        while (queue.empty() && !stopping) {
            asleep = true;
            more.wait(hold);
        }
        asleep = false;
        taken.swap(queue);
        return !taken.empty();
    }

    // As many of the entries as one batch holds; tells their writers.
    std::size_t write_some(std::span<group_commit::Waiting> waiting) {
        std::unique_lock hold(appending);
        batch.clear();
        std::size_t total = 0;
        for (const auto& [entry, done] : waiting) {
            total += entry.size();
            if (batch.size() == limits::journal_batch_entries ||
                total > limits::journal_batch_bytes)
                break;
            batch.emplace_back(entry);
        }
        auto count = batch.size();
        auto first = journal.append(batch);
        if (first) begin_telling(*first, count);
        hold.unlock();
        for (std::size_t at = 0; at < count; ++at)
            waiting[at].done(first ? Result<Index>(*first + at) : Result<Index>(first.error()));
        if (first) end_telling(*first);
        return count;
    }

    void begin_telling(Index first, std::size_t count) {
        std::lock_guard hold(telling);
        being_told.insert(first);
        appended = first + count;
    }
    void end_telling(Index first) {
        std::lock_guard hold(telling);
        being_told.erase(first);
    }
    Index told() const {
        std::lock_guard hold(telling);
        return being_told.empty() ? appended : *being_told.begin();
    }
};

GroupCommit::GroupCommit(Journal& journal) : state_(std::make_unique<State>(journal)) {
    state_->sequencer = std::thread([state = state_.get()] { state->run(); });
}

GroupCommit::~GroupCommit() {
    {
        std::lock_guard hold(state_->mutex);
        state_->stopping = true;
    }
    state_->more.notify_one();
    state_->sequencer.join();
}

void GroupCommit::append(std::string entry, Done done) {
    auto queued = state_->enqueue(entry, done);
    if (!queued) done(std::move(queued).error());
}

void GroupCommit::take_turns() { group_commit::turn = {state_.get(), {}, {}}; }

void GroupCommit::end_turn() {
    auto& turn = group_commit::turn;
    check(turn.of == state_.get(), "a thread takes turns before it ends one");
    // A writer that is told may append again at once: its next entry belongs to the next batch of this turn.
    while (!turn.waiting.empty()) {
        turn.told.swap(turn.waiting);
        state_->write(turn.told);
        turn.told.clear();
    }
}

Index GroupCommit::told() const { return state_->told(); }

Result<Index> GroupCommit::append_and_wait(std::string entry) {
    struct Answer {
        std::mutex mutex;
        std::condition_variable came;
        std::optional<Result<Index>> result;
    } answer;
    append(std::move(entry), [&answer](Result<Index> result) {
        // Told under the lock: the waiter cannot leave, and end `answer`, while this still uses it.
        std::lock_guard hold(answer.mutex);
        answer.result = std::move(result);
        answer.came.notify_one();
    });
    std::unique_lock hold(answer.mutex);
    answer.came.wait(hold, [&] { return answer.result.has_value(); });
    return std::move(*answer.result);
}

} // namespace vienreiz::journal
