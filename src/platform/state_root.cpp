#include "platform/state_root.hpp"

#include "platform/noting_batch.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

// Sort before every capability's keys, which begin with its name.
constexpr std::string_view tree_prefix = "!state/", changed_prefix = "!changed/";

// By the hash of the key, which is shorter than the key may be; and the key.
std::string noted_at(std::string_view key) {
    return std::string(changed_prefix) + std::string(text(crypto::sha256(bytes(key))));
}

store::StateTree::Changes changes_in(const store::Snapshot& view) {
    store::StateTree::Changes out;
    view.scan_prefix(changed_prefix, [&](std::string_view, std::string_view key) {
        auto value = view.get(key);
        out[crypto::sha256(bytes(key))] =
            value ? std::optional(crypto::sha256(bytes(*value))) : std::nullopt;
        return store::Scan::next;
    });
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
    std::vector<crypto::Hash> changed;
};
thread_local std::optional<Decided> just_decided;

Result<Decided> decided_on(const store::Snapshot& view) {
    auto changes = changes_in(view);
    Decided out{TRY(tree().next(view, changes)), {}};
    for (const auto& [key, value] : changes) out.changed.push_back(key);
    return out;
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
    if (!key.starts_with('!')) batch_.put(noted_at(key), key);
}

Result<crypto::Hash> state_root(const store::Snapshot& view) {
    return TRY(decided_on(view)).next.root;
}

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot& view,
                      const EnterStateRoot&) {
    just_decided = TRY(decided_on(view));
    if (just_decided->changed.empty()) return Failure{Kind::conflict, "Nothing has changed since"};
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
            for (const auto& key : known->changed)
                batch.erase(std::string(changed_prefix) + std::string(text(key)));
            return {};
        });
}

} // namespace vienreiz::platform
