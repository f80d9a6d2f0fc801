#include "observer/observer.hpp"

#include "base/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::observer {
namespace names {

constexpr auto checkpoint = "checkpoint", pending = "pending", withheld = "withheld",
               contradiction = "contradiction", shrunk = "shrunk";

} // namespace names

using journal::RightEdge;
using journal::TileName;

Result<std::unique_ptr<Observer>> Observer::open(Options options, journal::Fetch origin) {
    std::unique_ptr<Observer> out(new Observer(std::move(options), std::move(origin)));
    out->folder_ = TRY(Folder::open(out->options_.disk, out->options_.folder));
    TRY(out->read_held());
    return out;
}

Result<Observer::Signed> Observer::verified(std::string note) const {
    auto witnessed = TRY(journal::verified_checkpoint(note, options_.policy));
    return Signed{std::move(note), std::move(witnessed.checkpoint)};
}

Outcome Observer::read_held() {
    if (TRY(folder_->text(names::contradiction)))
        contradiction_ = folder_->place(names::contradiction);
    if (auto first = TRY(folder_->text(names::withheld)))
        bundles_ = number<std::uint64_t>(trim(*first)).value_or(0);
    if (auto note = TRY(folder_->text(names::pending)))
        if (auto pending = verified(std::move(*note))) pending_ = std::move(*pending);
    auto note = TRY(folder_->text(names::checkpoint));
    if (!note) return {};
    auto held = verified(std::move(*note));
    if (!held) return within(std::move(held).error(), folder_->place(names::checkpoint) + " ");
    held_ = std::move(*held);
    const auto& head = held_->checkpoint;
    auto edge = RightEdge::of(head.size, head.root,
                              [this](const TileName& name) { return folder_->tile(name); });
    if (edge)
        shown_ = std::make_shared<Shown>(
            Shown{held_->note, head, std::make_shared<RightEdge>(std::move(*edge)), bundles_});
    else // the next round gets it
        diagnostics::warn("The mirror is damaged at its edge and shows nothing until it is mended",
                          {{"file", folder_->place(edge.error().where)}});
    return {};
}

// ---- one round ------------------------------------------------------------------------------

Result<Observer::Round> Observer::round() {
    auto next = TRY(newest());
    TRY(is_of_this_journal(next));
    TRY(has_not_gone_back(next));
    auto before = held_ ? held_->checkpoint.size : 0, size = next.checkpoint.size;
    auto now = shown();
    bool known = now && now->note == next.note;
    if (known && bundles_ == all_bundles) return Round{before, size, {}};
    auto edge = known ? now->edge : TRY(right_edge(next));
    if (!known) {
        TRY(continues_what_is_held(next, edge));
        TRY(keep_pending(next));
    }
    auto bundles = TRY(catch_up(edge));
    if (known && bundles.until == bundles_) return Round{before, size, std::move(bundles.why)};
    TRY(show(std::move(next), std::move(edge), bundles.until));
    return Round{before, size, std::move(bundles.why)};
}

Result<Observer::Signed> Observer::newest() const {
    auto note = TRY(origin_(names::checkpoint));
    auto next = verified(std::string(text(note)));
    if (!next) return within(std::move(next).error(), names::checkpoint);
    if (next->checkpoint.size > limits::journal_entries)
        return Failure{Kind::too_large,
                       fmt::format("The journal claims {} entries; at most {} are mirrored",
                                   grouped(next->checkpoint.size),
                                   grouped(limits::journal_entries)),
                       names::checkpoint};
    return next;
}

Outcome Observer::is_of_this_journal(const Signed& next) const {
    for (const auto* earlier : {&held_, &pending_})
        if (*earlier && (*earlier)->checkpoint.origin != next.checkpoint.origin)
            return Failure{Kind::conflict,
                           fmt::format("This address shows the journal {}, and the folder holds "
                                       "{}: name another folder",
                                       next.checkpoint.origin, (*earlier)->checkpoint.origin),
                           options_.folder.string()};
    return {};
}

// Two roots of one size need no further proof, and so none of the journal's tiles.
Outcome Observer::has_not_gone_back(const Signed& next) {
    for (const auto* one : {&held_, &pending_}) {
        if (!*one) continue;
        const auto& earlier = **one;
        if (next.checkpoint.size < earlier.checkpoint.size) return shrunk(earlier, next);
        if (next.checkpoint.size == earlier.checkpoint.size &&
            next.checkpoint.root != earlier.checkpoint.root)
            return contradicts({earlier.note, next.note, next.checkpoint.root, {}});
    }
    return {};
}

