// A copy of a journal's folder, taken while a program may be appending to it.
//
//   1  Read `checkpoint`, then `head`: the tree to be copied. It was acknowledged, so its batches are durable and will
//      never change. (Read in this order, what was shown is never larger than what is copied.)
//   2  Copy the segments up to the batch that made that tree, and no byte further: behind it another batch may be half
//      written.
//   3  Copy the side files as they are. They are written before a head is, so they reach that far; what stands behind
//      is written again by whoever appends to the copy.
//   4  Write `identity`, `rotations`, `checkpoint`, `minimum-index` and `head` of the copy.
//
// After a power cut `head` may be older than the segments until the journal is opened again: back up a node that has
// started since.
#include "journal/copy.hpp"

#include "base/limits.hpp"
#include "journal/recovery.hpp"
#include "journal/rotation.hpp"
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

class Plan {
public:
    Plan(Disk& disk, const std::filesystem::path& from) : disk_(disk), from_(from) {}

    Result<CopyPlan> made() {
        auto checkpoint = TRY(read_if_there(disk_, from_ / checkpoint_file, limits::note_bytes));
        auto head = TRY(read_head());
        plan_.entries = head.size;
        plan_.root = head.root;
        TRY(plan_segments());
        TRY(plan_side_files());
        auto identity = TRY(read_whole(disk_, from_ / identity_file, limits::note_bytes));
        write(identity_file, std::move(identity));
        // After that, for a rotation states first and then changes it.
        auto rotations = TRY(read_if_there(disk_, from_ / rotations_file, limits::note_bytes));
        if (rotations) write(rotations_file, std::move(*rotations));
        if (checkpoint) write(checkpoint_file, std::move(*checkpoint));
        auto minimum = TRY(read_if_there(disk_, from_ / minimum_index_file, limits::note_bytes));
        if (minimum) write(minimum_index_file, std::move(*minimum));
        auto record = head_record(head.size, head.root);
        write(head_file, Bytes(record.begin(), record.end()));
        return std::move(plan_);
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

    Outcome plan_segments() {
        auto segments = TRY(list_segments(disk_, from_));
        std::erase_if(segments, [&](Index first) { return first >= plan_.entries; });
        for (auto first : segments) {
            auto from = TRY(disk_.open_to_read(from_ / segment_name(first)));
            auto size = first == segments.back() ? TRY(end_in(first)) : TRY(from->size());
            plan_.segments.push_back({segment_name(first), size});
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
            if (batch->first + batch->count < plan_.entries) continue;
            if (batch->first + batch->count == plan_.entries && batch->root_after == plan_.root)
                return at;
            break;
        }
        return Failure{Kind::corrupt,
                       "The journal's entries are not those it was last known by: check it",
                       place(segment, 0)};
    }

    Outcome plan_side_files() {
        if (TRY(read_if_there(disk_, from_ / rebuilding_file, 0)))
            return {}; // full of holes; the copy makes its own
        for (const auto& name : TRY(disk_.list(from_))) {
            if (name != "positions" && !name.starts_with("hashes-")) continue;
            auto from = TRY(disk_.open_to_read(from_ / name));
            auto size = TRY(from->size());
            plan_.side_files.push_back({name, size});
        }
        return {};
    }

    void write(std::string_view name, Bytes content) {
        plan_.written.push_back({std::string(name), std::move(content)});
    }

    Disk& disk_;
    const std::filesystem::path& from_;
    CopyPlan plan_;
};

} // namespace copying

Result<CopyPlan> plan_copy(Disk& disk, const std::filesystem::path& folder) {
    return copying::Plan(disk, folder).made();
}

Result<std::uint64_t> copy_files(const std::filesystem::path& folder,
                                 const std::filesystem::path& to) {
    auto disk = real_disk();
    TRY(disk->make_folder(to));
    auto plan = TRY(plan_copy(*disk, folder));
    for (const auto* parts : {&plan.segments, &plan.side_files}) {
        for (const auto& part : *parts) {
            auto in = TRY(disk->open_to_read(folder / part.name));
            auto out = TRY(disk->open(to / part.name));
            TRY(copying::copy_bytes(*in, *out, part.bytes));
        }
    }
    for (const auto& [name, content] : plan.written) TRY(disk->replace(to / name, content));
    TRY(disk->sync_folder(to));
    return plan.entries;
}

} // namespace vienreiz::journal
