#include "backup/manifest.hpp"

#include <algorithm>
#include <numeric>

namespace vienreiz::backup {

namespace manifests {

// Whoever knows the recipient can write a manifest: none may lead out of the folder it is restored into.
bool stays_below(std::string_view path) {
    auto parts = split(path, '/');
    return !has_control(path) && std::ranges::none_of(parts, [](std::string_view part) {
        return part.empty() || part == "." || part == "..";
    });
}

bool is_piece_name(std::string_view name) {
    return name.size() == 64 && std::ranges::all_of(name, [](char digit) {
               return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
           });
}

} // namespace manifests

std::uint64_t bytes_in(const Manifest& manifest) {
    return std::accumulate(
        manifest.files.begin(), manifest.files.end(), std::uint64_t{0},
        [](std::uint64_t sum, const KeptFile& file) { return sum + file.bytes; });
}

Result<Manifest> manifest_from(std::string_view text) {
    Failure wrong{Kind::corrupt, "This is no manifest of a backup"};
    auto read = json::read<Manifest>(text);
    if (!read) return Failure{Kind::corrupt, wrong.what + ": " + read.error().what};
    if (read->format != Manifest{}.format)
        return Failure{Kind::corrupt, "This backup is of another version: " + read->format};
    for (const auto& file : read->files) {
        bool is_whole = manifests::stays_below(file.path) && manifests::is_piece_name(file.sha256);
        if (!is_whole || !std::ranges::all_of(file.pieces, manifests::is_piece_name))
            return Failure{Kind::corrupt, wrong.what, escaped(file.path)};
    }
    for (const auto& journal : read->journals)
        if (!manifests::stays_below(journal.name) || journal.name.contains('/'))
            return Failure{Kind::corrupt, wrong.what, escaped(journal.name)};
    return read;
}

} // namespace vienreiz::backup
