#include "capabilities/distribution/people_file.hpp"

#include "crypto/random.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <queue>

namespace vienreiz::distribution {

using store::files::File;

Outcome PeopleFileWriter::add(const crypto::Hash& tag) {
    if (many_) return add_short(tag);
    few_.insert(tag);
    if (few_.size() <= limits::answer_people) return {};
    many_ = true;
    for (const auto& one : few_) TRY(add_short(one));
    few_.clear();
    return {};
}

Outcome PeopleFileWriter::add_short(const crypto::Hash& tag) {
    if (tags_.size() == most_) {
        sort();
        if (tags_.size() > most_ / 2) TRY(spill()); // else the same people occur again and again
    }
    auto& one = tags_.emplace_back();
    std::copy_n(tag.begin(), one.size(), one.begin());
    return {};
}

void PeopleFileWriter::sort() {
    std::ranges::sort(tags_);
    auto same = std::ranges::unique(tags_);
    tags_.erase(same.begin(), same.end());
}

Outcome PeopleFileWriter::spill() {
    if (!scratch_) scratch_ = TRY(File::scratch(folder_));
    auto from = scratch_->size();
    TRY(scratch_->append({tags_.front().data(), tags_.size() * sizeof(Short)}));
    runs_.emplace_back(from, scratch_->size());
    tags_.clear();
    return {};
}

// One run on its way into the file, read piece by piece.
class TagRun {
public:
    using Short = PeopleFileWriter::Short;
    TagRun(const File& file, std::uint64_t from, std::uint64_t to)
        : file_(&file), next_(from), end_(to) {}
    // False at its end.
    Result<bool> advance() {
        if (++at_ < held_.size()) return true;
        if (next_ == end_) return false;
        constexpr std::uint64_t piece = 4'096;
        held_.resize(std::min(piece, (end_ - next_) / sizeof(Short)));
        std::span<std::uint8_t> into{held_.front().data(), held_.size() * sizeof(Short)};
        if (TRY(file_->read_at(next_, into)) != into.size())
            return Failure{Kind::unavailable, "A scratch file is shorter than what was written"};
        next_ += into.size();
        at_ = 0;
        return true;
    }
    [[nodiscard]] const Short& tag() const { return held_[at_]; }

private:
    const File* file_;
    std::uint64_t next_, end_;
    std::vector<Short> held_;
    std::size_t at_ = 0;
};

Outcome PeopleFileWriter::merge(const std::function<Outcome(ByteView)>& put) {
    std::vector<TagRun> runs;
    for (auto [from, to] : runs_) runs.emplace_back(*scratch_, from, to);
    auto later = [&](std::size_t a, std::size_t b) { return runs[a].tag() > runs[b].tag(); };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> first(later);
    for (std::size_t run = 0; run < runs.size(); ++run)
        if (TRY(runs[run].advance())) first.push(run);
    std::optional<Short> last;
    while (!first.empty()) {
        auto run = first.top();
        first.pop();
        if (last != runs[run].tag()) {
            last = runs[run].tag();
            TRY(put(*last));
        }
        if (TRY(runs[run].advance())) first.push(run);
    }
    return {};
}

Result<Concerned> PeopleFileWriter::finish() {
    Concerned out;
    for (const auto& tag : few_) out.tags.push_back(hex(tag));
    if (!many_) return out;
    sort();
    if (!runs_.empty() && !tags_.empty()) TRY(spill());
    auto made = folder_ / ("new." + crypto::random_id(now()));
    auto file = TRY(File::create(made));
    auto written = [&]() -> Outcome {
        crypto::Hasher hasher;
        Bytes piece;
        auto put = [&](ByteView tags) -> Outcome {
            hasher.update(tags);
            return file.append(tags);
        };
        if (runs_.empty()) TRY(put({tags_.front().data(), tags_.size() * sizeof(Short)}));
        TRY(merge([&](ByteView tag) -> Outcome {
            piece.insert(piece.end(), tag.begin(), tag.end());
            if (piece.size() < limits::MiB) return {};
            TRY(put(piece));
            piece.clear();
            return {};
        }));
        if (!piece.empty()) TRY(put(piece));
        TRY(file.sync());
        out.file = PeopleFile{hex(hasher.finish()), file.size() / sizeof(Short)};
        return {};
    }();
    std::error_code error;
    if (written) {
        std::filesystem::rename(made, folder_ / out.file->people, error);
        if (!error) written = store::files::sync_folder(folder_);
    }
    if (written && !error) return out;
    std::error_code ignored;
    std::filesystem::remove(made, ignored);
    if (error)
        return Failure{Kind::unavailable, "A file cannot be given its name: " + error.message()};
    return written.error();
}

Outcome PeopleFiles::open() const {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    for (std::filesystem::directory_iterator at(folder_, error), end; !error && at != end;
         at.increment(error))
        if (auto name = at->path().filename().string();
            name.starts_with("new.") || name.starts_with("scratch."))
            std::filesystem::remove(at->path(), error);
    if (!error) return {};
    return Failure{Kind::unavailable,
                   "The folder of people's tags cannot be made ready: " + error.message(),
                   folder_.string()};
}

bool PeopleFiles::has(const PeopleFile& file) const {
    std::error_code error;
    auto path = folder_ / file.people;
    if (std::filesystem::file_size(path, error) != 16 * file.count || error) return false;
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now(), error);
    return !error;
}

Result<bool> PeopleFiles::names(std::string_view file, std::string_view tag) const {
    auto mapping =
        TRY(store::files::Mapping::open(folder_ / file, store::files::Mapping::Access::random));
    auto wanted = from_hex(tag);
    constexpr std::size_t size = 16;
    if (!wanted || wanted->size() < size) return false;
    auto is_before = [&](std::uint64_t at) {
        return std::memcmp(mapping.data() + at * size, wanted->data(), size) < 0;
    };
    std::uint64_t from = 0, to = mapping.size() / size;
    while (from < to) {
        auto middle = from + (to - from) / 2;
        if (is_before(middle))
            from = middle + 1;
        else
            to = middle;
    }
    return from < mapping.size() / size &&
           std::memcmp(mapping.data() + from * size, wanted->data(), size) == 0;
}

Outcome PeopleFiles::remove_all_but(const std::set<std::string, std::less<>>& named,
                                    Instant before) const {
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder_, error), end; !error && at != end;
         at.increment(error)) {
        if (named.contains(at->path().filename().string())) continue;
        auto written = std::chrono::file_clock::to_sys(at->last_write_time(error));
        if (error || std::chrono::time_point_cast<Instant::duration>(written) >= before) continue;
        std::filesystem::remove(at->path(), error);
    }
    if (!error) return {};
    return Failure{Kind::unavailable,
                   "Files of people's tags cannot be removed: " + error.message(),
                   folder_.string()};
}

} // namespace vienreiz::distribution
