#include "platform/root.hpp"

#include "journal/checkpoint.hpp"
#include "journal/note.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {
namespace root_journal {

constexpr std::uint64_t looked_through = 2'000; // entries at the root's end, when a node starts
constexpr std::size_t most_remembered = 10'000; // while no witness answers

bool is_signed_by(const journal::Note& note, const journal::VerifierKey& key) {
    return std::ranges::any_of(note.signatures, [&](const auto& signature) {
        return signature.name == key.name && signature.id == key.id;
    });
}

// The root is signed with ML-DSA itself, so of each checkpoint the short signatures are enough: that of the journal's
// key, and of its former one as long as it signs.
Result<std::string> short_note(const journal::Journal& journal) {
    auto note = TRY(journal::parse_note(journal.checkpoint()));
    auto own = TRY(journal::verifier_key(std::string_view(journal.vkey())));
    if (!is_signed_by(note, own))
        return Failure{Kind::corrupt, "The journal's checkpoint lacks its own signature", own.name};
    auto vkeys = journal.former_vkeys();
    vkeys.push_back(journal.vkey());
    std::erase_if(note.signatures, [&](const journal::NoteSignature& signature) {
        return std::ranges::none_of(vkeys, [&](const std::string& vkey) {
            auto key = journal::verifier_key(std::string_view(vkey));
            return key && key->type == journal::SignatureType::ed25519 &&
                   key->name == signature.name && key->id == signature.id;
        });
    });
    auto out = note.text + "\n";
    for (const auto& [name, id, signature] : note.signatures)
        out += journal::signature_line(name, id, signature);
    return out;
}

// Not after its keys were rotated: whoever trusts the new ones could not verify it.
Result<bool> is_of_present_key(const journal::Journal& journal, std::string_view anchor) {
    auto note = TRY(journal::parse_note(anchor));
    return is_signed_by(note, TRY(journal::verifier_key(std::string_view(journal.vkey()))));
}

} // namespace root_journal

Result<std::unique_ptr<RootJournal>> RootJournal::begin(journal::Journal& root,
                                                        std::vector<journal::Journal*> others) {
    std::unique_ptr<RootJournal> out(new RootJournal(root, std::move(others)));
    TRY(out->find_newest());
    return out;
}

Outcome RootJournal::find_newest() {
    auto size = root_.size();
    TRY(hear(size - std::min(size, root_journal::looked_through)));
    for (auto& [origin, all] : anchors_) all.erase(all.begin(), all.end() - 1);
    for (auto* other : others_) {
        auto found = newest(other->origin(), size);
        // Another node may have appended to it since it was opened.
        if (found && found->size > other->size()) TRY(other->look());
        if (found && found->size > other->size())
            return Failure{
                Kind::corrupt,
                fmt::format("The journal holds {} entries, but the root has it with {}: was an old "
                            "copy put back? Put back the newest one, of both",
                            grouped(other->size()), grouped(found->size)),
                other->origin()};
    }
    return {};
}

Outcome RootJournal::hear(journal::Index from) {
    auto size = root_.size();
    TRY(root_.read(from, size, [&](journal::Index index, std::string_view entry) -> Outcome {
        auto checkpoint = TRY(journal::checkpoint_in(entry));
        std::lock_guard hold(mutex_);
        remember(checkpoint.origin, {index, checkpoint.size, std::string(entry)});
        return {};
    }));
    heard_ = size;
    return {};
}

void RootJournal::remember(const std::string& origin, Anchor anchor) {
    auto& all = anchors_[origin];
    all.push_back(std::move(anchor));
    if (all.size() > root_journal::most_remembered) all.erase(all.begin() + 1);
}

void RootJournal::forget_before(std::uint64_t final_size) {
    for (auto& [origin, all] : anchors_)
        while (all.size() > 1 && all[1].index < final_size) all.pop_front();
}

std::optional<RootJournal::Anchor> RootJournal::newest(std::string_view origin,
                                                       std::uint64_t root_size) const {
    std::lock_guard hold(mutex_);
    auto found = anchors_.find(origin);
    if (found == anchors_.end()) return {};
    const auto& all = found->second;
    auto behind = std::ranges::lower_bound(all, root_size, {}, &Anchor::index);
    if (behind == all.begin()) return {};
    return *std::prev(behind);
}

Outcome RootJournal::anchor(std::uint64_t final_size) {
    TRY(hear(heard_));
    std::vector<std::string> grown;
    for (const auto* other : others_) {
        auto before = newest(other->origin(), root_.size());
        if (!before && other->size() == 0) continue;
        bool has_grown = !before || before->size < other->size();
        if (!has_grown && TRY(root_journal::is_of_present_key(*other, before->note))) continue;
        grown.push_back(TRY(root_journal::short_note(*other)));
    }
    if (!grown.empty()) {
        TRY(root_.append(std::vector<std::string_view>(grown.begin(), grown.end())));
        TRY(hear(heard_));
    }
    std::lock_guard hold(mutex_);
    forget_before(final_size);
    return {};
}

Result<std::string> RootJournal::receipt(const journal::Journal& other, journal::Index index,
                                         const witness::Final& final_one) const {
    auto anchor = newest(other.origin(), final_one.size);
    if (!anchor || index >= anchor->size)
        return Failure{
            Kind::unavailable,
            "The root's checkpoint does not cover this entry yet; try again in a moment"};
    auto entry = TRY(other.entry(index));
    auto proof = TRY(other.inclusion(index, anchor->size));
    auto inner = to_text(
        journal::Receipt{index, std::move(entry), std::move(proof), std::move(anchor->note)});
    auto outer = TRY(root_.inclusion(anchor->index, final_one.size));
    return to_text(
        journal::Receipt{anchor->index, std::move(inner), std::move(outer), final_one.note});
}

} // namespace vienreiz::platform
