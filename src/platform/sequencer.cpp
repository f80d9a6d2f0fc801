#include "platform/sequencer.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "crypto/random.hpp"
#include "platform/once.hpp"
#include "platform/trouble.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

namespace vienreiz::platform {
namespace sequencer {

constexpr auto catch_up_pause = std::chrono::milliseconds(100);

// What is left of a batch of the journal.
class Room {
public:
    // All of the entries or, when they are too many or too long, none.
    bool take(const std::vector<std::string>& more) {
        auto entries = entries_, bytes = bytes_;
        for (const auto& entry : more) {
            if (entry.size() > limits::journal_entry || entry.size() > bytes || entries == 0)
                return false;
            --entries, bytes -= entry.size();
        }
        entries_ = entries, bytes_ = bytes;
        return true;
    }

private:
    std::size_t entries_ = limits::journal_batch_entries, bytes_ = limits::journal_batch_bytes;
};

std::optional<DoneOnce> done_once(const std::optional<Once>& once, const Events& events) {
    if (!once) return {};
    DoneOnce out{once->key, once->wish, events.list.size()};
    if (!events.subject.empty()) out.subject = events.subject;
    return out;
}

// A clock may have been set back since the program last ran.
Instant last_moment(const journal::Journal& journal) {
    if (journal.size() == 0) return {};
    auto entry = journal.entry(journal.size() - 1);
    auto said = entry ? json::read<Envelope>(*entry) : Result<Envelope>(entry.error());
    return said ? said->at : Instant{};
}

Failure too_large() {
    return {Kind::too_large, "This is too much for one decision: make it shorter, or several"};
}

Failure not_now() {
    return {Kind::unavailable, "The journal takes no entries at the moment: try again"};
}

Failure never_known() {
    return {Kind::unavailable,
            "The node stops, and whether this has happened is not known yet: send it again, with "
            "the same Idempotency-Key if it had one"};
}

} // namespace sequencer

struct Sequencer::State {
    struct Waiting {
        std::string by;
        Decide decide;
        WhenWritten done;
        std::optional<Once> once{};
    };
    // A refusal is told with the batch as well: it may be for what an earlier command of the same batch does.
    struct Decided {
        Waiting command;
        Result<Written> outcome;
        void tell() { command.done(std::move(outcome)); }
    };
    // A batch of which it is not known yet whether the journal kept it.
    struct Open {
        journal::Index first;
        std::vector<std::string> entries;
        std::vector<Decided> decided;
    };

    journal::Journal& journal;
    Views& views;
    const Clock& clock;
    std::mutex mutex{};
    std::condition_variable arrived{};
    std::deque<Waiting> queue{};
    bool stopping = false, grown = false; // by other nodes' entries
    // The sequencer's own, as the next: the views are behind the journal or out of reach, or a batch is open.
    bool lagging = false;
    std::optional<Open> open{};
    Trouble standing_still{};
    Instant last{};
    std::thread thread{};

