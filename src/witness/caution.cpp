#include "witness/caution.hpp"

#include "base/diagnostics.hpp"
#include "journal/verification.hpp"

#include <algorithm>

namespace vienreiz::witness {
namespace {

constexpr std::size_t offers_kept = 256; // a minute's checkpoints of a busy journal

// What a peer answered, if its journal signed it and the peer cosigned it.
Result<Kept> believed(std::string_view note, const std::string& origin, const Admitted& admitted,
                      const journal::VerifierKey& peer) {
    auto parsed = TRY(journal::parse_note(note));
    auto checkpoint = TRY(journal::parse_checkpoint(parsed.text));
    if (checkpoint.origin != origin)
        return Failure{Kind::invalid, "This is another journal's checkpoint"};
    TRY(journal::verified_by(parsed, admitted.keys));
    TRY(journal::verified_by(parsed, {&peer, 1}));
    return Kept{checkpoint.size, checkpoint.root, std::string(note)};
}

} // namespace

Caution::Caution(std::optional<journal::Policy> peers, Admission admission, State& state, Ask ask)
    : peers_(std::move(peers)), admission_(std::move(admission)), state_(state),
      ask_(std::move(ask)) {
    if (!peers_) return;
    for (const auto& [origin, admitted] : admission_) doubts_.try_emplace(origin);
}

bool Caution::enough(const Doubt& doubt) const {
    return journal::is_quorum(*peers_, std::vector(doubt.heard.begin(), doubt.heard.end()));
}

Outcome Caution::may_cosign(const journal::Checkpoint& next) {
    std::lock_guard hold(mutex_);
    auto doubt = doubts_.find(next.origin);
    if (doubt == doubts_.end()) return {};
    auto& [heard, ahead, offered] = doubt->second;
    offered.push_back({next.size, next.root});
    if (offered.size() > offers_kept) offered.pop_front();
    if (!enough(doubt->second))
        return Failure{
            Kind::unavailable,
            "This witness has just started and has not heard enough other witnesses yet"};
    return Failure{Kind::unavailable,
                   "This witness is behind another one and is catching up; try again"};
}

void Caution::hear(const std::string& origin, const Admitted& admitted,
                   const journal::Policy::Witness& peer) {
    auto answer = ask_(peer.url, hex(crypto::sha256(bytes(origin))));
    if (!answer) return;
    auto kept = state_.of(origin);
    if (!*answer) {
        std::lock_guard hold(mutex_);
        doubts_[origin].heard.insert(peer.name);
        return;
    }
    auto theirs = believed(**answer, origin, admitted, peer.key);
    if (!theirs) {
        diagnostics::warn("A witness answered what cannot be believed",
                          {{"peer", peer.name}, {"why", theirs.error().what}});
        return;
    }
    std::lock_guard hold(mutex_);
    auto& doubt = doubts_[origin];
    doubt.heard.insert(peer.name);
    bool forked = theirs->size == kept.size && theirs->root != kept.root;
    if (forked)
        diagnostics::error("A journal has signed two trees of one size",
                           {{"origin", origin}, {"ours", kept.note}, {"theirs", theirs->note}});
    if (forked || theirs->size > kept.size)
        doubt.ahead.emplace(Seen{theirs->size, theirs->root}, std::move(theirs->note));
}

// Trusts the state, or takes over the furthest checkpoint of the peers once the journal has offered it too.
void Caution::settle(const std::string& origin) {
    std::lock_guard hold(mutex_);
    auto doubt = doubts_.find(origin);
    if (!enough(doubt->second)) return;
    if (!doubt->second.ahead.empty()) {
        const auto& [furthest, note] = *doubt->second.ahead.rbegin();
        if (std::ranges::find(doubt->second.offered, furthest) == doubt->second.offered.end())
            return;
        auto turn = state_.stage(origin, state_.of(origin), {furthest.size, furthest.root, note});
        if (!turn || !state_.settle(*turn)) return;
        diagnostics::warn("The state was older than another witness's; it has caught up",
                          {{"origin", origin}, {"size", std::to_string(furthest.size)}});
    }
    doubts_.erase(doubt);
}

bool Caution::ask_peers() {
    std::vector<std::string> doubted;
    {
        std::lock_guard hold(mutex_);
        for (const auto& [origin, doubt] : doubts_) doubted.push_back(origin);
    }
    for (const auto& origin : doubted) {
        for (const auto& peer : peers_->witnesses)
            hear(origin, admission_.find(origin)->second, peer);
        settle(origin);
    }
    std::lock_guard hold(mutex_);
    return doubts_.empty();
}

} // namespace vienreiz::witness