Result<std::shared_ptr<const RightEdge>> Observer::right_edge(const Signed& next) const {
    return std::make_shared<const RightEdge>(
        TRY(RightEdge::of(next.checkpoint.size, next.checkpoint.root, [this](const TileName& name) {
            return journal::fetch_tile(origin_, name);
        })));
}

// Computed from the later tree's own tiles: each is proved by its root, so what it had at the
// earlier size is known without asking anybody. The checkpoint that was being caught up with when
// we were interrupted binds the journal too.
Outcome Observer::continues_what_is_held(const Signed& next,
                                         const std::shared_ptr<const RightEdge>& edge) {
    journal::ProvedTree tree(
        edge, [this](const TileName& name) { return journal::fetch_tile(origin_, name); });
    auto hashes = [&tree](journal::Node node) { return tree.node(node); };
    for (const auto* one : {&held_, &pending_}) {
        if (!*one || (*one)->checkpoint.size == 0) continue;
        const auto& earlier = **one;
        auto root = TRY(journal::root_of(earlier.checkpoint.size, hashes));
        if (root == earlier.checkpoint.root) continue;
        auto proof =
            TRY(journal::consistency_proof(earlier.checkpoint.size, next.checkpoint.size, hashes));
        return contradicts({earlier.note, next.note, root, std::move(proof)});
    }
    return {};
}

// From here on it binds the journal, whatever becomes of us.
Outcome Observer::keep_pending(const Signed& next) {
    if (pending_ && pending_->note == next.note) return {};
    TRY(forget_tried());
    TRY(folder_->replace(names::pending, next.note));
    pending_ = next;
    return {};
}

Result<CatchingUp::Bundles> Observer::catch_up(const std::shared_ptr<const RightEdge>& edge) {
    auto held = held_ ? held_->checkpoint.size : 0;
    auto first = std::min(bundles_, held / journal::tile_width);
    CatchingUp work(*folder_, origin_, edge, held, first, options_.progress);
    TRY(work.tiles());
    return work.bundles();
}

// Whatever the checkpoint covers is durable before it is; what it makes superfluous goes before,
// for a reader of the earlier one finds the full tile.
Outcome Observer::show(Signed next, std::shared_ptr<const RightEdge> edge, std::uint64_t bundles) {
    TRY(folder_->settle());
    TRY(forget_partials(next.checkpoint.size));
    if (bundles != all_bundles) TRY(keep_withheld(bundles));
    TRY(folder_->replace(names::checkpoint, next.note));
    if (bundles == all_bundles) TRY(keep_withheld(bundles));
    auto now =
        std::make_shared<const Shown>(Shown{next.note, next.checkpoint, std::move(edge), bundles});
    {
        std::lock_guard hold(mutex_);
        shown_ = std::move(now);
    }
    held_ = std::move(next);
    pending_.reset();
    return folder_->remove(names::pending);
}

Outcome Observer::forget_partials(std::uint64_t size) {
    if (!held_) return {};
    auto before = held_->checkpoint.size;
    for (unsigned level = 0; journal::row_width(level, before) > 0; ++level) {
        auto edge = journal::row_width(level, before) / journal::tile_width;
        if (journal::width_in(level, edge, size) < journal::tile_width) continue;
        TRY(folder_->forget_partials({TileName::Of::hashes, level, edge}));
        // The entries' full bundle may be withheld where the partial one was not.
        TileName bundle{TileName::Of::entries, 0, edge};
        if (level == 0 && folder_->tile(bundle)) TRY(folder_->forget_partials(bundle));
    }
    return {};
}

// What an interrupted try has written at its right edge, and no checkpoint was ever shown for.
Outcome Observer::forget_tried() {
    if (!pending_) return {};
    auto tried = journal::partial_tiles_of(pending_->checkpoint.size),
         shown = journal::partial_tiles_of(held_ ? held_->checkpoint.size : 0);
    for (const auto& name : tried)
        if (std::ranges::find(shown, name) == shown.end()) TRY(folder_->remove(tile_path(name)));
    return {};
}

Outcome Observer::keep_withheld(std::uint64_t bundles) {
    if (bundles == bundles_) return {};
    if (bundles == all_bundles)
        TRY(folder_->remove(names::withheld));
    else
        TRY(folder_->replace(names::withheld, std::to_string(bundles) + "\n"));
    bundles_ = bundles;
    return {};
}

// ---- a journal that does not only grow ------------------------------------------------------

