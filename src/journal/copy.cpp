// A copy of a journal's folder, taken while a program may be appending to it.
//
//   1  Read `checkpoint`, then `head`: the tree to be copied. It was acknowledged, so its batches are durable and will
//      never change. (Read in this order, what was shown is never larger than what is copied.)
//   2  Copy the segments up to the batch that made that tree, and no byte further: behind it another batch may be half
//      written.
//   3  Copy the side files as they are. They are written before a head is, so they reach that far; what stands behind
//      is written again by whoever appends to the copy.
//   4  Write `identity`, `checkpoint` and `head` of the copy.
//
// After a power cut `head` may be older than the segments until the journal is opened again: back up a node that has
// started since.
#include "base/limits.hpp"
#include "journal/recovery.hpp"
#include "journal/segments.hpp"

#include <algorithm>
#include <thread>

namespace vienreiz::journal {
namespace copying {

constexpr std::size_t chunk = 8 * limits::MiB;

Outcome copy_bytes(File& from, File& to, std::uint64_t size) {
    for (std::uint64_t at = 0; at < size;) {
        auto some = TRY(from.read(at, std::min<std::uint64_t>(chunk, size - at)));
        if (some.empty())
            return Failure{Kind::corrupt, "A file of the journal is shorter than it was"};
        TRY(to.write(at, some));
        at += some.size();
    }
    return to.sync();
}

class Copy {
public:
    Copy(Disk& disk, const std::filesystem::path& from, const std::filesystem::path& to)
        : disk_(disk), from_(from), to_(to) {}

    Result<std::uint64_t> run() {
        TRY(disk_.make_folder(to_));
        auto checkpoint = TRY(read_if_there(disk_, from_ / checkpoint_file, limits::note_bytes));
        head_ = TRY(read_head());
        TRY(copy_segments());
        TRY(copy_side_files());
        TRY(write(identity_file,
                  TRY(read_whole(disk_, from_ / identity_file, limits::note_bytes))));
        if (checkpoint) TRY(write(checkpoint_file, *checkpoint));
        TRY(write(head_file, head_record(head_.size, head_.root)));
        TRY(disk_.sync_folder(to_));
        return head_.size;
    }

private:
    // It is written in one piece, but a reader may see half of the old and half of the new.
    Result<NotedHead> read_head() {
        using namespace std::chrono_literals;
        for (int tries = 0; tries < 100; ++tries) {
            auto content = TRY(read_whole(disk_, from_ / head_file, head_bytes));
            if (auto head = parse_head(content)) return *head;
            std::this_thread::sleep_for(1ms);
        }
        return Failure{Kind::unavailable,
                       "The journal's newest head cannot be read; start the node on it once",
                       (from_ / head_file).string()};
    }

    Outcome copy_segments() {
        auto segments = TRY(list_segments(disk_, from_));
        std::erase_if(segments, [&](Index first) { return first >= head_.size; });
        for (auto first : segments) {
            auto from = TRY(disk_.open_to_read(from_ / segment_name(first)));
            auto size = first == segments.back() ? TRY(end_in(first)) : TRY(from->size());
            auto to = TRY(disk_.open(to_ / segment_name(first)));
            TRY(copy_bytes(*from, *to, size));
        }
        return {};
    }

    // Where the batch ends that made the tree.
    Result<std::uint64_t> end_in(Index segment) {
        auto content = TRY(read_segment(disk_, from_, segment));
        for (std::uint64_t at = 0; at < content.size();) {
            auto batch = parse_batch_head(ByteView(content).subspan(at));
            if (!batch) break;
            at += batch->bytes();
            if (batch->first + batch->count < head_.size) continue;
            if (batch->first + batch->count == head_.size && batch->root_after == head_.root)
                return at;
            break;
        }
        return Failure{Kind::corrupt,
                       "The journal's entries are not those it was last known by: check it",
                       place(segment, 0)};
    }

    Outcome copy_side_files() {
        if (TRY(read_if_there(disk_, from_ / rebuilding_file, 0)))
            return {}; // full of holes; the copy makes its own
        for (const auto& name : TRY(disk_.list(from_))) {
            if (name != "positions" && !name.starts_with("hashes-")) continue;
            auto from = TRY(disk_.open_to_read(from_ / name));
            auto to = TRY(disk_.open(to_ / name));
            TRY(copy_bytes(*from, *to, TRY(from->size())));
        }
        return {};
    }

    Outcome write(std::string_view name, ByteView content) {
        return disk_.replace(to_ / name, content);
    }

    Disk& disk_;
    const std::filesystem::path &from_, &to_;
    NotedHead head_;
};

} // namespace copying

Result<std::uint64_t> copy_files(const std::filesystem::path& folder,
                                 const std::filesystem::path& to) {
    return copying::Copy(*real_disk(), folder, to).run();
}

} // namespace vienreiz::journal
