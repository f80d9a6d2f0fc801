#include "platform/state_root.hpp"

#include "platform/noting_batch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {
namespace {

using Part = store::StateTree::Part;

// Sort before every capability's keys, which begin with its name.
constexpr std::string_view tree_prefix = "!state/", changed_prefix = "!changed/",
                           next_part_key = "!next-part";

// What one portion takes: so many parts, and of keys that have changed as many as are summed up at once without anybody
// noticing; but of few parts no more than so many.
constexpr unsigned parts_at_least = store::StateTree::parts / 32;
constexpr std::size_t keys_at_least = 1'000, keys_at_most = 30'000;

// A note is of one part and one entry, whose number names it, so notes are written and erased in a row: of each key its
// length in two bytes, and the key.
std::string notes_of(Part part) { return std::string(changed_prefix) + static_cast<char>(part); }
std::string name_of_note(Part part, std::uint64_t entry) {
    auto out = notes_of(part);
    for (int bits = 56; bits >= 0; bits -= 8) out += static_cast<char>(entry >> bits);
    return out;
}

void append_key(std::string& note, std::string_view key) {
    note += static_cast<char>(key.size() >> 8);
    note += static_cast<char>(key.size());
    note += key;
}

const store::StateTree& tree() {
    static const store::StateTree one{std::string(tree_prefix)};
    return one;
}

// A part as it would be entered now, and the notes that are done with then.
struct Summed {
    store::StateTree::Next next;
    std::vector<std::string> notes;
    std::size_t keys = 0;
};

// Calls with each key of a note.
template <class Each>
void for_each_key(std::string_view note, const Each& each) {
    while (note.size() > 2) {
        auto high = static_cast<unsigned char>(note[0]), low = static_cast<unsigned char>(note[1]);
        auto key = note.substr(2, static_cast<std::size_t>(high << 8 | low));
        each(key);
        note.remove_prefix(2 + key.size());
    }
}

// Nothing when nothing in it has changed.
Result<std::optional<Summed>> summed(const store::Snapshot& view, Part part) {
    std::vector<std::string> notes;
    store::StateTree::Changes changes;
    view.scan_prefix(notes_of(part), [&](std::string_view name, std::string_view note) {
        notes.emplace_back(name);
        for_each_key(note, [&](std::string_view key) {
            auto [at, fresh] = changes.try_emplace(crypto::sha256(bytes(key)));
            if (!fresh) return; // written before
            if (auto value = view.get(key)) at->second = crypto::sha256(bytes(*value));
        });
        return store::Scan::next;
    });
    if (notes.empty()) return std::optional<Summed>();
    auto next = TRY(tree().next(view, part, changes));
    return std::optional(Summed{std::move(next), std::move(notes), changes.size()});
}

// Some parts as they would be entered now: those that have changed, and the hash over the roots of all of them.
struct SummedRun {
    unsigned count = 0;
    std::vector<Summed> changed{};
    std::size_t keys = 0;
    std::string root{}; // hex
};

// Until it is enough, or there are no more.
template <class IsEnough>
Result<SummedRun> summed_run(const store::Snapshot& view, std::uint64_t first,
                             const IsEnough& is_enough) {
    SummedRun out;
    Bytes roots{2};
    for (; out.count < store::StateTree::parts && !is_enough(out); ++out.count) {
        auto part = static_cast<Part>(first + out.count);
        auto one = TRY(summed(view, part));
        auto root = one ? one->next.root : tree().root(view, part);
        roots.insert(roots.end(), root.begin(), root.end());
        if (!one) continue;
        out.keys += one->keys;
        out.changed.push_back(std::move(*one));
    }
    out.root = hex(crypto::sha256(roots));
    return out;
}

// What this thread has just decided, to be applied without computing it once more: a tree with the one root becomes
// that with the other in one way only.
thread_local std::optional<SummedRun> just_decided;

bool is_still_so(const SummedRun& run, const store::Snapshot& view) {
    return std::ranges::all_of(run.changed, [&](const Summed& one) {
        return one.next.before == tree().root(view, one.next.part);
    });
}

Outcome apply(store::Batch& batch, const StatePartsRooted& event) {
    constexpr auto parts = store::StateTree::parts;
    if (event.first >= parts || event.count > parts)
        return Failure{Kind::corrupt, "A state has no such parts"};
    auto run = std::exchange(just_decided, std::nullopt);
    if (!run || run->root != event.root || run->count != event.count || !is_still_so(*run, batch))
        run = TRY(summed_run(batch, event.first,
                             [&](const SummedRun& so_far) { return so_far.count == event.count; }));
    for (const auto& one : run->changed) {
        store::StateTree::write(batch, one.next);
        for (const auto& note : one.notes) batch.erase(note);
    }
    batch.put(next_part_key, std::to_string((event.first + event.count) % parts));
    return {};
}

// The part behind the last one that was entered.
unsigned next_part(const store::Snapshot& view) {
    auto kept = view.get(next_part_key);
    return kept ? number<unsigned>(*kept).value_or(0) : 0;
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
    if (key.starts_with('!')) return;
    append_key(notes_[store::StateTree::part_of(crypto::sha256(bytes(key)))], key);
}

void NotingBatch::keep_notes() {
    for (const auto& [part, note] : notes_) batch_.put(name_of_note(part, entry_), note);
}

Result<crypto::Hash> state_root(const store::Snapshot& view) {
    std::vector<store::StateTree::Next> next;
    for (unsigned part = 0; part < store::StateTree::parts; ++part) {
        auto one = TRY(summed(view, static_cast<Part>(part)));
        if (one) next.push_back(std::move(one->next));
    }
    return tree().root(view, next);
}

Result<StatePortion> next_portion(const store::Snapshot& view) {
    auto first = next_part(view);
    auto run = TRY(summed_run(view, first, [](const SummedRun& so_far) {
        return so_far.keys >= keys_at_most ||
               (so_far.keys >= keys_at_least && so_far.count >= parts_at_least);
    }));
    just_decided.reset();
    if (run.changed.empty()) return Failure{Kind::conflict, "Nothing has changed since"};
    StatePortion out;
    out.events.add(StatePartsRooted{rules_version, first, run.count, run.root});
    out.is_all = run.count == store::StateTree::parts;
    just_decided = std::move(run);
    return out;
}

void register_state_events(EventTypes& types) {
    types.on<StateRooted>([](store::Batch&, const Happened&, const StateRooted&) {});
    types.on<StatePartsRooted>([](store::Batch& batch, const Happened&,
                                  const StatePartsRooted& event) { return apply(batch, event); });
}

} // namespace vienreiz::platform
