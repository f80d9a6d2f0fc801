#include "journal/static_log.hpp"

#include "base/limits.hpp"
#include "journal/batch.hpp"
#include "journal/disk.hpp"
#include "journal/verification.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace static_log {

constexpr std::size_t hash_bytes = sizeof(Hash);
constexpr std::size_t longest_bundle = tile_width * (2 + limits::journal_entry);

Failure wrong(std::string what, std::string path) {
    return {Kind::corrupt, std::move(what), std::move(path)};
}

// The first `width` hashes of a tile, in their bytes. "Clients ... MAY fetch the full tile in
// parallel as a fallback in case the partial tile is not available anymore."
Result<Bytes> fetch_widest(const Fetch& fetch, TileName name) {
    auto found = fetch(tile_path(name));
    if (found || found.error().kind != Kind::missing || name.width == tile_width) return found;
    name.width = tile_width;
    return fetch(tile_path(name));
}

class Reading {
public:
    Reading(const Fetch& fetch, const OnEntry& each) : fetch_(fetch), each_(each) {}

    Outcome run(std::uint64_t size) {
        for (const auto& bundle : bundles_of(size)) TRY(read_bundle(bundle));
        for (const auto& tile : tiles_of(size))
            if (tile.level > 0) TRY(compare_tile(tile, row(tile)));
        return {};
    }
    [[nodiscard]] Hash root() const { return edge_.root(); }

private:
    Outcome read_bundle(const TileName& name) {
        auto bundle = TRY(fetch_widest(fetch_, name));
        EntryReader reader(bundle);
        Bytes leaves;
        for (unsigned at = 0; at < name.width; ++at) {
            auto entry = reader.next();
            if (!entry) return wrong(entry.error().what, tile_path(name));
            auto leaf = leaf_hash(bytes(*entry));
            leaves.insert(leaves.end(), leaf.begin(), leaf.end());
            TRY(each_(edge_.size(), *entry));
            edge_.append(leaf, [this](Node node, const Hash& hash) { keep(node, hash); });
        }
        return compare_tile({TileName::Of::hashes, 0, name.number, name.width}, leaves);
    }

    // Nodes that stand in tiles above the first level.
    void keep(Node node, const Hash& hash) {
        if (node.height % tile_height != 0) return;
        auto& row = rows_.at(node.height / tile_height);
        row.insert(row.end(), hash.begin(), hash.end());
    }
    [[nodiscard]] ByteView row(const TileName& tile) const {
        return ByteView(rows_.at(tile.level))
            .subspan(tile.number * tile_width * hash_bytes, tile.width * hash_bytes);
    }

    Outcome compare_tile(const TileName& name, ByteView computed) {
        auto published = TRY(fetch_widest(fetch_, name));
        bool same = published.size() >= computed.size() &&
                    std::ranges::equal(ByteView(published).first(computed.size()), computed);
        if (same) return {};
        return wrong("This tile's hashes are not those of the entries", tile_path(name));
    }

    const Fetch& fetch_;
    const OnEntry& each_;
    Edge edge_;
    std::array<Bytes, tile_levels / tile_height> rows_;
};

} // namespace static_log

Fetch fetch_from(std::filesystem::path folder) {
    return [folder = std::move(folder), disk = real_disk()](const std::string& path) {
        return read_whole(*disk, folder / path, static_log::longest_bundle);
    };
}

Result<Checkpoint> read_static_log(const Fetch& fetch, std::string_view checkpoint_note,
                                   std::span<const VerifierKey> known, const OnEntry& each) {
    auto checkpoint = TRY(verified_checkpoint(checkpoint_note, known));
    static_log::Reading reading(fetch, each);
    TRY(reading.run(checkpoint.size));
    if (reading.root() != checkpoint.root)
        return static_log::wrong("The entries make another tree than the checkpoint signs",
                                 "checkpoint");
    return checkpoint;
}

} // namespace vienreiz::journal
