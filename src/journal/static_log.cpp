#include "journal/static_log.hpp"

#include "base/limits.hpp"
#include "journal/batch.hpp"
#include "journal/disk.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace static_log {

constexpr std::size_t hash_bytes = sizeof(Hash);

Failure wrong(std::string what, const TileName& name) {
    return {Kind::corrupt, std::move(what), tile_path(name)};
}

Hash hash_at(ByteView tile, std::uint64_t place) {
    Hash out;
    std::ranges::copy(tile.subspan(place * hash_bytes, hash_bytes), out.begin());
    return out;
}

// The node over 2^height hashes of a tile.
Hash node_in(ByteView tile, std::uint64_t first, unsigned height) {
    std::vector<Hash> row;
    for (auto at = first; at < first + (std::uint64_t{1} << height); ++at)
        row.push_back(hash_at(tile, at));
    return node_over(std::move(row));
}

// Where the hashes under a node stand.
struct InTile {
    unsigned level, height; // rows between the tile's own and the node
    std::uint64_t number, first;
};
InTile place_of(Node node) {
    auto level = node.height / tile_height, height = node.height % tile_height;
    auto first = node.index << height;
    return {level, height, first / tile_width, first % tile_width};
}

// How many bytes so many entries take. Kind::invalid when there are fewer.
Result<std::size_t> length_of(ByteView framed, unsigned entries) {
    EntryReader reader(framed);
    for (unsigned count = 0; count < entries; ++count) TRY(reader.next());
    return reader.offset();
}

Result<Bytes> whole(const TileName& name, Bytes content) {
    auto length = name.of == TileName::Of::hashes ? Result<std::size_t>(name.width * hash_bytes)
                                                  : length_of(content, name.width);
    if (length && *length == content.size()) return content;
    return wrong(name.of == TileName::Of::hashes
                     ? "This tile has another length than so many hashes have"
                     : "This bundle is cut short, or holds more than its entries",
                 name);
}

} // namespace static_log

Fetch fetch_from(std::filesystem::path folder) {
    return [folder = std::move(folder), disk = real_disk()](const std::string& path) {
        return read_whole(*disk, folder / path, limits::entry_bundle);
    };
}

Result<Bytes> first_of(const TileName& name, ByteView content, unsigned width) {
    auto length = name.of == TileName::Of::hashes
                      ? Result<std::size_t>(width * static_log::hash_bytes)
                      : static_log::length_of(content, width);
    if (!length || *length > content.size())
        return static_log::wrong("This tile is narrower than it should be", name);
    return Bytes(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(*length));
}

// "Clients ... MAY fetch the full tile in parallel as a fallback in case the partial tile is not
// available anymore."
Result<Bytes> fetch_tile(const Fetch& fetch, const TileName& name) {
    auto found = fetch(tile_path(name));
    if (found) return static_log::whole(name, std::move(*found));
    if (found.error().kind != Kind::missing || name.width == tile_width) return found;
    auto full = name;
    full.width = tile_width;
    auto wider = fetch(tile_path(full));
    if (!wider) return wider.error().kind == Kind::missing ? std::move(found) : std::move(wider);
    return first_of(name, *wider, name.width);
}

// ---- the right edge -------------------------------------------------------------------------

TileName RightEdge::named(TileName::Of of, unsigned level, std::uint64_t number) const {
    return {of, level, number, width_in(level, number, size_)};
}

Result<RightEdge> RightEdge::of(std::uint64_t size, const Hash& root, const GetTile& get) {
    RightEdge out;
    out.size_ = size;
    out.root_ = root;
    auto names = partial_tiles_of(size);
    std::erase_if(names, [](const TileName& name) { return name.of == TileName::Of::entries; });
    for (const auto& name : names) out.tiles_.at(name.level) = TRY(get(name));
    if (out.computed_root() == root) return out;
    return Failure{Kind::corrupt,
                   "The tiles at the right edge of the tree make another root than the checkpoint "
                   "signs",
                   names.empty() ? "" : tile_path(names.front())};
}

// Every peak lies in a partial tile: under a full one there is a node of the tile above.
Hash RightEdge::computed_root() const {
    std::vector<Hash> hashes;
    auto nodes = peaks(size_);
    for (const auto& peak : nodes) {
        auto at = static_log::place_of(peak);
        hashes.push_back(static_log::node_in(tiles_.at(at.level), at.first, at.height));
    }
    return Edge(size_, std::move(hashes)).root();
}

// ---- all the rest ---------------------------------------------------------------------------

Outcome ProvedTree::prove(const TileName& name, ByteView content) {
    check(name == edge_->named(name.of, name.level, name.number) && name.width > 0,
          "a tile is proved as it stands in the tree");
    if (name.of == TileName::Of::entries) {
        auto leaves = TRY(tile(0, name.number));
        EntryReader reader(content);
        for (unsigned at = 0; at < name.width; ++at) {
            auto entry = reader.next();
            if (!entry || leaf_hash(bytes(*entry)) != static_log::hash_at(leaves, at))
                return static_log::wrong("These entries are not those that the tree holds", name);
        }
        if (reader.done()) return {};
        return static_log::wrong("Behind the entries of this bundle there is more", name);
    }
    bool same = name.width < tile_width && std::ranges::equal(content, edge_->tile(name.level));
    if (name.width == tile_width && content.size() == tile_width * static_log::hash_bytes) {
        auto above = TRY(tile(name.level + 1, name.number / tile_width));
        same = static_log::node_in(content, 0, tile_height) ==
               static_log::hash_at(above, name.number % tile_width);
    }
    if (same) return {};
    return static_log::wrong("The hashes of this tile are not those that the tree has", name);
}

Result<Bytes> ProvedTree::tile(unsigned level, std::uint64_t number) {
    auto name = edge_->named(TileName::Of::hashes, level, number);
    if (name.width == 0)
        return Failure{Kind::missing, "The tree does not reach this tile", tile_path(name)};
    if (name.width < tile_width) return edge_->tile(level);
    auto& [known, content] = remembered_.at(level);
    if (known == number && !content.empty()) return content;
    auto got = TRY(get_(name));
    TRY(prove(name, got));
    known = number;
    content = got;
    return got;
}

Result<Bytes> ProvedTree::bundle(std::uint64_t number) {
    auto name = edge_->named(TileName::Of::entries, 0, number);
    if (name.width == 0)
        return Failure{Kind::missing, "The tree does not reach this bundle", tile_path(name)};
    auto got = TRY(get_(name));
    TRY(prove(name, got));
    return got;
}

Result<Hash> ProvedTree::node(Node node) {
    auto at = static_log::place_of(node);
    auto content = TRY(tile(at.level, at.number));
    return static_log::node_in(content, at.first, at.height);
}

} // namespace vienreiz::journal
