#include "store/version_changes.hpp"

#include "store/dataset_files.hpp"
#include "store/hash64.hpp"
#include "store/row_format.hpp"

#include <algorithm>
#include <numeric>

namespace vienreiz::store {
namespace version_changes {

struct Header {
    std::array<char, 16> magic{'v', 'i', 'e', 'n', 'r', 'e', 'i', 'z',
                               ' ', 'c', 'h', 'g', 's', ' ', '1', '\n'};
    std::uint64_t rows_before = 0, content_before = 0, rows_now = 0, content_now = 0, changes = 0,
                  check = 0;
};
static_assert(sizeof(Header) == 64);
static_assert(sizeof(RowChange) == 8);

constexpr std::size_t block = 64 * limits::KiB;
constexpr std::uint64_t keys_between_looks = 0x4000; // at whether to stop

std::uint64_t beginning_of(const std::string& hash) {
    auto raw = from_hex(std::string_view(hash).substr(0, 16));
    return raw && raw->size() == 8 ? load<std::uint64_t>(raw->data()) : 0;
}

Header header_of(const Dataset& before, const Dataset& now) {
    Header out;
    out.rows_before = before.summary().rows;
    out.content_before = beginning_of(before.summary().hash);
    out.rows_now = now.summary().rows;
    out.content_now = beginning_of(now.summary().hash);
    return out;
}

std::string_view text_of(const std::vector<RowChange>& changes) {
    return {reinterpret_cast<const char*>(changes.data()), changes.size() * sizeof(RowChange)};
}

Failure of_other_versions(const std::filesystem::path& path) {
    return {Kind::corrupt, "These changes are not whole, or are those of other versions",
            path.string()};
}

class Writer {
public:
    Writer(files::File file, VersionMerge merge, Header header)
        : file_(std::move(file)), merge_(std::move(merge)), header_(header) {
        waiting_.reserve(block / sizeof(RowChange));
    }
    Outcome write(const std::stop_token& stop) {
        TRY(put(header_, 0));
        for (std::uint64_t passed = 0; !merge_.at_end(); ++passed) {
            if (passed % keys_between_looks == 0 && stop.stop_requested())
                return Failure{Kind::unavailable, "Stopped while changes were worked out"};
            auto change = merge_.next();
            if (!change) continue;
            ++header_.changes;
            waiting_.push_back(*change);
            if (waiting_.size() * sizeof(RowChange) == block) TRY(flush());
        }
        TRY(flush());
        TRY(seal());
        return file_.sync();
    }

private:
    Outcome put(const Header& header, std::uint64_t at) {
        ByteView raw(reinterpret_cast<const std::uint8_t*>(&header), sizeof header);
        return file_.size() == 0 ? file_.append(raw) : file_.write_at(at, raw);
    }
    Outcome flush() {
        TRY(file_.append(bytes(text_of(waiting_))));
        waiting_.clear();
        return {};
    }
    // Read back, for the check begins with how many there are; so it also sees what the disk has.
    Outcome seal() {
        header_.check = header_.changes;
        std::vector<std::uint8_t> part(block);
        for (auto at = sizeof(Header); at < file_.size();) {
            auto got = TRY(file_.read_at(at, part));
            if (got == 0) return Failure{Kind::unavailable, "Changes cannot be read back"};
            header_.check =
                hash64({reinterpret_cast<const char*>(part.data()), got}, header_.check);
            at += got;
        }
        return put(header_, 0);
    }

