// Entries of a main journal, judged one after another: whether the rules give each, whether time went forward, and
// whether the state that follows is the one that the journal says (platform/rules.hpp, state_root.hpp).
#pragma once

#include "platform/rules.hpp"
#include "platform/views.hpp"

namespace vienreiz::platform {

class Validation {
public:
    // `capabilities` stay where they are for as long as this lives.
    Validation(std::unique_ptr<store::Store> store, std::span<const Capability> capabilities);

    // Takes what was judged before: `judged` holds it.
    Outcome catch_up(const journal::Journal& judged);
    // How many entries were judged.
    [[nodiscard]] std::uint64_t position() const { return views_.position(); }

    // Judges the entries that follow, and has them kept before it counts them. Gives how many: all but those at the end
    // whose decision goes on behind them. Kind::forbidden with the entry when the rules do not give one; then nothing
    // has happened.
    using Keep = std::function<Outcome(std::span<const std::string_view> entries)>;
    Result<std::size_t> judge(std::span<const std::string_view> entries, Instant now,
                              const Keep& keep);

private:
    Outcome judge_one(store::Batch& batch, std::uint64_t index, std::string_view entry,
                      Instant now);
    Outcome in_time(Instant at, Instant now);

    Rules rules_;
    Views views_;
    std::vector<std::string> expected_; // of the decision under way; the next one last
    Instant last_{};                    // no entry is of an earlier moment
};

} // namespace vienreiz::platform
