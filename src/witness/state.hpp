// The newest checkpoint a witness has cosigned of each journal, in one file (state_file.hpp), which
// is written once for all that was staged meanwhile.
//
// Operation    stage() compares and remembers; settle() makes durable what was staged. A caller
//              answers only when settle() says so.
// Concurrency  any thread. What one settles, another has settled as well.
#pragma once

#include "journal/checkpoint.hpp"
#include "witness/state_file.hpp"

#include <map>
#include <mutex>
#include <set>

namespace vienreiz::witness {

struct Kept {
    std::uint64_t size = 0;
    journal::Hash root = journal::empty_root();
    std::string note; // nothing yet: empty
};

class State {
public:
    // A file that is not there is an empty state. Kind::corrupt when it is damaged.
    static Result<std::unique_ptr<State>> open(std::shared_ptr<journal::Disk> disk,
                                               std::filesystem::path file);

    [[nodiscard]] Kept of(std::string_view origin) const;             // as staged
    [[nodiscard]] std::string durable(std::string_view origin) const; // the note; empty if none
    [[nodiscard]] std::size_t journals() const;

    // Remembers `next` if the checkpoint kept is still `before`; gives the turn to settle. Nothing when another was
    // faster.
    std::optional<std::uint64_t> stage(std::string_view origin, const Kept& before, Kept next);
    // Everything staged up to this turn is durable; or, if that fails, nothing of it was kept.
    Outcome settle(std::uint64_t turn);

private:
    State(std::shared_ptr<journal::Disk> disk, std::filesystem::path file);
    struct Both {
        Kept durable, staged;
    };
    struct Writing { // what one write of the file makes durable
        std::uint64_t turn = 0;
        std::vector<std::pair<std::string, Kept>> changed;
        std::string notes; // counted: of those, or of all journals
        bool all = false;
    };
    Writing begin_writing();
    [[nodiscard]] std::string all_notes() const; // counted, as staged
    void give_up_staged();

    mutable std::mutex mutex_;
    std::map<std::string, Both, std::less<>> by_origin_;
    std::uint64_t turn_ = 0;                     // the newest that was staged
    std::set<std::string, std::less<>> changed_; // origins staged since the file was last written
    std::mutex writing_;                         // held while it is
    StateFile file_;                             // under writing_, as are those that follow
    std::uint64_t settled_ = 0, failed_ = 0;     // turns
    std::optional<Failure> failure_;
};

} // namespace vienreiz::witness