    void run();
    bool serve(std::deque<Waiting> commands);
    Outcome come_up_to_date(std::deque<Waiting>& commands);
    Outcome settle(std::deque<Waiting>& commands);
    // To be decided once more, before those that still wait.
    static void give_back(std::vector<Decided>& decided, std::deque<Waiting>& commands) {
        for (; !decided.empty(); decided.pop_back())
            commands.push_front(std::move(decided.back().command));
    }
    Outcome decide_some(std::deque<Waiting>& commands, store::Batch& batch,
                        std::vector<std::string>& entries, std::vector<Decided>& decided);
    bool commit(std::deque<Waiting>& commands, store::Batch& batch,
                std::vector<std::string>& entries, std::vector<Decided>& decided);
};

void Sequencer::State::run() {
    for (;;) {
        std::deque<Waiting> commands;
        {
            std::unique_lock lock(mutex);
            auto due = [&] { return stopping || grown || !queue.empty(); };
            // What happened is seen as soon as there is space again, whether or not a command comes.
            if (lagging)
                arrived.wait_for(lock, sequencer::catch_up_pause, due);
            else
                arrived.wait(lock, due);
            if (queue.empty() && stopping) break;
            commands.swap(queue);
            grown = false;
        }
        standing_still.begins();
        lagging = !serve(std::move(commands));
        if (!lagging) standing_still.ends();
    }
    if (open)
        for (auto& one : open->decided) one.command.done(sequencer::never_known());
}

// No command is decided against a past that is not all there. Views may lag after a full disk; and other nodes append
// as well, so the journal is looked at before anything is decided: whoever was told of an entry, by any node, finds it.
Outcome Sequencer::State::come_up_to_date(std::deque<Waiting>& commands) {
    if (!commands.empty() || open) TRY(journal.look());
    if (views.position() != journal.size()) {
        TRY(views.catch_up(journal));
        last = std::max(last, sequencer::last_moment(journal));
    }
    return open ? settle(commands) : Outcome();
}

// The journal has found out what became of it. Whoever waits for a batch that was not kept is decided anew.
Outcome Sequencer::State::settle(std::deque<Waiting>& commands) {
    auto end = open->first + open->entries.size();
    bool kept = journal.size() >= end;
    if (kept)
        TRY(journal.read(open->first, end, [&](journal::Index index, std::string_view entry) {
            kept = kept && entry == open->entries[index - open->first];
            return Outcome();
        }));
    if (kept)
        for (auto& one : open->decided) one.tell();
    else
        give_back(open->decided, commands);
    open.reset();
    return {};
}

// False when the views could not be read or written, or it is not known what happened: then it is tried again until
// they can, and it is.
bool Sequencer::State::serve(std::deque<Waiting> commands) {
    bool shown = true;
    do {
        if (auto current = come_up_to_date(commands); !current) {
            for (auto& command : commands) command.done(current.error());
            return false;
        }
        if (commands.empty()) return true;
        std::vector<std::string> entries;
        std::vector<Decided> decided;
        auto batch = views.begin();
        if (auto staged = decide_some(commands, *batch, entries, decided); !staged) {
            check(!batch->sound(), "an event that was just decided can be applied");
            for (auto& one : decided) one.command.done(staged.error());
            for (auto& command : commands) command.done(staged.error());
            return false;
        }
        shown = commit(commands, *batch, entries, decided);
    } while (!commands.empty() && !open);
    for (auto& command : commands) command.done(sequencer::not_now());
    return shown;
}

// As many commands as the journal takes in one batch. One that is too large for any fails alone. Fails when the views
// cannot be read or written; then nothing has happened.
Outcome Sequencer::State::decide_some(std::deque<Waiting>& commands, store::Batch& batch,
                                      std::vector<std::string>& entries,
                                      std::vector<Decided>& decided) {
    TRY(batch.sound());
    auto first = views.position();
    sequencer::Room room;
    for (; !commands.empty(); commands.pop_front()) {
        auto& command = commands.front();
        if (command.once) {
            auto before = done_before(batch, *command.once);
            TRY(batch.sound());
            if (!before) {
                decided.push_back({std::move(command), std::move(before).error()});
                continue;
            }
            if (*before) {
                decided.push_back({std::move(command), std::move(**before)});
                continue;
            }
        }
        TRY(batch.sound());
        last = std::max(clock.now(), last);
        auto events = command.decide({last, crypto::random_id(last)}, batch);
        if (!events) {
            decided.push_back({std::move(command), std::move(events).error()});
            continue;
        }
        std::vector<std::string> lines;
        for (const auto& event : events->list)
            lines.push_back(entry_of(event, last, command.by,
                                     lines.empty() ? sequencer::done_once(command.once, *events)
                                                   : std::nullopt));
        if (!room.take(lines)) {
            if (!entries.empty()) return {}; // decided anew for the next batch
            decided.push_back({std::move(command), sequencer::too_large()});
            continue;
        }
        Written written{first + entries.size(), lines.size(), std::move(events->subject)};
        for (auto& line : lines) {
            TRY(views.stage(batch, first + entries.size(), line));
            entries.push_back(std::move(line));
        }
        decided.push_back({std::move(command), std::move(written)});
    }
    return {};
}

// False when the views do not show what has happened, or it is not known. Where another node was first, all are given
// back.
bool Sequencer::State::commit(std::deque<Waiting>& commands, store::Batch& batch,
                              std::vector<std::string>& entries, std::vector<Decided>& decided) {
    bool is_shown = true;
    if (!entries.empty()) {
        auto first = views.position();
        std::vector<std::string_view> lines(entries.begin(), entries.end());
        auto appended = journal.append_behind(first, lines);
        if (!appended && appended.error().kind == Kind::conflict) {
            give_back(decided, commands);
            return true;
        }
        if (!appended && appended.error().kind == Kind::unavailable && !journal.takes_entries()) {
            open.emplace(first, std::move(entries), std::move(decided));
            return false;
        }
        if (!appended) {
            for (auto& one : decided) one.command.done(appended.error());
            return true;
        }
        // From here on it has happened, whatever becomes of the views: they catch up before the next command.
        if (auto shown = views.commit(batch, first + entries.size()); !shown) {
            is_shown = false;
            diagnostics::error("The views could not be written and will catch up",
                               {{"why", shown.error().what}});
        }
    }
    for (auto& one : decided) one.tell();
    return is_shown;
}

Sequencer::Sequencer(journal::Journal& journal, Views& views, const Clock& clock)
    : state_(new State{journal, views, clock}) {
    state_->last = sequencer::last_moment(journal);
    state_->thread = std::thread([state = state_.get()] { state->run(); });
    journal.when_it_grows([state = state_.get()] {
        std::lock_guard lock(state->mutex);
        state->grown = true;
        state->arrived.notify_one();
    });
}

Sequencer::~Sequencer() {
    state_->journal.when_it_grows({});
    {
        std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->arrived.notify_one();
    state_->thread.join();
}

void Sequencer::submit(std::string by, Decide decide, WhenWritten done, std::optional<Once> once) {
    {
        std::lock_guard lock(state_->mutex);
        if (!state_->stopping && state_->queue.size() < limits::commands_waiting) {
            state_->queue.push_back(
                {std::move(by), std::move(decide), std::move(done), std::move(once)});
            state_->arrived.notify_one();
            return;
        }
    }
    done(Failure{Kind::too_many, "Too many changes are waiting; try again in a second"});
}

Result<Written> Sequencer::submit_and_wait(std::string by, Decide decide) {
    std::promise<Result<Written>> promise;
    auto future = promise.get_future();
    submit(std::move(by), std::move(decide),
           [&](Result<Written> written) { promise.set_value(std::move(written)); });
    return future.get();
}

std::chrono::steady_clock::duration Sequencer::stands_still() const {
    return state_->standing_still.lasts();
}

std::string by(const Caller& caller) {
    switch (caller.sort) {
    case Caller::Sort::system:
        return "system:" + caller.id;
    case Caller::Sort::person:
        return "person:" + caller.id;
    case Caller::Sort::nobody:
        break;
    }
    return "node";
}

} // namespace vienreiz::platform
