#include "journal/chain.hpp"

namespace vienreiz::journal {

namespace chain {
Failure broken(std::string what) { return {Kind::corrupt, std::move(what)}; }
} // namespace chain

Outcome Chain::follow(const Batch& batch, std::uint64_t offset, SideAddition& addition) {
    const auto& head = batch.head;
    if (head.first != edge.size())
        return chain::broken("A batch begins with entry " + std::to_string(head.first) +
                             ", but the one before it ended at " + std::to_string(edge.size()));
    if (link && head.link != *link)
        return chain::broken("A batch is not linked to the one before it");
    if (head.root_before != root)
        return chain::broken("A batch stands on another tree than the entries before it make");
    auto grown = edge;
    EntryReader reader(batch.entries);
    while (!reader.done()) {
        auto position = offset + batch_head_bytes + reader.offset();
        auto leaf = leaf_hash(bytes(TRY(reader.next())));
        addition.add_leaf(leaf, position);
        grown.append(leaf, [&](Node node, const Hash& hash) { addition.add_node(node, hash); });
    }
    auto grown_root = grown.root();
    if (head.root_after != grown_root)
        return chain::broken("A batch's entries make another tree than it says");
    edge = std::move(grown);
    root = grown_root;
    link = batch.link;
    return {};
}

std::string head_text(std::string_view origin, std::uint64_t size, const Hash& root) {
    return to_text(Checkpoint{std::string(origin), size, root});
}

} // namespace vienreiz::journal
