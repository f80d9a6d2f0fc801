// The root journal: its entries are the checkpoints of the node's other journals, each as its journal signed it
// (Ed25519). So whoever cosigns or time-stamps the root does it for all of them, and one file proves an entry of any
// of them by the root's checkpoint alone: an anchored receipt (journal/receipt.hpp).
//
// Operation    anchor() enters the newest checkpoint of every journal that has grown since its last one, whichever node
//              of a cluster entered that. (Two may enter the same at once: then it stands there twice.)
// Concurrency  anchor() by one thread; the rest by any.
// Kept         of each journal the anchors from the newest that is final on. When a node starts it looks for them at
//              the root's end; a journal whose last anchor lies further back is anchored once more.
#pragma once

#include "journal/journal.hpp"
#include "journal/receipt.hpp"
#include "witness/witnessing.hpp"

#include <deque>
#include <map>
#include <mutex>

namespace vienreiz::platform {

class RootJournal {
public:
    struct Anchor {
        journal::Index index; // in the root
        std::uint64_t size;   // of the journal that is anchored
        std::string note;     // its checkpoint: the entry
    };
    // Kind::corrupt when one of the others is shorter than it was when it was anchored.
    static Result<std::unique_ptr<RootJournal>> begin(journal::Journal& root,
                                                      std::vector<journal::Journal*> others);

    // `final_size`: how much of the root is final; older anchors than the newest of those are forgotten.
    Outcome anchor(std::uint64_t final_size);
    // An entry proved by the root's final checkpoint. Kind::unavailable until it is anchored under it.
    [[nodiscard]] Result<std::string> receipt(const journal::Journal& other, journal::Index index,
                                              const witness::Final& final_one) const;

private:
    RootJournal(journal::Journal& root, std::vector<journal::Journal*> others)
        : root_(root), others_(std::move(others)) {}
    Outcome find_newest();
    Outcome hear(journal::Index from);
    [[nodiscard]] std::optional<Anchor> newest(std::string_view origin,
                                               std::uint64_t root_size) const;
    void remember(const std::string& origin, Anchor anchor);
    void forget_before(std::uint64_t final_size);

    journal::Journal& root_;
    std::vector<journal::Journal*> others_;
    journal::Index heard_ = 0; // of the root's entries; of whoever anchors
    mutable std::mutex mutex_;
    std::map<std::string, std::deque<Anchor>, std::less<>> anchors_; // by origin, oldest first
};

} // namespace vienreiz::platform
