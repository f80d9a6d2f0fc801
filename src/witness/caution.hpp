// What a witness does before it trusts its own state. The state may be an old copy that was put back: what was cosigned
// since is forgotten, and to go on from there could sign a second history. The other witnesses remember.
//
//   1  Until so many peers have answered as the policy asks, nothing of a journal is cosigned.
//   2  If none of them is further than we are, our state is the newest: we go on.
//   3  If one is further, its checkpoint must come to us from the journal as well, with a proof from ours: then the
//      peer's history continues ours. We take it over without cosigning it, and go on from there.
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

    // Whether this checkpoint, which is proved to continue the one kept, may be cosigned. Any thread; Kind::unavailable
    // with what is waited for.
    Outcome may_cosign(const journal::Checkpoint& next);
    // Asks the peers about all journals that are not trusted yet; true when there is none left. One thread.
    bool ask_peers();

private:
    struct Seen {
        std::uint64_t size = 0;
        journal::Hash root{};
        auto operator<=>(const Seen&) const = default;
    };
    struct Doubt {
        std::set<std::string> heard;       // peers, by their names in the policy
        std::map<Seen, std::string> ahead; // what they have that we have not: the note
        std::deque<Seen> offered;          // that continue ours, as proved
    };
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
