// Every name of a tile that a tree has; programs never need them all at once.
#pragma once

#include "journal/tiles.hpp"

namespace vienreiz::journal {

// Of hashes, or of entries: full ones first.
inline std::vector<TileName> tiles_of(std::uint64_t size) {
    std::vector<TileName> names;
    for (unsigned level = 0; row_width(level, size) > 0; ++level)
        for (std::uint64_t number = 0; auto width = width_in(level, number, size); ++number)
            names.push_back({TileName::Of::hashes, level, number, width});
    return names;
}

inline std::vector<TileName> bundles_of(std::uint64_t size) {
    std::vector<TileName> names;
    for (std::uint64_t number = 0; auto width = width_in(0, number, size); ++number)
        names.push_back({TileName::Of::entries, 0, number, width});
    return names;
}

} // namespace vienreiz::journal
