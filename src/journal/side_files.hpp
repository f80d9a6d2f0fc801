// The side files of a journal's folder: what can be computed again from the segments, kept so that
// an entry, a tile or a proof is found without reading them. They are written with every batch but
// synced only when a segment is full; what a power cut took from them is written again at opening.
//
//   hashes-<level>   32 bytes for each complete node of height 8 * level, in their order: the
//                    tiles of c2sp.org/tlog-tiles one after another. Level 0 are the leaf hashes.
//   positions        4 bytes for each entry, big-endian: where its length stands in its segment
#pragma once

#include "journal/disk.hpp"
#include "journal/rows.hpp"

#include <array>

namespace vienreiz::journal {

inline constexpr std::size_t position_bytes = 4;

// What a batch or more adds to the side files: collected first, then written at once.
class SideAddition {
public:
    void begin(std::uint64_t size); // of the tree before it
    void add_leaf(const Hash& leaf, std::uint64_t position);
    void add_node(Node node, const Hash& hash); // kept when it stands at the foot of a tile
    void add(const SideAddition& next);         // begun where this one ends
    [[nodiscard]] std::size_t entries() const { return positions_.size() / position_bytes; }

private:
    friend class SideFiles;
    std::uint64_t size_ = 0;
    std::array<Bytes, hash_levels> hashes_;
    Bytes positions_;
};

class SideFiles {
public:
    static Result<SideFiles> open(Disk& disk, const std::filesystem::path& folder); // creates
    static Result<SideFiles> open_to_read(Disk& disk, const std::filesystem::path& folder);

    Outcome write(const SideAddition& addition);
    Outcome sync();
    // Kind::corrupt when the files hold something else, naming the file.
    [[nodiscard]] Outcome compare(const SideAddition& addition) const;

    // Whether they are as long as a tree of this size makes them.
    [[nodiscard]] Result<bool> reach(std::uint64_t size) const;

    // Any thread. Kind::corrupt when the files do not hold that much.
    [[nodiscard]] Result<Bytes> hashes(unsigned level, std::uint64_t from, std::size_t count) const;
    [[nodiscard]] Result<std::vector<std::uint64_t>> positions(std::uint64_t from,
                                                               std::size_t count) const;
    // Any complete node: read, or computed from the tile it lies in.
    [[nodiscard]] Result<Hash> node(Node node) const;
    [[nodiscard]] Result<Edge> edge(std::uint64_t size) const;

private:
    SideFiles() = default;
    [[nodiscard]] RowHashes rows() const {
        return [this](auto level, auto from, auto count) { return hashes(level, from, count); };
    }
    std::unique_ptr<File> positions_;
    std::array<std::unique_ptr<File>, hash_levels> hashes_;
};

} // namespace vienreiz::journal
