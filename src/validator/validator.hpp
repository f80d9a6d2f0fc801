// Holds the judged entries of one journal, and judges those that a new checkpoint adds.
//
// The folder
//
//   copy/        the judged entries: a journal of our own (journal/journal.hpp) under another origin
//   copy.pem, copy.ml-dsa.pem   its keys
//   state/       the views that follow from them
#pragma once

#include "journal/checkpoint.hpp"
#include "journal/static_log.hpp"
#include "platform/validation.hpp"

#include <filesystem>
#include <mutex>

namespace vienreiz::validator {

struct Options {
    std::filesystem::path folder;
    std::shared_ptr<journal::Disk> disk;
    std::string origin;                                 // of the journal that is judged
    journal::Fetch fetch;                               // its tiles and bundles
    std::span<const platform::Capability> capabilities; // whose rules they are; outlive this
    std::shared_ptr<const Clock> clock = system_clock();
};

class Validator {
public:
    static Result<std::unique_ptr<Validator>> open(Options options);

    [[nodiscard]] const std::string& origin() const { return options_.origin; }
    // Whether every entry under this checkpoint is judged and right; fetches and judges what is new. Blocks.
    // Kind::forbidden when an entry is against the rules, Kind::conflict when the tree is not the one that was judged
    // before, Kind::unavailable when entries cannot be had for now.
    Outcome judge(const journal::Checkpoint& checkpoint);
    [[nodiscard]] std::uint64_t judged() const { return copy_->size(); }

private:
    Validator(Options options, std::unique_ptr<journal::Journal> copy,
              std::unique_ptr<store::Store> state);
    [[nodiscard]] Outcome begins_with_ours(journal::ProvedTree& tree) const;
    [[nodiscard]] Outcome stands_below_ours(const journal::Checkpoint& checkpoint) const;
    Outcome judge_new(journal::ProvedTree& tree);
    // What fits into one batch of the copy.
    struct Some {
        std::vector<std::shared_ptr<const Bytes>> bundles{};
        std::vector<std::string_view> entries{}; // in the bundles
        std::size_t bytes = 0;
        [[nodiscard]] bool is_enough() const;
    };
    Outcome judge_some(Some& some);

    Options options_;
    std::mutex mutex_;
    std::unique_ptr<journal::Journal> copy_;
    platform::Validation validation_;
};

} // namespace vienreiz::validator
