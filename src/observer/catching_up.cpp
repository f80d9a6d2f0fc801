#include "observer/catching_up.hpp"

namespace vienreiz::observer {
namespace {

using journal::TileName;

// Shown to others perhaps, and not to us; or to nobody any more: "In response to a request for … an entry bundle …, the
// log MAY return an error response if the resource's end index … is below or equal to the minimum index."
bool is_withheld(const TileName& bundle, const Failure& failure) {
    bool is_retired = failure.kind == Kind::missing && bundle.width == journal::tile_width;
    return is_retired || failure.kind == Kind::unauthenticated || failure.kind == Kind::forbidden;
}

std::uint64_t full_tiles(unsigned level, std::uint64_t size) {
    return journal::row_width(level, size) / journal::tile_width;
}

} // namespace

CatchingUp::CatchingUp(Folder& folder, const journal::Fetch& origin,
                       std::shared_ptr<const journal::RightEdge> edge, std::uint64_t held,
                       std::uint64_t bundles, const Progress& progress)
    : folder_(folder), origin_(origin),
      tree_(std::move(edge), [&folder](const TileName& name) { return folder.tile(name); }),
      held_(held), bundles_(bundles), progress_(progress) {
    auto stretches = rows();
    for (const auto& row : stretches) all_ += row.count();
    all_ += entries().count();
}

std::vector<Stretch> CatchingUp::rows() const {
    auto size = tree_.edge().size();
    std::vector<Stretch> out;
    for (unsigned level = 0; full_tiles(level, size) > 0; ++level)
        out.insert(out.begin(), {TileName::Of::hashes, level, full_tiles(level, held_),
                                 full_tiles(level, size), size});
    return out;
}

Stretch CatchingUp::entries() const {
    auto size = tree_.edge().size();
    auto end = full_tiles(0, size) + (size % journal::tile_width != 0 ? 1 : 0);
    return {TileName::Of::entries, 0, bundles_, end, size};
}

void CatchingUp::step() {
    ++done_;
    if (progress_) progress_(done_, all_);
}

// Whether what was left over is of this tree is seen when it is taken.
Result<Ahead::Got> CatchingUp::get(const TileName& name) const {
    if (auto left = folder_.left_over(name))
        return Ahead::Got{Ahead::From::folder, std::move(*left)};
    auto fetched = TRY(journal::fetch_tile(origin_, name));
    return Ahead::Got{Ahead::From::origin, std::move(fetched)};
}

Outcome CatchingUp::take(const TileName& name, Ahead::Got got) {
    if (got.from == Ahead::From::folder) {
        if (tree_.prove(name, got.content)) return {};
        auto fetched = TRY(journal::fetch_tile(origin_, name));
        TRY(tree_.prove(name, fetched));
        return put(name, fetched, Kind::corrupt);
    }
    TRY(tree_.prove(name, got.content));
    return put(name, got.content, Kind::missing);
}

// Over what may be shown already nothing is written in place: it would be torn by a power cut.
Outcome CatchingUp::put(const TileName& name, ByteView content, Kind because) {
    return because == Kind::missing ? folder_.write(name, content) : folder_.mend(name, content);
}

Outcome CatchingUp::tiles() {
    auto edge = journal::partial_tiles_of(tree_.edge().size());
    for (const auto& name : edge) {
        if (name.of == TileName::Of::entries) continue; // they come last
        const auto& content = tree_.edge().tile(name.level);
        auto left = folder_.left_over(name);
        if (left && *left == content) continue;
        TRY(put(name, content, left ? Kind::corrupt : left.error().kind));
    }
    auto all = rows();
    for (const auto& row : all) {
        Ahead ahead(row, [this](const TileName& name) { return get(name); });
        for (auto number = row.from; number < row.to; ++number) {
            auto got = TRY(ahead.next());
            TRY(take(row.name(number), std::move(got)));
            step();
        }
    }
    return {};
}

// One alone first: where they are withheld, nobody is asked for many in vain.
Result<CatchingUp::Bundles> CatchingUp::bundles() {
    auto all = entries(), rest = all;
    rest.from = std::min(all.from + 1, all.to);
    std::optional<Ahead> ahead;
    for (auto number = all.from; number < all.to; ++number) {
        auto name = all.name(number);
        auto got = ahead ? ahead->next() : get(name);
        auto taken = got ? take(name, std::move(*got)) : Outcome(std::move(got).error());
        if (!taken && is_withheld(name, taken.error()))
            return Bundles{number, std::move(taken).error().what};
        TRY(std::move(taken));
        step();
        if (!ahead) ahead.emplace(rest, [this](const TileName& one) { return get(one); });
    }
    return Bundles{};
}

} // namespace vienreiz::observer
