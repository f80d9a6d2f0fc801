#include "postgres/proposal.hpp"

#include "crypto/random.hpp"
#include "journal/batch.hpp"

#include <algorithm>

namespace vienreiz::postgres {
namespace proposal {

constexpr std::size_t id_bytes = 16;

Failure damaged(Index index) {
    return {Kind::corrupt,
            "The entry here is not the one that was appended: have the journal checked",
            "entry " + std::to_string(index)};
}

} // namespace proposal

Proposal make_proposal(std::span<const std::string_view> entries, const Edge& on,
                       std::uint64_t epoch) {
    Proposal out{
        {on.size(), on.root()}, epoch, crypto::random_bytes(proposal::id_bytes), {}, {}, on};
    auto foot_of_tile = [&](journal::Node node, const Hash& hash) {
        if (node.height % journal::tile_height != 0) return;
        out.nodes.push_back({node.height / journal::tile_height, node.index, hash});
    };
    for (auto entry : entries) {
        auto index = out.edge.size();
        if (out.pieces.empty() || index % journal::tile_width == 0 ||
            out.pieces.back().entries.size() + 2 + entry.size() > piece_bytes)
            out.pieces.push_back({index, {}, {}});
        auto& piece = out.pieces.back();
        auto leaf = journal::leaf_hash(bytes(entry));
        piece.leaves.insert(piece.leaves.end(), leaf.begin(), leaf.end());
        journal::add_framed(piece.entries, entry);
        out.edge.append(leaf, foot_of_tile);
    }
    return out;
}

Outcome read_piece(Index first, ByteView leaves, ByteView entries, const EachEntry& each) {
    auto count = leaves.size() / sizeof(Hash);
    if (count == 0 || leaves.size() % sizeof(Hash) != 0) return proposal::damaged(first);
    journal::EntryReader reader(entries);
    for (std::size_t at = 0; at < count; ++at) {
        auto entry = reader.next();
        if (!entry) return proposal::damaged(first + at);
        auto leaf = journal::leaf_hash(bytes(*entry));
        if (!std::ranges::equal(leaf, leaves.subspan(at * sizeof(Hash), sizeof(Hash))))
            return proposal::damaged(first + at);
        each(*entry, leaf);
    }
    if (!reader.done()) return proposal::damaged(first + count);
    return {};
}

} // namespace vienreiz::postgres
