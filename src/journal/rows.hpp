// The rows of a tree that an engine keeps: every eighth, which are those that tiles hold. Any other
// node is computed from the nearest of them below it.
#pragma once

#include "journal/tiles.hpp"

namespace vienreiz::journal {

inline constexpr unsigned hash_levels = 5; // up to limits::journal_entries

// Gives `count` hashes of the complete nodes of height 8 * level, from number `from` on: 32 bytes each.
using RowHashes =
    std::function<Result<Bytes>(unsigned level, std::uint64_t from, std::size_t count)>;

// Any complete node, and the right edge of a tree.
Result<Hash> node_from(Node node, const RowHashes& hashes);
Result<Edge> edge_from(std::uint64_t size, const RowHashes& hashes);

} // namespace vienreiz::journal
