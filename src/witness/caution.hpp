// What a witness does before it trusts its own state. The state may be an old copy that was put back: what was cosigned
// since is forgotten, and to go on from there could sign a second history. The other witnesses remember.
//
//   1  Until so many peers have answered as the policy asks, nothing of a journal is cosigned.
//   2  If none of them is further than we are, our state is the newest: we go on.
//   3  If some are, the journal must prove of one checkpoint that it continues what we keep and what each of them has:
//      then all that is one history. We take that checkpoint over without cosigning it, and go on from there. Where a
//      proof is to start the journal is told as whenever we hold another size than it thinks (409).
//
// Why each of them, and not the furthest alone: where the journal has two histories, the furthest may be of the one,
// and what we have forgotten of the other. A single peer that still knows it then keeps us from both.
//
// Each is asked until it has answered, and then no more: what we have forgotten was known before. So none can keep us
// waiting by saying a little more each time.
//
// A peer answers with what the journal signed and the peer cosigned, or says that it knows nothing of the journal.
#pragma once

#include "journal/policy.hpp"
#include "witness/admission.hpp"
#include "witness/state.hpp"

#include <deque>
#include <functional>
#include <mutex>
#include <set>

namespace vienreiz::witness {

class Caution {
public:
    // GET <url>/<hash of the origin>/checkpoint: the note, or nothing where there is none. Blocks.
    using Ask = std::function<Result<std::optional<std::string>>(const std::string& url,
                                                                 const std::string& origin_hash)>;
    // Without peers every state is trusted. `peers`: its witnesses, each with a URL; its quorum: how many must answer.
    Caution(std::optional<journal::Policy> peers, Admission admission, State& state, Ask ask);

    // What a checkpoint must be proved to continue next: what is kept or, in doubt, one by one what peers have as well.
    // `old_size`: where the proof at hand starts. Any thread.
    Kept to_continue(const journal::Checkpoint& next, std::uint64_t old_size, const Kept& kept);
    // Whether this checkpoint, which is proved to continue that one, may be cosigned. `note`: with its journal's
    // signatures. Any thread; Kind::unavailable with what is waited for.
    Outcome may_cosign(const journal::Checkpoint& next, const std::string& note,
                       const Kept& continued);
    // Asks the peers about all journals that are not trusted yet; true when there is none left. One thread.
    bool ask_peers();

private:
    struct Seen {
        std::uint64_t size = 0;
        journal::Hash root{};
        auto operator<=>(const Seen&) const = default;
    };
    struct Offer { // by the journal
        Seen what;
        std::string note;
        std::set<Seen> continued; // as proved
    };
    struct Doubt {
        std::set<std::string> heard; // peers, by their names in the policy
        std::vector<Kept> ahead;     // what they have that we have not
        std::deque<Offer> offered;
        // What all must be one history of.
        [[nodiscard]] std::vector<Kept> claimed(const Kept& ours) const;
        [[nodiscard]] bool proved(const Seen& what, const Kept& claim) const;
    };
    static Seen seen(const Kept& kept) { return {kept.size, kept.root}; }
    void hear(const std::string& origin, const Admitted& admitted,
              const journal::Policy::Witness& peer);
    void settle(const std::string& origin);
    [[nodiscard]] bool enough(const Doubt& doubt) const;

    std::optional<journal::Policy> peers_;
    Admission admission_;
    State& state_;
    Ask ask_;
    std::mutex mutex_;
    std::map<std::string, Doubt, std::less<>> doubts_; // by origin; none: trusted
};

} // namespace vienreiz::witness
