#include "store/column_index.hpp"

#include "store/dataset_files.hpp"
#include "store/hash64.hpp"
#include "store/value_order.hpp"
#include "table/order.hpp"

#include <algorithm>
#include <numeric>
#include <ranges>

namespace vienreiz::store {
namespace column_index {

constexpr std::size_t part_alignment = 8;

struct Header {
    std::array<char, 16> magic{'v', 'i', 'e', 'n', 'r', 'e', 'i', 'z',
                               ' ', 'c', 'o', 'l', 's', ' ', '1', '\n'};
    std::uint64_t rows = 0, rows_bytes = 0, content = 0, columns = 0, bytes = 0, zero = 0;
};
static_assert(sizeof(Header) == 64);

struct Entry {
    std::uint64_t values = 0, width = 0, ordinals = 0, starts = 0, order = 0, ends = 0, text = 0;
};
static_assert(sizeof(Entry) == 56);

std::uint64_t width_of(std::uint64_t values) {
    return values < 0xff ? 1 : values < 0xffff ? 2 : 4; // one more than there are values
}

// The first 64 bits of the content's hash, as the key index has them.
std::uint64_t content_of(const DatasetSummary& summary) {
    auto hash = from_hex(std::string_view(summary.hash).substr(0, 16));
    return hash && hash->size() == 8 ? load<std::uint64_t>(hash->data()) : 0;
}

template <class T>
ByteView bytes_of(const std::vector<T>& values) {
    return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(T)};
}

// The different values of one column, numbered as they are met.
class Values {
public:
    explicit Values(std::uint64_t seed) : seed_(seed), slots_(1'024, empty_slot) {}
    std::uint32_t number(std::string_view value) {
        if (2 * (met_.size() + 1) > slots_.size()) grow();
        auto& slot = slot_of(value, hash64(value, seed_));
        if (slot == empty_slot) {
            slot = static_cast<std::uint32_t>(met_.size());
            met_.push_back(value);
        }
        return slot;
    }
    [[nodiscard]] const std::vector<std::string_view>& met() const { return met_; }
    void forget_slots() { slots_ = {}; }

private:
    static constexpr std::uint32_t empty_slot = 0xffff'ffff;

    std::uint32_t& slot_of(std::string_view value, std::uint64_t hash) {
        auto mask = slots_.size() - 1;
        for (auto at = hash & mask;; at = (at + 1) & mask)
            if (slots_[at] == empty_slot || met_[slots_[at]] == value) return slots_[at];
    }
    void grow() {
        slots_.assign(2 * slots_.size(), empty_slot);
        for (std::uint32_t number = 0; number < met_.size(); ++number) {
            auto mask = slots_.size() - 1;
            auto at = hash64(met_[number], seed_) & mask;
            while (slots_[at] != empty_slot) at = (at + 1) & mask;
            slots_[at] = number;
        }
    }

    std::uint64_t seed_;
    std::vector<std::string_view> met_;
    std::vector<std::uint32_t>
        slots_; // numbers of values; a power of two of them, half of them free at least
};

class Writer {
public:
    Writer(const Dataset& dataset, files::File file, const std::stop_token& stop)
        : dataset_(dataset), file_(std::move(file)), stop_(stop), rows_(dataset.summary().rows) {}

    Outcome write() {
        const auto& summary = dataset_.summary();
        std::vector<Entry> directory(summary.columns.size());
        Header header;
        TRY(append(ByteView(reinterpret_cast<const std::uint8_t*>(&header), sizeof header)));
        TRY(append(bytes_of(directory)));
        for (std::size_t column = 0; column < directory.size(); ++column)
            directory[column] = TRY(add(column));
        header.rows = rows_, header.rows_bytes = dataset_.rows_bytes();
        header.content = content_of(summary);
        header.columns = directory.size(), header.bytes = file_.size();
        TRY(file_.write_at(sizeof header, bytes_of(directory)));
        TRY(file_.write_at(
            0, ByteView(reinterpret_cast<const std::uint8_t*>(&header), sizeof header)));
        return file_.sync();
    }

private:
    static constexpr Rank rows_between_looks = 0x4000; // at whether to stop

    Outcome append(ByteView part) {
        constexpr std::array<std::uint8_t, part_alignment> zeros{};
        TRY(file_.append(part));
        return file_.append(ByteView(zeros).first((part_alignment - file_.size() % part_alignment) %
                                                  part_alignment));
    }

