// The views of one journal: a store, and the journal position it stands at, changed together or not at all.
#pragma once

#include "journal/journal.hpp"
#include "platform/event.hpp"
#include "platform/noting_batch.hpp"

#include <atomic>
#include <memory>
#include <span>

namespace vienreiz::platform {

class Views {
public:
    // Whether what they hold is one state with a root (platform/state_root.hpp).
    enum class Rooted : bool { no, yes };
    Views(std::unique_ptr<store::Store> store, EventTypes types, Rooted rooted = Rooted::no)
        : store_(std::move(store)), types_(std::move(types)), rooted_(rooted) {}

    [[nodiscard]] std::unique_ptr<store::Snapshot> snapshot() const { return store_->snapshot(); }
    // How many entries are applied. What was cached at another position may be stale.
    [[nodiscard]] std::uint64_t position() const {
        return position_.load(std::memory_order_acquire);
    }

    // Whether what was committed can be read. Cheap.
    [[nodiscard]] bool readable() const;

    // Applies what the journal holds beyond the position: at start, after a crash, and for followers. Views that other
    // rules have made are made anew.
    Outcome catch_up(const journal::Journal& journal) { return catch_up(journal, journal.size()); }
    Outcome catch_up(const journal::Journal& journal, std::uint64_t until);
    // Only these entries, in order, none before the position: the caller knows that no other one below `known` changes
    // the views. The position becomes that behind the last of them, but at most `known`: what stands there or behind
    // may be applied once more.
    Outcome apply(const journal::Journal& journal, std::span<const journal::Index> entries,
                  journal::Index known);
    Outcome rebuild(const journal::Journal& journal,
                    const std::function<void(std::uint64_t done, std::uint64_t of)>& progress);
    // One batch of the sequencer: begin, stage each entry, then commit once the journal holds them.
    std::unique_ptr<store::Batch> begin() { return store_->batch(); }
    // `entry`: as it stands in the journal, or taken apart.
    template <class Entry>
    Outcome stage(store::Batch& batch, std::uint64_t index, const Entry& entry) const {
        TRY(batch.sound());
        if (rooted_ == Rooted::no) return types_.apply(batch, index, entry);
        NotingBatch noting(batch, index);
        TRY(types_.apply(noting, index, entry));
        noting.keep_notes();
        return {};
    }
    Outcome commit(store::Batch& batch, std::uint64_t position);
    Outcome flush() { return store_->flush(); }
    // Called behind every commit, on its thread: must be short. Set before the first of them.
    void when_changed(std::function<void()> call) { changed_ = std::move(call); }

private:
    std::uint64_t stored_position() const;
    // Outdated ones are cleared.
    Outcome refuse_outdated();

    std::unique_ptr<store::Store> store_;
    EventTypes types_;
    Rooted rooted_;
    std::atomic<std::uint64_t> position_{0};
    std::function<void()> changed_;
};

} // namespace vienreiz::platform
