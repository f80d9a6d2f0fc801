// Reading a journal that somebody publishes as static files (c2sp.org/tlog-tiles), whoever wrote
// them: another program, an observer's mirror, or this one. Nobody is believed: the right edge of
// the tree is proved by the root that a checkpoint signs, every full tile by the hash above it, a
// bundle of entries by its leaves. So whatever is given belongs to that tree from its first byte
// on, and a wrong tile is named.
#pragma once

#include "journal/tiles.hpp"

#include <array>
#include <filesystem>
#include <functional>
#include <memory>

namespace vienreiz::journal {

// Gets "tile/0/000.p/3" from wherever the files are; Kind::missing when there is none.
using Fetch = std::function<Result<Bytes>(const std::string& path)>;
Fetch fetch_from(std::filesystem::path folder);

// A tile as it stands where it is so wide; out of the full one where the partial one is gone. As
// long as it should be, and a bundle well framed: what it says may still be anyone's. Otherwise
// Kind::corrupt, with its path.
Result<Bytes> fetch_tile(const Fetch& fetch, const TileName& name);
// What of it stood there when it was narrower.
Result<Bytes> first_of(const TileName& name, ByteView content, unsigned width);

using GetTile = std::function<Result<Bytes>(const TileName& name)>;

// A tree's partial tiles, which make its root together.
class RightEdge {
public:
    // Kind::corrupt when they make another.
    static Result<RightEdge> of(std::uint64_t size, const Hash& root, const GetTile& get);

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const Hash& root() const { return root_; }
    [[nodiscard]] const Bytes& tile(unsigned level) const { return tiles_.at(level); }
    // As wide as it is here.
    [[nodiscard]] TileName named(TileName::Of of, unsigned level, std::uint64_t number) const;

private:
    [[nodiscard]] Hash computed_root() const;
    std::uint64_t size_ = 0;
    Hash root_{};
    std::array<Bytes, tile_levels / tile_height> tiles_; // by level
};

// All tiles of that tree, from wherever they are. Remembers one a level: whoever reads in order
// reads each once. For one thread at a time.
class ProvedTree {
public:
    ProvedTree(std::shared_ptr<const RightEdge> edge, GetTile get)
        : edge_(std::move(edge)), get_(std::move(get)) {}

    // Kind::corrupt with the path when that is not what stands in the tree. `name` is as wide as it
    // is there.
    Outcome prove(const TileName& name, ByteView content);
    Result<Bytes> tile(unsigned level, std::uint64_t number);
    Result<Bytes> bundle(std::uint64_t number);
    Result<Hash> node(Node node); // a complete one
    [[nodiscard]] const RightEdge& edge() const { return *edge_; }

private:
    struct Remembered {
        std::uint64_t number = 0;
        Bytes content;
    };
    std::shared_ptr<const RightEdge> edge_;
    GetTile get_;
    std::array<Remembered, tile_levels / tile_height> remembered_; // by level
};

} // namespace vienreiz::journal
