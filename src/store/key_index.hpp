// The file `keys`: where the row of a key stands, in one cache line; and the rows in the order of
// their keys.
//
//   header   64 bytes: "vienreiz keys 1\n", then as 64-bit numbers, little-endian like all here:
//            rows, bytes of the file `rows`, seed, home lines, lines, 0
//   order    64 bits a row: the offsets in `rows`, in the order of the keys; then zeros up to a
//            multiple of 64 bytes
//   lines    64 bytes each: eight entries of 64 bits, 0 when free. An entry is a 16-bit tag above
//            a 48-bit offset in `rows`. hash64(key, seed) chooses the home line by its high bits
//            and gives the tag by its low ones
//
// There is one home line for every five keys. A key that finds its home line full stands in the
// next line that was not; so a look-up reads from the home line on, and ends at the key or at the
// first line that has a free entry. The lines behind the home lines take what the last of those
// could not, and the very last is always empty: nothing wraps round. A tag that agrees by chance
// costs a look at another row, in one look-up of ten thousand.
//
// The seed is the first 64 bits of the content's SHA-256: who chooses keys that collide has changed
// the seed by that.
//
// Why not a tree: docs/decisions/0004-dataset-index.md.
#pragma once

#include "base/limits.hpp"
#include "store/files.hpp"
#include "store/hash64.hpp"
#include "store/key_sort.hpp"

#include <optional>
#include <vector>

namespace vienreiz::store {

inline constexpr std::size_t line_entries = 8;
inline constexpr std::uint64_t offset_mask = (std::uint64_t{1} << 48) - 1;

struct KeyIndexShape {
    std::uint64_t rows;
    std::uint64_t rows_bytes; // size of the file `rows`
    std::uint64_t seed;
    std::uint64_t part_lines = 16 * limits::MiB / 64; // filled in memory at a time
};

class KeyIndexWriter {
public:
    static Result<KeyIndexWriter> create(const std::filesystem::path& folder,
                                         const KeyIndexShape& shape);
    // Keys in order, each once.
    Outcome add(const KeyEntry& entry);
    // Writes the lines and the header, and syncs.
    Outcome finish();
    [[nodiscard]] std::uint64_t size() const { return file_.size(); }

private:
    struct Placement {
        std::uint64_t hash, offset;
    };
    // The lines are filled a part at a time, so that a part fits in memory; until then its entries
    // wait here.
    struct Part {
        std::vector<Placement> waiting;
        std::optional<files::File> scratch;
    };
    KeyIndexWriter(std::filesystem::path folder, files::File file, const KeyIndexShape& shape)
        : folder_(std::move(folder)), file_(std::move(file)), shape_(shape) {}
    Outcome flush_order();
    Outcome spill(Part& part);
    Outcome write_part(std::size_t number);
    Outcome write_tail();

    std::filesystem::path folder_;
    files::File file_;
    KeyIndexShape shape_;
    std::uint64_t home_lines_ = 0, lines_ = 0;
    std::vector<std::uint64_t> order_;
    std::vector<Part> parts_;
    std::vector<Placement> carried_; // found no place in the part they belong to
};

class KeyIndex {
public:
    // Kind::corrupt unless the file is whole and belongs to a file `rows` of so many bytes.
    static Result<KeyIndex> open(const std::filesystem::path& path, std::uint64_t rows_bytes);

    // The offset of the row for which `is_it` says yes; it is asked about few others.
    template <class IsIt>
    std::optional<std::uint64_t> find(std::string_view key, IsIt&& is_it) const {
        auto hash = hash64(key, seed_);
        const auto* line = lines_begin_ + scale(hash, home_lines_) * line_entries;
        for (; line != lines_end_; line += line_entries) {
            for (std::size_t i = 0; i < line_entries; ++i) {
                if (line[i] == 0) return {};
                if (line[i] >> 48 == (hash & 0xffff) && is_it(line[i] & offset_mask))
                    return line[i] & offset_mask;
            }
        }
        return {};
    }
    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] std::uint64_t in_order(std::uint64_t rank) const { return order_[rank]; }
    [[nodiscard]] std::uint64_t size() const { return mapping_.size(); }

private:
    explicit KeyIndex(files::Mapping mapping) : mapping_(std::move(mapping)) {}
    files::Mapping mapping_;
    std::uint64_t rows_ = 0, seed_ = 0, home_lines_ = 0;
    const std::uint64_t *order_ = nullptr, *lines_begin_ = nullptr, *lines_end_ = nullptr;
};

} // namespace vienreiz::store
