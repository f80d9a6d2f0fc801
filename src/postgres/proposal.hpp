// A batch as it is proposed to the database and as it stands there: cut into pieces, with the hashes
// of the nodes it completes. The tables are described in README.md.
#pragma once

#include "journal/tree_journal.hpp"

namespace vienreiz::postgres {

using crypto::Hash;
using journal::Edge;
using journal::Index;

// A longer entry is a piece by itself. One look-up reads one piece.
inline constexpr std::size_t piece_bytes = 128 * limits::KiB;

// Consecutive entries of one batch that lie in one bundle (tile_width entries).
struct Piece {
    Index first;
    Bytes leaves, entries; // 32 bytes for each; framed as in a bundle
};
// The node at the foot of a tile: of height 8 * level, level 1 or higher.
struct TileNode {
    unsigned level;
    std::uint64_t number;
    Hash hash;
};

struct Proposal {
    journal::TreeHead on; // the head that it follows
    std::uint64_t epoch = 0;
    Bytes id; // random: which proposal it was that stands in the journal
    std::vector<Piece> pieces;
    std::vector<TileNode> nodes;
    Edge edge; // of the tree with it
};
// What is kept of one while it is not known whether it was taken.
struct OpenProposal {
    Index first;
    Bytes id;
    std::size_t entries;
};
Proposal make_proposal(std::span<const std::string_view> entries, const Edge& on,
                       std::uint64_t epoch);

// What is stored of a piece: each entry is compared with its leaf. Kind::corrupt with its place.
using EachEntry = std::function<void(std::string_view entry, const Hash& leaf)>;
Outcome read_piece(Index first, ByteView leaves, ByteView entries, const EachEntry& each);

} // namespace vienreiz::postgres
