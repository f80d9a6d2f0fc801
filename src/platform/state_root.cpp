#include "platform/state_root.hpp"

#include "platform/noting_batch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {
namespace {

// Sort before every capability's keys, which begin with its name.
constexpr std::string_view tree_prefix = "!state/", changed_prefix = "!changed/";

// A note is of one entry, whose number names it, so notes are written and erased in a row: of each key its length in two
// bytes, and the key.
std::string name_of_note(std::uint64_t entry) {
    std::string out(changed_prefix);
    for (int bits = 56; bits >= 0; bits -= 8) out += static_cast<char>(entry >> bits);
    return out;
}

void append_key(std::string& note, std::string_view key) {
    note += static_cast<char>(key.size() >> 8);
    note += static_cast<char>(key.size());
    note += key;
}

struct Notes {
    std::vector<std::string> names, keys; // each key once
};

Notes notes_in(const store::Snapshot& view) {
    Notes out;
    view.scan_prefix(changed_prefix, [&](std::string_view name, std::string_view note) {
        out.names.emplace_back(name);
        while (note.size() > 2) {
            auto high = static_cast<unsigned char>(note[0]);
            auto low = static_cast<unsigned char>(note[1]);
            auto key = note.substr(2, static_cast<std::size_t>(high << 8 | low));
            out.keys.emplace_back(key);
            note.remove_prefix(2 + key.size());
        }
        return store::Scan::next;
    });
    std::ranges::sort(out.keys);
    auto again = std::ranges::unique(out.keys);
    out.keys.erase(again.begin(), again.end());
    return out;
}

store::StateTree::Changes changes_of(const std::vector<std::string>& keys,
                                     const store::Snapshot& view) {
    store::StateTree::Changes out;
    for (const auto& key : keys) {
        auto value = view.get(key);
        out[crypto::sha256(bytes(key))] =
            value ? std::optional(crypto::sha256(bytes(*value))) : std::nullopt;
    }
    return out;
}

const store::StateTree& tree() {
    static const store::StateTree one{std::string(tree_prefix)};
    return one;
}

// What this thread has just decided, to be applied without computing it once more: a tree with the one root becomes
// that with the other in one way only.
struct Decided {
    store::StateTree::Next next;
    std::vector<std::string> notes;
};
thread_local std::optional<Decided> just_decided;

Result<Decided> decided_on(const store::Snapshot& view) {
    auto notes = notes_in(view);
    auto next = TRY(tree().next(view, changes_of(notes.keys, view)));
    return Decided{std::move(next), std::move(notes.names)};
}

} // namespace

void NotingBatch::put(std::string_view key, std::string_view value) {
    batch_.put(key, value);
    note(key);
}

void NotingBatch::erase(std::string_view key) {
    batch_.erase(key);
    note(key);
}

void NotingBatch::note(std::string_view key) {
    if (!key.starts_with('!')) append_key(note_, key);
}

void NotingBatch::keep_note() {
    if (!note_.empty()) batch_.put(name_of_note(entry_), note_);
}

Result<crypto::Hash> state_root(const store::Snapshot& view) {
    return TRY(decided_on(view)).next.root;
}

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot& view,
                      const EnterStateRoot&) {
    just_decided = TRY(decided_on(view));
    if (just_decided->notes.empty()) return Failure{Kind::conflict, "Nothing has changed since"};
    return Events{}.add(StateRooted{rules_version, hex(just_decided->next.root)});
}

void register_state_events(EventTypes& types) {
    types.on<StateRooted>(
        [](store::Batch& batch, const Happened&, const StateRooted& event) -> Outcome {
            auto known = std::exchange(just_decided, std::nullopt);
            if (!known || hex(known->next.root) != event.root ||
                known->next.before != tree().root(batch))
                known = TRY(decided_on(batch));
            store::StateTree::write(batch, known->next);
            for (const auto& note : known->notes) batch.erase(note);
            return {};
        });
}

} // namespace vienreiz::platform
