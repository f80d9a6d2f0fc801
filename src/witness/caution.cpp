#include "witness/caution.hpp"

#include "base/diagnostics.hpp"
#include "journal/verification.hpp"

#include <algorithm>

namespace vienreiz::witness {
namespace {

constexpr std::size_t offers_kept = 16; // the newest: an older one continues less

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

std::vector<Kept> Caution::Doubt::claimed(const Kept& ours) const {
    auto out = ahead;
    out.insert(out.begin(), ours);
    return out;
}

bool Caution::Doubt::proved(const Seen& what, const Kept& claim) const {
    if (what == seen(claim)) return true;
    auto offer = std::ranges::find(offered, what, &Offer::what);
    return offer != offered.end() && offer->continued.contains(seen(claim));
}

Kept Caution::to_continue(const journal::Checkpoint& next, std::uint64_t old_size,
                          const Kept& kept) {
    std::lock_guard hold(mutex_);
    auto found = doubts_.find(next.origin);
    if (found == doubts_.end()) return kept;
    const auto& doubt = found->second;
    auto claimed = doubt.claimed(kept), left = claimed;
    std::erase_if(left, [&](const Kept& claim) {
        return claim.size > next.size || doubt.proved({next.size, next.root}, claim);
    });
    // One after another, but in whichever order the journal takes them.
    const auto& from = left.empty() ? claimed : left;
    auto at_hand = std::ranges::find(from, old_size, &Kept::size);
    return at_hand == from.end() ? from.front() : *at_hand;
}

Outcome Caution::may_cosign(const journal::Checkpoint& next, const std::string& note,
                            const Kept& continued) {
    std::lock_guard hold(mutex_);
    auto found = doubts_.find(next.origin);
    if (found == doubts_.end()) return {};
    auto& doubt = found->second;
    Seen what{next.size, next.root};
    auto& offered = doubt.offered;
    auto offer = std::ranges::find(offered, what, &Offer::what);
    if (offer == offered.end()) offer = offered.insert(offer, Offer{what, note, {}});
    offer->continued.insert(seen(continued));
    if (offered.size() > offers_kept) offered.pop_front();
    if (!enough(doubt))
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
    if (forked || theirs->size > kept.size) doubt.ahead.push_back(std::move(*theirs));
}

// Trusts the state, or takes over what is proved to continue all that the peers have.
void Caution::settle(const std::string& origin) {
    std::lock_guard hold(mutex_);
    auto found = doubts_.find(origin);
    const auto& doubt = found->second;
    if (!enough(doubt)) return;
    if (!doubt.ahead.empty()) {
        auto kept = state_.of(origin);
        auto claimed = doubt.claimed(kept);
        auto offer = std::ranges::find_if(doubt.offered, [&](const Offer& one) {
            return std::ranges::all_of(
                claimed, [&](const Kept& claim) { return doubt.proved(one.what, claim); });
        });
        if (offer == doubt.offered.end()) return;
        auto turn = state_.stage(origin, kept, {offer->what.size, offer->what.root, offer->note});
        if (!turn || !state_.settle(*turn)) return;
        diagnostics::warn("The state was older than another witness's; it has caught up",
                          {{"origin", origin}, {"size", std::to_string(offer->what.size)}});
    }
    doubts_.erase(found);
}

bool Caution::ask_peers() {
    std::map<std::string, std::set<std::string>> heard; // by origin
    {
        std::lock_guard hold(mutex_);
        for (const auto& [origin, doubt] : doubts_) heard[origin] = doubt.heard;
    }
    for (const auto& [origin, have_answered] : heard) {
        for (const auto& peer : peers_->witnesses)
            if (!have_answered.contains(peer.name))
                hear(origin, admission_.find(origin)->second, peer);
        settle(origin);
    }
    std::lock_guard hold(mutex_);
    return doubts_.empty();
}

} // namespace vienreiz::witness