    files::File file_;
    VersionMerge merge_;
    Header header_;
    std::vector<RowChange> waiting_;
};

} // namespace version_changes

std::vector<std::optional<std::size_t>> same_columns(const std::vector<Column>& before,
                                                     const std::vector<Column>& now) {
    std::vector<std::optional<std::size_t>> out;
    for (const auto& column : now) {
        auto found = std::ranges::find_if(before, [&](const Column& one) {
            return one.name == column.name && one.type == column.type;
        });
        out.emplace_back();
        if (found != before.end()) out.back() = static_cast<std::size_t>(found - before.begin());
    }
    return out;
}

VersionMerge::VersionMerge(const Dataset& before, const Dataset& now)
    : before_(&before), now_(&now), key_before_(before.summary().key), key_now_(now.summary().key),
      in_before_(same_columns(before.summary().columns, now.summary().columns)) {
    const auto columns = before.summary().columns.size();
    for (std::size_t column = 0; column < columns; ++column)
        if (std::ranges::find(in_before_, std::optional(column)) == in_before_.end())
            gone_.push_back(column);
    alike_ = gone_.empty() && in_before_.size() == columns;
    for (std::size_t at = 0; alike_ && at < columns; ++at) alike_ = in_before_[at] == at;
}

Result<VersionMerge> VersionMerge::of(const Dataset& before, const Dataset& now) {
    VersionMerge out(before, now);
    if (out.in_before_[out.key_now_] != out.key_before_)
        return Failure{Kind::conflict, "The two versions have different keys, so no row of one is "
                                       "known to be a row of the other"};
    return out;
}

bool VersionMerge::at_end() const {
    return at_.before == before_->summary().rows && at_.now == now_->summary().rows;
}

bool VersionMerge::differ(const Row& before, const Row& now) const {
    // The same cells make the same bytes, and most rows stay what they were.
    if (alike_) return RowAccess::view(before).line() != RowAccess::view(now).line();
    for (std::size_t column = 0; column < in_before_.size(); ++column) {
        auto was = in_before_[column] ? before.cell(*in_before_[column]) : std::string_view();
        if (was != now.cell(column)) return true;
    }
    return std::ranges::any_of(gone_, [&](auto column) { return !before.cell(column).empty(); });
}

std::optional<RowChange> VersionMerge::next() {
    auto rank = [](std::uint64_t at) { return static_cast<Rank>(at); };
    if (at_.before == before_->summary().rows) return RowChange{RowChange::none, rank(at_.now++)};
    auto before = before_->at(at_.before);
    if (at_.now == now_->summary().rows) return RowChange{rank(at_.before++), RowChange::none};
    auto now = now_->at(at_.now);
    auto order = before.cell(key_before_) <=> now.cell(key_now_);
    if (order < 0) return RowChange{rank(at_.before++), RowChange::none};
    if (order > 0) return RowChange{RowChange::none, rank(at_.now++)};
    RowChange both{rank(at_.before++), rank(at_.now++)};
    return differ(before, now) ? std::optional(both) : std::nullopt;
}

Result<VersionChanges> VersionChanges::open(const std::filesystem::path& folder,
                                            const Dataset& before, const Dataset& now) {
    using namespace version_changes;
    auto path = folder / dataset_files::changes;
    VersionChanges out(TRY(files::Mapping::open(path, files::Mapping::Access::in_order)));
    const auto& mapping = out.mapping_;
    if (mapping.size() < sizeof(Header)) return of_other_versions(path);
    auto header = load<Header>(mapping.data());
    auto expected = header_of(before, now);
    expected.changes = header.changes, expected.check = header.check;
    auto most = header.rows_before + header.rows_now;
    if (std::memcmp(&header, &expected, sizeof header) != 0 || header.changes > most ||
        mapping.size() != sizeof(Header) + header.changes * sizeof(RowChange))
        return of_other_versions(path);
    auto check = header.changes;
    std::string_view all(reinterpret_cast<const char*>(mapping.data()) + sizeof(Header),
                         mapping.size() - sizeof(Header));
    for (auto left = all; !left.empty(); left.remove_prefix(std::min(block, left.size())))
        check = hash64(left.substr(0, block), check);
    if (check != header.check) return of_other_versions(path);
    out.size_ = header.changes;
    out.rows_before_ = header.rows_before, out.rows_now_ = header.rows_now;
    return out;
}

RowChange VersionChanges::operator[](std::uint64_t at) const {
    check(at < size_, "a change is among those there are");
    auto out =
        load<RowChange>(mapping_.data() + sizeof(version_changes::Header) + at * sizeof(RowChange));
    // What is damaged must not lead out of a version.
    check((out.before == RowChange::none || out.before < rows_before_) &&
              (out.now == RowChange::none || out.now < rows_now_),
          "a change is one of rows that there are");
    return out;
}

Outcome write_changes(const std::filesystem::path& folder, const Dataset& before,
                      const Dataset& now, const std::stop_token& stop) {
    if (std::max(before.summary().rows, now.summary().rows) > limits::indexed_rows)
        return Failure{Kind::too_large,
                       "The changes of a version are worked out up to " +
                           grouped(limits::indexed_rows) + " rows",
                       folder.string()};
    auto merge = TRY(VersionMerge::of(before, now));
    auto made = folder / dataset_files::changes_made, done = folder / dataset_files::changes;
    std::error_code error;
    std::filesystem::remove(made, error); // of one that was broken off
    auto file = TRY(files::File::create(made));
    auto written = version_changes::Writer(std::move(file), std::move(merge),
                                           version_changes::header_of(before, now))
                       .write(stop);
    if (written) std::filesystem::rename(made, done, error);
    if (written && !error) return files::sync_folder(folder);
    std::error_code ignored;
    std::filesystem::remove(made, ignored);
    return written ? files::failure(error.value(), "renaming the changes of a version", made)
                   : std::move(written);
}

} // namespace vienreiz::store
