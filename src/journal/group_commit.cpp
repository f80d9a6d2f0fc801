#include "journal/group_commit.hpp"

#include "base/limits.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace vienreiz::journal {
namespace group_commit {

struct Waiting {
    std::string entry;
    GroupCommit::Done done;
};

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
    explicit State(Journal& to) : journal(to) { batch.reserve(limits::journal_batch_entries); }

    Journal& journal;
    std::mutex mutex;
    std::condition_variable more;
    std::vector<group_commit::Waiting> queue; // under the mutex, as the next two
    bool asleep = false, stopping = false;
    std::vector<std::string_view> batch; // the sequencer's own
    std::thread sequencer;

    Outcome enqueue(std::string& entry, Done& done) {
        if (entry.size() > limits::journal_entry) return group_commit::too_long();
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
            for (auto rest = std::span(taken); !rest.empty();)
                rest = rest.subspan(write_some(rest));
            taken.clear();
        }
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
        batch.clear();
        std::size_t total = 0;
        for (const auto& [entry, done] : waiting) {
            total += entry.size();
            if (batch.size() == limits::journal_batch_entries ||
                total > limits::journal_batch_bytes)
                break;
            batch.emplace_back(entry);
        }
        auto first = journal.append(batch);
        for (std::size_t at = 0; at < batch.size(); ++at)
            waiting[at].done(first ? Result<Index>(*first + at) : Result<Index>(first.error()));
        return batch.size();
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
