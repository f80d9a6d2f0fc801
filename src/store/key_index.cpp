#include "store/key_index.hpp"

#include <algorithm>
#include <array>

namespace vienreiz::store {
namespace key_index {

constexpr std::uint64_t line_bytes = 64;
constexpr std::uint64_t keys_a_line = 5;
constexpr std::size_t buffered = 4096; // placements of a part, and offsets of the order

struct Header {
    std::array<char, 16> magic;
    std::uint64_t rows, rows_bytes, seed, home_lines, lines, zero;
};
static_assert(sizeof(Header) == line_bytes);
constexpr std::array<char, 16> magic{'v', 'i', 'e', 'n', 'r', 'e', 'i', 'z',
                                     ' ', 'k', 'e', 'y', 's', ' ', '1', '\n'};

constexpr std::uint64_t up_to_line(std::uint64_t bytes) {
    return (bytes + line_bytes - 1) / line_bytes * line_bytes;
}

template <class T>
ByteView bytes_of(const std::vector<T>& items) {
    return {reinterpret_cast<const std::uint8_t*>(items.data()), items.size() * sizeof(T)};
}

// Into the first free entry from `line` on; false when there is none.
bool place(std::vector<std::uint64_t>& lines, std::uint64_t line, std::uint64_t entry) {
    for (auto at = line * line_entries; at < lines.size(); ++at)
        if (lines[at] == 0) {
            lines[at] = entry;
            return true;
        }
    return false;
}

std::uint64_t entry_of(std::uint64_t hash, std::uint64_t offset) {
    return (hash & 0xffff) << 48 | offset;
}

} // namespace key_index

Result<KeyIndexWriter> KeyIndexWriter::create(const std::filesystem::path& folder,
                                              const KeyIndexShape& shape) {
    check(shape.rows_bytes <= offset_mask, "offsets in a dataset have 48 bits");
    KeyIndexWriter writer(folder, TRY(files::File::create(folder / "keys")), shape);
    writer.home_lines_ = shape.rows / key_index::keys_a_line + 1;
    writer.parts_.resize((writer.home_lines_ - 1) / shape.part_lines + 1);
    const std::array<std::uint8_t, sizeof(key_index::Header)> place_of_header{};
    TRY(writer.file_.append(place_of_header));
    return writer;
}

Outcome KeyIndexWriter::add(const KeyEntry& entry) {
    order_.push_back(entry.offset);
    if (order_.size() == key_index::buffered) TRY(flush_order());
    auto hash = hash64(entry.key, shape_.seed);
    auto& part = parts_[scale(hash, home_lines_) / shape_.part_lines];
    part.waiting.push_back({hash, entry.offset});
    if (part.waiting.size() == key_index::buffered) TRY(spill(part));
    return {};
}

Outcome KeyIndexWriter::flush_order() {
    TRY(file_.append(key_index::bytes_of(order_)));
    order_.clear();
    return {};
}

Outcome KeyIndexWriter::spill(Part& part) {
    if (!part.scratch) part.scratch = TRY(files::File::scratch(folder_));
    TRY(part.scratch->append(key_index::bytes_of(part.waiting)));
    part.waiting.clear();
    return {};
}

Outcome KeyIndexWriter::finish() {
    TRY(flush_order());
    const std::vector<std::uint8_t> padding(key_index::up_to_line(file_.size()) - file_.size());
    TRY(file_.append(padding));
    for (std::size_t number = 0; number < parts_.size(); ++number) TRY(write_part(number));
    TRY(write_tail());
    key_index::Header header{
        key_index::magic, shape_.rows, shape_.rows_bytes, shape_.seed, home_lines_, lines_, 0};
    TRY(file_.write_at(0, {reinterpret_cast<const std::uint8_t*>(&header), sizeof header}));
    return file_.sync();
}

Outcome KeyIndexWriter::write_part(std::size_t number) {
    auto first = number * shape_.part_lines;
    auto count = std::min(shape_.part_lines, home_lines_ - first);
    std::vector<std::uint64_t> lines(count * line_entries);
    std::vector<Placement> homeless;
    auto settle = [&](std::span<const Placement> placements) {
        for (const auto& placement : placements) {
            auto home = scale(placement.hash, home_lines_);
            auto line =
                home < first
                    ? 0
                    : home - first; // carried over from the part before: from its beginning on
            if (!key_index::place(lines, line,
                                  key_index::entry_of(placement.hash, placement.offset)))
                homeless.push_back(placement);
        }
    };
    settle(carried_);
    auto& part = parts_[number];
    if (part.scratch) {
        std::vector<Placement> read(key_index::buffered);
        auto into = std::span(reinterpret_cast<std::uint8_t*>(read.data()),
                              read.size() * sizeof(Placement));
        for (std::uint64_t at = 0; at < part.scratch->size();) {
            auto got = TRY(part.scratch->read_at(at, into));
            if (got == 0)
                return Failure{Kind::corrupt,
                               "A scratch file has lost its end while keys were indexed"};
            settle(std::span(read).first(got / sizeof(Placement)));
            at += got;
        }
    }
    settle(part.waiting);
    part = {};
    carried_ = std::move(homeless);
    lines_ += count;
    TRY(file_.append(key_index::bytes_of(lines)));
    file_.begin_writing_back();
    return {};
}

Outcome KeyIndexWriter::write_tail() {
    auto count = carried_.size() / line_entries + 1;
    if (carried_.size() % line_entries != 0) ++count; // the last one stays empty
    std::vector<std::uint64_t> lines(count * line_entries);
    for (std::size_t i = 0; i < carried_.size(); ++i)
        lines[i] = key_index::entry_of(carried_[i].hash, carried_[i].offset);
    lines_ += count;
    return file_.append(key_index::bytes_of(lines));
}

Result<KeyIndex> KeyIndex::open(const std::filesystem::path& path, std::uint64_t rows_bytes) {
    auto mapping = TRY(files::Mapping::open(path, files::Mapping::Access::random));
    Failure damaged{Kind::corrupt,
                    "The index of this dataset is not what was written: publish the dataset again",
                    path.string()};
    if (mapping.size() < sizeof(key_index::Header)) return damaged;
    auto header = load<key_index::Header>(mapping.data());
    if (header.magic != key_index::magic || header.rows_bytes != rows_bytes) return damaged;
    // Numbers that no such file could hold are refused before anything is multiplied.
    auto most = mapping.size() / 8;
    if (header.rows > most || header.lines > most || header.home_lines == 0 ||
        header.home_lines > header.lines)
        return damaged;
    auto lines_at = key_index::up_to_line(sizeof header + header.rows * 8);
    if (mapping.size() != lines_at + header.lines * key_index::line_bytes) return damaged;
    KeyIndex index(std::move(mapping));
    index.rows_ = header.rows;
    index.seed_ = header.seed;
    index.home_lines_ = header.home_lines;
    const auto* data = index.mapping_.data();
    index.order_ = reinterpret_cast<const std::uint64_t*>(data + sizeof header);
    index.lines_begin_ = reinterpret_cast<const std::uint64_t*>(data + lines_at);
    index.lines_end_ = index.lines_begin_ + header.lines * line_entries;
    return index;
}

} // namespace vienreiz::store
