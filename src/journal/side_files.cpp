#include "journal/side_files.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace side_files {

constexpr std::size_t hash_bytes = sizeof(Hash);

constexpr std::string_view positions_name = "positions";

std::string hashes_name(unsigned level) { return "hashes-" + std::to_string(level); }

Failure differs(std::string_view which) {
    return {Kind::corrupt,
            "A side file of the journal does not fit its segments: stop the program, delete the "
            "file and start again, and it is written anew",
            std::string(which)};
}

} // namespace side_files

void SideAddition::begin(std::uint64_t size) {
    size_ = size;
    positions_.clear();
    for (auto& level : hashes_) level.clear();
}

void SideAddition::add_leaf(const Hash& leaf, std::uint64_t position) {
    hashes_[0].insert(hashes_[0].end(), leaf.begin(), leaf.end());
    for (int shift : {24, 16, 8, 0})
        positions_.push_back(static_cast<std::uint8_t>(position >> shift & 0xff));
}

void SideAddition::add_node(Node node, const Hash& hash) {
    if (node.height % tile_height != 0) return;
    auto& level = hashes_.at(node.height / tile_height);
    level.insert(level.end(), hash.begin(), hash.end());
}

void SideAddition::add(const SideAddition& next) {
    check(next.size_ == size_ + entries(), "additions to the side files follow one another");
    auto behind = [](Bytes& all, const Bytes& more) {
        all.insert(all.end(), more.begin(), more.end());
    };
    behind(positions_, next.positions_);
    for (unsigned level = 0; level < hash_levels; ++level)
        behind(hashes_[level], next.hashes_[level]);
}

Result<SideFiles> SideFiles::open(Disk& disk, const std::filesystem::path& folder) {
    SideFiles out;
    out.positions_ = TRY(disk.open(folder / side_files::positions_name));
    for (unsigned level = 0; level < hash_levels; ++level)
        out.hashes_[level] = TRY(disk.open(folder / side_files::hashes_name(level)));
    return out;
}

Result<SideFiles> SideFiles::open_to_read(Disk& disk, const std::filesystem::path& folder) {
    SideFiles out;
    out.positions_ = TRY(disk.open_to_read(folder / side_files::positions_name));
    for (unsigned level = 0; level < hash_levels; ++level)
        out.hashes_[level] = TRY(disk.open_to_read(folder / side_files::hashes_name(level)));
    return out;
}

Outcome SideFiles::write(const SideAddition& addition) {
    if (addition.entries() == 0) return {};
    TRY(positions_->write(addition.size_ * position_bytes, addition.positions_));
    for (unsigned level = 0; level < hash_levels; ++level) {
        if (addition.hashes_[level].empty()) continue;
        auto from = row_width(level, addition.size_);
        TRY(hashes_[level]->write(from * side_files::hash_bytes, addition.hashes_[level]));
    }
    return {};
}

Outcome SideFiles::sync() {
    TRY(positions_->sync());
    for (auto& level : hashes_) TRY(level->sync());
    return {};
}

Outcome SideFiles::compare(const SideAddition& addition) const {
    auto held = TRY(positions_->read(addition.size_ * position_bytes, addition.positions_.size()));
    if (held != addition.positions_) return side_files::differs(side_files::positions_name);
    for (unsigned level = 0; level < hash_levels; ++level) {
        auto from = row_width(level, addition.size_);
        held = TRY(
            hashes_[level]->read(from * side_files::hash_bytes, addition.hashes_[level].size()));
        if (held != addition.hashes_[level])
            return side_files::differs(side_files::hashes_name(level));
    }
    return {};
}

Result<bool> SideFiles::reach(std::uint64_t size) const {
    if (TRY(positions_->size()) < size * position_bytes) return false;
    for (unsigned level = 0; level < hash_levels; ++level)
        if (TRY(hashes_[level]->size()) < row_width(level, size) * side_files::hash_bytes)
            return false;
    return true;
}

Result<Bytes> SideFiles::hashes(unsigned level, std::uint64_t from, std::size_t count) const {
    check(level < hash_levels, "the journal keeps this level of tiles");
    auto bytes = count * side_files::hash_bytes;
    auto out = TRY(hashes_[level]->read(from * side_files::hash_bytes, bytes));
    if (out.size() < bytes) return side_files::differs(side_files::hashes_name(level));
    return out;
}

Result<std::vector<std::uint64_t>> SideFiles::positions(std::uint64_t from,
                                                        std::size_t count) const {
    auto raw = TRY(positions_->read(from * position_bytes, count * position_bytes));
    if (raw.size() < count * position_bytes) return side_files::differs(side_files::positions_name);
    std::vector<std::uint64_t> out(count);
    for (std::size_t at = 0; at < raw.size(); ++at)
        out[at / position_bytes] = out[at / position_bytes] << 8U | raw[at];
    return out;
}

Result<Hash> SideFiles::node(Node node) const { return node_from(node, rows()); }

Result<Edge> SideFiles::edge(std::uint64_t size) const { return edge_from(size, rows()); }

} // namespace vienreiz::journal