    // Numbers the values in the order they are met; then, when they are known, in their own.
    Result<Entry> add(std::size_t column) {
        Values values(content_of(dataset_.summary()));
        std::vector<std::uint32_t> of_row(rows_);
        constexpr auto empty = std::uint32_t{0xffff'ffff};
        bool stopped = false;
        Rank rank = 0;
        dataset_.by_key("", [&](const Row& row) {
            auto cell = row.cell(column);
            of_row[rank] = cell.empty() ? empty : values.number(cell);
            stopped = ++rank % rows_between_looks == 0 && stop_.stop_requested();
            return !stopped;
        });
        if (stopped) return Failure{Kind::unavailable, "Stopped while columns were indexed"};
        values.forget_slots();

        auto sorted = in_order(dataset_.summary().columns[column].type, values.met());
        auto count = static_cast<Ordinal>(sorted.size());
        std::vector<Ordinal> ordinal_of(count);
        for (Ordinal ordinal = 0; ordinal < count; ++ordinal) ordinal_of[sorted[ordinal]] = ordinal;
        for (auto& one : of_row) one = one == empty ? count : ordinal_of[one];
        return write(values.met(), sorted, of_row);
    }

    static std::vector<std::uint32_t> in_order(table::Type type,
                                               const std::vector<std::string_view>& values) {
        struct Coded {
            std::uint64_t code;
            std::uint32_t number;
        };
        std::vector<Coded> coded(values.size());
        for (std::uint32_t number = 0; number < values.size(); ++number)
            coded[number] = {order_code(type, values[number], prefix), number};
        std::ranges::sort(coded, [&](const Coded& a, const Coded& b) {
            if (a.code != b.code) return a.code < b.code;
            return table::precedes(type, values[a.number], values[b.number]);
        });
        std::vector<std::uint32_t> out(values.size());
        std::ranges::transform(coded, out.begin(), &Coded::number);
        return out;
    }

    Result<Entry> write(const std::vector<std::string_view>& values,
                        const std::vector<std::uint32_t>& sorted,
                        const std::vector<Ordinal>& of_row) {
        Entry entry{.values = values.size(), .width = width_of(values.size())};
        entry.ordinals = file_.size();
        TRY(append_ordinals(of_row, entry.width));

        std::vector<std::uint32_t> starts(values.size() + 2);
        for (auto ordinal : of_row) ++starts[ordinal + 1];
        std::partial_sum(starts.begin(), starts.end(), starts.begin());
        entry.starts = file_.size();
        TRY(append(bytes_of(starts)));

        std::vector<Rank> order(rows_);
        for (Rank rank = 0; rank < rows_; ++rank) order[starts[of_row[rank]]++] = rank;
        entry.order = file_.size();
        TRY(append(bytes_of(order)));

        entry.ends = file_.size();
        TRY(append_ends(values, sorted));
        entry.text = file_.size();
        TRY(append_values(values, sorted));
        return entry;
    }

    Outcome append_ordinals(const std::vector<Ordinal>& of_row, std::uint64_t width) {
        if (width == 1)
            return append(bytes_of(std::vector<std::uint8_t>(of_row.begin(), of_row.end())));
        if (width == 2)
            return append(bytes_of(std::vector<std::uint16_t>(of_row.begin(), of_row.end())));
        return append(bytes_of(of_row));
    }
    Outcome append_ends(const std::vector<std::string_view>& values,
                        const std::vector<std::uint32_t>& sorted) {
        std::vector<std::uint64_t> ends(values.size());
        std::uint64_t end = 0;
        for (std::size_t at = 0; at < ends.size(); ++at)
            ends[at] = end += values[sorted[at]].size();
        return append(bytes_of(ends));
    }
    Outcome append_values(const std::vector<std::string_view>& values,
                          const std::vector<std::uint32_t>& sorted) {
        std::string text;
        for (auto number : sorted) {
            text += values[number];
            if (text.size() < 1 * limits::MiB) continue;
            TRY(file_.append(bytes(text)));
            text.clear();
        }
        return append(bytes(text));
    }

    const Dataset& dataset_;
    files::File file_;
    const std::stop_token& stop_;
    std::uint64_t rows_;
};

Failure of_other_rows(const std::filesystem::path& path) {
    return {Kind::corrupt, "This index of columns is not whole, or belongs to other rows",
            path.string()};
}

} // namespace column_index

Outcome index_columns(const std::filesystem::path& folder, const std::stop_token& stop) {
    auto dataset = TRY(open_dataset(folder));
    if (dataset->summary().rows > limits::indexed_rows)
        return Failure{Kind::too_large,
                       "The columns of a version are indexed up to " +
                           grouped(limits::indexed_rows) + " rows; filters read this one",
                       folder.string()};
    auto made = folder / dataset_files::column_index_made,
         done = folder / dataset_files::column_index;
    std::error_code error;
    std::filesystem::remove(made, error); // of one that was broken off
    auto written = column_index::Writer(*dataset, TRY(files::File::create(made)), stop).write();
    if (written) std::filesystem::rename(made, done, error);
    if (written && !error) return files::sync_folder(folder);
    std::error_code ignored;
    std::filesystem::remove(made, ignored);
    return written ? files::failure(error.value(), "renaming an index of columns", made)
                   : std::move(written);
}

Result<ColumnIndex> ColumnIndex::open(const std::filesystem::path& folder,
                                      const DatasetSummary& summary, std::uint64_t rows_bytes) {
    using namespace column_index;
    auto path = folder / dataset_files::column_index;
    auto mapping = TRY(files::Mapping::open(path, files::Mapping::Access::random));
    auto columns = summary.columns.size();
    if (mapping.size() < sizeof(Header) + columns * sizeof(Entry)) return of_other_rows(path);
    auto header = load<Header>(mapping.data());
    if (header.magic != Header{}.magic || header.rows != summary.rows ||
        header.rows_bytes != rows_bytes || header.content != content_of(summary) ||
        header.columns != columns || header.bytes != mapping.size())
        return of_other_rows(path);
    ColumnIndex out(std::move(mapping));
    out.rows_ = header.rows;
    const auto* base = out.mapping_.data();
    auto fits = [&](std::uint64_t at, std::uint64_t bytes) {
        return at % part_alignment == 0 && at <= header.bytes && bytes <= header.bytes - at;
    };
    for (std::size_t column = 0; column < columns; ++column) {
        auto entry = load<Entry>(base + sizeof(Header) + column * sizeof(Entry));
        if (entry.values > header.rows || entry.width != width_of(entry.values) ||
            !fits(entry.ordinals, entry.width * header.rows) ||
            !fits(entry.starts, sizeof(std::uint32_t) * (entry.values + 2)) ||
            !fits(entry.order, sizeof(Rank) * header.rows) ||
            !fits(entry.ends, sizeof(std::uint64_t) * entry.values) || !fits(entry.text, 0))
            return of_other_rows(path);
        out.columns_.push_back(
            {summary.columns[column].type, static_cast<Ordinal>(entry.values), entry.width,
             base + entry.ordinals, reinterpret_cast<const std::uint32_t*>(base + entry.starts),
             reinterpret_cast<const std::uint32_t*>(base + entry.order),
             reinterpret_cast<const std::uint64_t*>(base + entry.ends),
             reinterpret_cast<const char*>(base + entry.text), header.bytes - entry.text});
    }
    return out;
}

std::span<const Rank> ColumnIndex::ranks(std::size_t column, Ordinals ordinals) const {
    const auto& of = columns_[column];
    auto from = of.starts[ordinals.from], to = of.starts[ordinals.to];
    check(from <= to && to <= rows_, "the rows of a value are among the rows");
    return {of.order + from, of.order + to};
}

std::string_view ColumnIndex::value(std::size_t column, Ordinal ordinal) const {
    const auto& of = columns_[column];
    auto begin = ordinal == 0 ? 0 : of.ends[ordinal - 1];
    // What is damaged must not lead out of the file.
    check(begin <= of.ends[ordinal] && of.ends[ordinal] <= of.text_bytes,
          "a value lies among the values");
    return {of.text + begin, of.ends[ordinal] - begin};
}

Ordinal ColumnIndex::not_less(std::size_t column, std::string_view wanted) const {
    auto type = columns_[column].type;
    auto all = std::views::iota(Ordinal{0}, values(column));
    auto found = std::ranges::partition_point(
        all, [&](Ordinal one) { return table::precedes(type, value(column, one), wanted); });
    return static_cast<Ordinal>(found - all.begin());
}

Ordinal ColumnIndex::greater(std::size_t column, std::string_view wanted) const {
    auto type = columns_[column].type;
    auto all = std::views::iota(Ordinal{0}, values(column));
    auto found = std::ranges::partition_point(
        all, [&](Ordinal one) { return !table::precedes(type, wanted, value(column, one)); });
    return static_cast<Ordinal>(found - all.begin());
}

} // namespace vienreiz::store
