#include "journal/tiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace vienreiz::journal {
namespace tiles {

Failure not_a_tile(std::string_view path) {
    return {Kind::missing, "There is no tile of this name", std::string(path)};
}

// "<N> ... MUST be a non-negative integer encoded into zero-padded 3-digit path elements. All but
// the last path element MUST begin with an `x`."
std::string number_path(std::uint64_t number) {
    auto path = fmt::format("{:03}", number % 1000);
    while ((number /= 1000) != 0) path = fmt::format("x{:03}/", number % 1000) + path;
    return path;
}

std::optional<std::uint64_t> number_from(std::string_view path) {
    std::uint64_t out = 0;
    for (auto parts = split(path, '/'); auto part : parts) {
        bool last = part.data() == parts.back().data();
        if (!last) {
            if (!part.starts_with('x')) return {};
            part.remove_prefix(1);
        }
        auto group = number<std::uint64_t>(part);
        if (part.size() != 3 || !group || part[0] == '-') return {};
        if (out > (UINT64_MAX - *group) / 1000) return {};
        out = out * 1000 + *group;
    }
    // The shortest form only: one tile has one name.
    if (number_path(out) != path) return {};
    return out;
}

std::optional<unsigned> small_number(std::string_view text, unsigned from, unsigned to) {
    auto value = number<unsigned>(text);
    if (!value || *value < from || *value > to || std::to_string(*value) != text) return {};
    return value;
}

} // namespace tiles

std::string tile_path(const TileName& name) {
    std::string path = "tile/";
    path += name.of == TileName::Of::entries ? "entries" : std::to_string(name.level);
    path += '/';
    path += tiles::number_path(name.number);
    if (name.width < tile_width) path += ".p/" + std::to_string(name.width);
    return path;
}

Result<TileName> parse_tile_path(std::string_view path) {
    TileName name;
    auto rest = path;
    if (!rest.starts_with("tile/")) return tiles::not_a_tile(path);
    rest.remove_prefix(5);
    auto slash = rest.find('/');
    if (slash == std::string_view::npos) return tiles::not_a_tile(path);
    if (rest.substr(0, slash) == "entries") {
        name.of = TileName::Of::entries;
    } else {
        auto level = tiles::small_number(rest.substr(0, slash), 0, tile_levels - 1);
        if (!level) return tiles::not_a_tile(path);
        name.level = *level;
    }
    rest.remove_prefix(slash + 1);
    if (auto partial = rest.find(".p/"); partial != std::string_view::npos) {
        auto width = tiles::small_number(rest.substr(partial + 3), 1, tile_width - 1);
        if (!width) return tiles::not_a_tile(path);
        name.width = *width;
        rest = rest.substr(0, partial);
    }
    auto number = tiles::number_from(rest);
    if (!number) return tiles::not_a_tile(path);
    name.number = *number;
    return name;
}

std::uint64_t row_width(unsigned level, std::uint64_t size) {
    auto rows = level * tile_height;
    return rows < 64 ? size >> rows : 0;
}

unsigned width_in(unsigned level, std::uint64_t number, std::uint64_t size) {
    auto row = row_width(level, size);
    if (row / tile_width < number) return 0;
    return static_cast<unsigned>(std::min<std::uint64_t>(tile_width, row - number * tile_width));
}

std::vector<TileName> partial_tiles_of(std::uint64_t size) {
    std::vector<TileName> names;
    for (unsigned level = 0; auto row = row_width(level, size); ++level)
        if (auto width = static_cast<unsigned>(row % tile_width))
            names.push_back({TileName::Of::hashes, level, row / tile_width, width});
    if (auto width = static_cast<unsigned>(size % tile_width))
        names.push_back({TileName::Of::entries, 0, size / tile_width, width});
    return names;
}

Hash node_over(std::vector<Hash> row) {
    check(std::has_single_bit(row.size()), "a complete node covers a power of two of others");
    for (; row.size() > 1; row.resize(row.size() / 2))
        for (std::size_t at = 0; at < row.size() / 2; ++at)
            row[at] = node_hash(row[2 * at], row[2 * at + 1]);
    return row[0];
}

} // namespace vienreiz::journal
