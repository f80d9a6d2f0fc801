#include "witness/witness.hpp"

#include "base/diagnostics.hpp"
#include "journal/verification.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::witness {
namespace {

constexpr auto soon = std::chrono::seconds(1);

std::unexpected<Reply> refuse(int status, std::string_view sentence) {
    return std::unexpected(Reply{status, std::string(sentence)});
}

// "The response body MUST consist of the tree size of the latest cosigned checkpoint in decimal"
Reply holds_another(std::uint64_t size) { return {409, std::to_string(size) + "\n"}; }

std::expected<void, Reply> consistent(const Kept& kept, const journal::Checkpoint& next,
                                      const journal::Proof& proof) {
    if (next.size == 0 && next.root != journal::empty_root())
        return refuse(422, "A tree without entries has another root");
    if (kept.size == 0) {
        if (!proof.empty()) return refuse(422, "From nothing there is no proof of consistency");
        return {};
    }
    auto proved = journal::verify_consistency(
        {.old_size = kept.size, .size = next.size, .old_root = kept.root, .root = next.root},
        proof);
    if (!proved) return refuse(422, proved.error().what);
    return {};
}

} // namespace

Witness::Witness(Admission admission, std::vector<journal::Cosigner> cosigners, State& state,
                 Caution& caution, Clock clock)
    : admission_(std::move(admission)), cosigners_(std::move(cosigners)), state_(state),
      caution_(caution), clock_(std::move(clock)) {
    for (const auto& [origin, admitted] : admission_)
        origin_by_hash_[hex(crypto::sha256(bytes(origin)))] = origin;
}

std::expected<Witness::Signed, Reply> Witness::signed_by_its_journal(std::string_view note) const {
    auto parsed = journal::parse_note(note);
    if (!parsed) return refuse(400, parsed.error().what);
    auto checkpoint = journal::parse_checkpoint(parsed->text);
    if (!checkpoint) return refuse(400, checkpoint.error().what);
    auto found = admission_.find(checkpoint->origin);
    if (found == admission_.end()) return refuse(404, "This journal is not witnessed here");
    const auto& keys = found->second.keys;
    auto signers = journal::verified_by(*parsed, keys);
    if (!signers) return refuse(403, signers.error().what);
    // Signatures of others are not kept: anybody may add them, and as many as the note has room for.
    Signed out{&found->second, std::move(*checkpoint), parsed->text + "\n"};
    for (const auto& line : parsed->signatures)
        if (std::ranges::any_of(
                keys, [&](const auto& key) { return key.name == line.name && key.id == line.id; }))
            out.note += journal::signature_line(line.name, line.id, line.signature);
    return out;
}

std::optional<std::chrono::seconds> Witness::wait_of(const std::string& origin,
                                                     const Admitted& admitted) {
    constexpr double day = 86'400, hours_in_day = 24, at_once_least = 10;
    auto a_day = static_cast<double>(admitted.requests_a_day);
    Allowance::Rate rate{a_day / day, std::max(a_day / hours_in_day, at_once_least)};
    auto now = clock_();
    std::lock_guard hold(mutex_);
    return allowances_.try_emplace(origin, Allowance(rate, now)).first->second.take(rate, now);
}

std::string Witness::cosignatures(std::string_view text) const {
    std::string out;
    for (const auto& cosigner : cosigners_) {
        auto line = cosigner.cosign(text, clock_());
        check(line.has_value(), "a checkpoint that was parsed is cosigned");
        out += *line;
    }
    return out;
}

std::variant<Reply, Pending> Witness::add_checkpoint(std::string_view body) {
    auto submission = parse_submission(body);
    if (!submission) return Reply{400, submission.error().what};
    // "If the checkpoint origin is unknown ... 404", "no signature from a trusted key ... 403"
    auto next = signed_by_its_journal(submission->note);
    if (!next) return next.error();
    const auto& [admitted, checkpoint, note] = *next;
    if (auto wait = wait_of(checkpoint.origin, *admitted))
        return Reply{429, "This journal has asked as often as it may today", *wait};
    // "The old size MUST be equal to or lower than the checkpoint size."
    if (submission->old_size > checkpoint.size)
        return Reply{400, "The old size is beyond the checkpoint"};
    // "... that the old size matches the size of the latest checkpoint it cosigned"
    auto kept = state_.of(checkpoint.origin);
    auto old = caution_.to_continue(checkpoint, submission->old_size, kept);
    if (submission->old_size != old.size) return holds_another(old.size);
    if (auto proved = consistent(old, checkpoint, submission->proof); !proved) {
        diagnostics::warn(
            "A journal's checkpoint does not continue the one that is kept",
            {{"origin", checkpoint.origin}, {"contact", admitted->contact}, {"checkpoint", note}});
        return proved.error();
    }
    if (auto trusted = caution_.may_cosign(checkpoint, note, old); !trusted) {
        auto other = caution_.to_continue(checkpoint, old.size, kept);
        if (other.size != old.size) return holds_another(other.size);
        return Reply{503, trusted.error().what, soon};
    }
    // "... checking the old size against the latest checkpoint and persisting ... atomically"
    auto turn = state_.stage(checkpoint.origin, kept, {checkpoint.size, checkpoint.root, note});
    if (!turn) return holds_another(state_.of(checkpoint.origin).size);
    return Pending{*turn, {200, cosignatures(journal::to_text(checkpoint))}};
}

Reply Witness::settled(Pending pending) {
    auto durable = state_.settle(pending.turn);
    if (durable) return std::move(pending.reply);
    diagnostics::error("The witness's state could not be kept; nothing was cosigned",
                       {{"why", durable.error().what}});
    return {503, "The witness cannot keep its state just now; try again", soon};
}

Reply Witness::checkpoint(std::string_view origin_hash) const {
    auto origin = origin_by_hash_.find(origin_hash);
    auto note = origin == origin_by_hash_.end() ? std::string() : state_.durable(origin->second);
    if (note.empty()) return {404, "No checkpoint of such a journal was cosigned here"};
    auto parsed = journal::parse_note(note);
    check(parsed.has_value(), "what is kept was parsed before");
    return {200, note + cosignatures(parsed->text)};
}

std::vector<std::string> Witness::vkeys() const {
    std::vector<std::string> out;
    for (const auto& cosigner : cosigners_) out.push_back(to_vkey(cosigner.verifier_key()));
    return out;
}

} // namespace vienreiz::witness
