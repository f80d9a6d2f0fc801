// What must hold from one batch to the next, whoever asks: opening, rebuilding and checking a
// journal take in the same batches the same way.
#pragma once

#include "journal/batch.hpp"
#include "journal/checkpoint.hpp"
#include "journal/side_files.hpp"

namespace vienreiz::journal {

// The state of a journal after some batch.
struct Chain {
    Edge edge;
    Hash root = empty_root(); // of the edge
    // The digest of that batch's head; unknown when reading began behind it.
    std::optional<Hash> link = Hash{};

    // Takes in the next batch and adds it to `addition`; `offset` is where it stands in its
    // segment. Kind::corrupt when it does not follow, or its roots are not those its entries make;
    // the chain is then as it was.
    Outcome follow(const Batch& batch, std::uint64_t offset, SideAddition& addition);
};

// The text of the checkpoint of a tree.
std::string head_text(std::string_view origin, std::uint64_t size, const Hash& root);

} // namespace vienreiz::journal