// An old copy of it, or of its checkpoint, may have been put back: that is no crime yet. It is one
// if the smaller tree is another than it once was.
Failure Observer::shrunk(const Signed& earlier, const Signed& next) {
    auto now = shown();
    if (now && now->note == earlier.note && next.checkpoint.size > 0) {
        journal::ProvedTree tree(now->edge,
                                 [this](const TileName& name) { return folder_->tile(name); });
        auto hashes = [&tree](journal::Node node) { return tree.node(node); };
        auto root = journal::root_of(next.checkpoint.size, hashes);
        auto proof =
            journal::consistency_proof(next.checkpoint.size, earlier.checkpoint.size, hashes);
        if (root && proof && *root != next.checkpoint.root)
            return contradicts({next.note, earlier.note, *root, std::move(*proof)});
    }
    std::string both;
    journal::add_counted(both, earlier.note);
    journal::add_counted(both, next.note);
    if (auto kept = folder_->replace(names::shrunk, both); !kept) return std::move(kept).error();
    return {Kind::conflict,
            fmt::format("The journal has shrunk: it shows {} entries and has shown {}. What is "
                        "held stays, and both checkpoints are kept; an old copy was put back, or "
                        "a cache in between is stale",
                        grouped(next.checkpoint.size), grouped(earlier.checkpoint.size)),
            folder_->place(names::shrunk)};
}

// The first proof is enough, and stays.
Failure Observer::contradicts(journal::Contradiction contradiction) {
    auto place = folder_->place(names::contradiction);
    if (contradiction_.empty()) {
        auto kept = folder_->replace(names::contradiction, to_text(contradiction));
        if (!kept) return std::move(kept).error();
        std::lock_guard hold(mutex_);
        contradiction_ = place;
    }
    return {Kind::conflict,
            "The journal has signed two checkpoints that exclude each other: entries were changed "
            "or taken out, or different people are shown different ones. What is held stays; the "
            "file named here proves it to anybody",
            place};
}

// ---- what is given --------------------------------------------------------------------------

std::shared_ptr<const Shown> Observer::shown() const {
    std::lock_guard hold(mutex_);
    return shown_;
}

std::string Observer::contradiction() const {
    std::lock_guard hold(mutex_);
    return contradiction_;
}

// As it stands in the tree that is shown.
Result<TileName> Observer::named(const Shown& now, const TileName& name) const {
    auto whole = now.edge->named(name.of, name.level, name.number);
    if (name.width > whole.width)
        return Failure{Kind::missing, "The mirror does not reach this tile", tile_path(name)};
    if (name.of == TileName::Of::entries && name.number >= now.bundles)
        return Failure{Kind::forbidden,
                       "The journal does not show these entries to this mirror, only their hashes",
                       tile_path(name)};
    return whole;
}

Failure nothing_is_held() {
    return {Kind::unavailable, "This mirror holds nothing yet; ask again in a while"};
}

Result<Bytes> Observer::tile(const TileName& name) const {
    auto now = shown();
    if (!now) return nothing_is_held();
    auto whole = TRY(named(*now, name));
    journal::ProvedTree tree(now->edge, [this](const TileName& one) { return folder_->tile(one); });
    auto content = name.of == TileName::Of::entries ? tree.bundle(name.number)
                                                    : tree.tile(name.level, name.number);
    // A file that is gone is damage as any other.
    if (!content && content.error().kind == Kind::missing) content.error().kind = Kind::corrupt;
    return journal::first_of(whole, TRY(std::move(content)), name.width);
}

// From the top down, so that what proves a tile is right when its turn comes.
Result<Bytes> Observer::mended(const TileName& name) const {
    auto now = shown();
    if (!now) return nothing_is_held();
    TRY(named(*now, name));
    journal::ProvedTree tree(now->edge, [this](const TileName& one) { return folder_->tile(one); });
    auto mend = [&](const TileName& one) -> Outcome {
        bool in_memory = one.of == TileName::Of::hashes && one.width < journal::tile_width;
        if (one.width == 0 || in_memory) return {};
        if (auto held = folder_->tile(one); held && tree.prove(one, *held)) return {};
        auto fetched = TRY(journal::fetch_tile(origin_, one));
        TRY(tree.prove(one, fetched));
        diagnostics::warn("A damaged file was fetched again",
                          {{"file", folder_->place(tile_path(one))}});
        return folder_->mend(one, fetched);
    };
    for (auto level = journal::tile_levels / journal::tile_height; level-- > name.level;)
        TRY(mend(now->edge->named(TileName::Of::hashes, level,
                                  name.number >> (journal::tile_height * (level - name.level)))));
    if (name.of == TileName::Of::entries) TRY(mend(now->edge->named(name.of, 0, name.number)));
    return tile(name);
}

} // namespace vienreiz::observer
