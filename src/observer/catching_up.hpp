// From one tree of a journal to a later one that begins with it: every tile and every bundle that
// is new is fetched, proved and written into the folder; nothing is shown yet.
//
// From the top down: the right edge, which the root has proved, then each full tile, proved by the
// one above it, then the entries, proved by their leaves. So nothing gets into the folder that is
// not of the tree the checkpoint signs, and what an earlier try has left there is taken if it is of
// that tree.
//
// Limits  memory: limits::observer_ahead tiles or bundles, however many are to be fetched.
#pragma once

#include "observer/ahead.hpp"
#include "observer/folder.hpp"

namespace vienreiz::observer {

using Progress = std::function<void(std::uint64_t done, std::uint64_t of)>;

inline constexpr std::uint64_t all_bundles = UINT64_MAX;

class CatchingUp {
public:
    // `held`: the size of the tree whose full tiles are in the folder; `bundles`: the first one
    // that is not there in full.
    CatchingUp(Folder& folder, const journal::Fetch& origin,
               std::shared_ptr<const journal::RightEdge> edge, std::uint64_t held,
               std::uint64_t bundles, const Progress& progress);

    Outcome tiles();
    // Gives the number of the first bundle that the journal would not show us, with the reason; or
    // all_bundles.
    struct Bundles {
        std::uint64_t until = all_bundles;
        std::string why{};
    };
    Result<Bundles> bundles();

private:
    [[nodiscard]] std::vector<Stretch> rows() const; // of full tiles, from the top
    [[nodiscard]] Stretch entries() const;
    Result<Ahead::Got> get(const journal::TileName& name) const;
    Outcome take(const journal::TileName& name, Ahead::Got got);
    Outcome put(const journal::TileName& name, ByteView content, Kind because);
    void step();

    Folder& folder_;
    const journal::Fetch& origin_;
    journal::ProvedTree tree_;
    std::uint64_t held_, bundles_, done_ = 0, all_ = 0;
    const Progress& progress_;
};

} // namespace vienreiz::observer
