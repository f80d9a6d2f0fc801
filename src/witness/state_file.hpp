// The file of a witness's state. It holds the newest checkpoint cosigned of each journal, and grows
// by those that follow, so that what is cosigned at once costs one write and one sync, however many
// journals there are:
//
//   vienreiz witness state 2
//   <length of the notes below, in bytes>
//   <length of a note in bytes>
//   <the note: a checkpoint with its journal's signatures>
//   ...
//   sha256 <hex, of the hash before (32 zeros: none) and of everything between the length and here>
//   <settled: a byte 6 and a newline>
//   <length>, <notes>, sha256, settled: what came next, and so on
//   <zeros: room for more>
//
// Adding     1  The length, the notes and the hash are written behind the last mark, and synced.
//            2  Then the mark is written. It is never synced: where it stands, what is before it
//               was durable.
//            When the file has become long, or a write has failed, the next one replaces it as a
//            whole with one such block and its mark, from what is kept in memory.
// Reading    A note of a journal takes the place of the one before. What begins after a mark and is
//            not whole was never acknowledged, and is passed over, unless another mark stands
//            behind it: then it was, and is damaged. No note holds the mark, for no note holds
//            control characters. The first block was never torn. If the last one is whole and has no
//            mark, the program stopped before it was synced, perhaps: it is kept, and the file is
//            written anew before anybody hears of it.
// Limits     limits::witness_state and limits::witness_changes. One thread at a time.
#pragma once

#include "crypto/hash.hpp"
#include "journal/disk.hpp"

#include <functional>

namespace vienreiz::witness {

class StateFile {
public:
    StateFile(std::shared_ptr<journal::Disk> disk, std::filesystem::path path)
        : disk_(std::move(disk)), path_(std::move(path)) {}

    // Perhaps: the last block is whole and bears no mark, so it may come from memory only.
    enum class Durable { yes, perhaps };
    // Its notes in order; `each` fails for one that is none. Kind::corrupt when it is damaged.
    Result<Durable> read(const std::function<Outcome(std::string_view note)>& each) const;

    // Whether so many bytes of counted notes may be added, or else the whole is to be written.
    [[nodiscard]] bool has_room_for(std::size_t notes) const;
    // Both are durable when they return. `notes`: counted, one after another (journal::add_counted).
    Outcome add(std::string_view notes);
    Outcome replace(std::string_view notes);

private:
    std::string block_of(std::string_view notes, crypto::Hash& hash) const;

    std::shared_ptr<journal::Disk> disk_;
    std::filesystem::path path_;
    std::unique_ptr<journal::File> file_; // none: only replace() may follow
    crypto::Hash hash_{};                 // of the last block
    std::uint64_t end_ = 0, room_ = 0;    // of the blocks, and of the file
    std::uint64_t added_ = 0;             // since it was replaced
};

} // namespace vienreiz::witness
