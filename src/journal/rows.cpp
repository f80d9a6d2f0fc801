#include "journal/rows.hpp"

#include <algorithm>

namespace vienreiz::journal {

Result<Hash> node_from(Node node, const RowHashes& hashes) {
    // From the highest level that lies at or below the node: at most 255 hashes are made of it.
    auto level = std::min(node.height / tile_height, hash_levels - 1);
    auto rows = node.height - level * tile_height;
    auto raw = TRY(hashes(level, node.index << rows, std::size_t{1} << rows));
    std::vector<Hash> row(raw.size() / sizeof(Hash));
    for (std::size_t at = 0; at < row.size(); ++at)
        std::copy_n(raw.begin() + static_cast<std::ptrdiff_t>(at * sizeof(Hash)), sizeof(Hash),
                    row[at].begin());
    return node_over(std::move(row));
}

Result<Edge> edge_from(std::uint64_t size, const RowHashes& hashes) {
    std::vector<Hash> out;
    for (auto peak : peaks(size)) out.push_back(TRY(node_from(peak, hashes)));
    return Edge(size, std::move(out));
}

} // namespace vienreiz::journal
