// Tiles (c2sp.org/tlog-tiles): the tree and the entries as files of 256 hashes or entries, and how
// their paths are written. Tile (level, number) holds the nodes of height 8 * level from
// number * 256 on.
#pragma once

#include "journal/tree.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vienreiz::journal {

inline constexpr unsigned tile_width = 256;
inline constexpr unsigned tile_height = 8; // rows of the tree in one tile
inline constexpr unsigned tile_levels = 64;

struct TileName {
    enum class Of { hashes, entries };
    Of of = Of::hashes;
    unsigned level = 0; // 0 for entries
    std::uint64_t number = 0;
    unsigned width = tile_width; // under 256: a partial tile
    bool operator==(const TileName&) const = default;
};

// "tile/0/x001/x234/067", "tile/entries/000.p/12"; the other way refuses every other spelling.
std::string tile_path(const TileName& name);
Result<TileName> parse_tile_path(std::string_view path);

// How many complete nodes of this tile's row a tree of `size` has.
std::uint64_t row_width(unsigned level, std::uint64_t size);
// How wide tile (level, number) is in a tree of `size`: 0 (none) to 256.
unsigned width_in(unsigned level, std::uint64_t number, std::uint64_t size);
// The partial tiles of a tree: of hashes, and the bundle of entries.
std::vector<TileName> partial_tiles_of(std::uint64_t size);

// The hash of the node right above a row of 2^n hashes.
Hash node_over(std::vector<Hash> row);

} // namespace vienreiz::journal
