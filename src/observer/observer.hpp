// Mirrors one journal into a folder (observer/folder.hpp), and gives out of it only what is proved.
//
// Operation    round() asks for the newest checkpoint. If those sign it whom the policy names, and
//              its tree begins with the one that is held, all that is new is fetched and proved
//              (observer/catching_up.hpp), made durable, and shown. Otherwise nothing is changed,
//              and the failure says why.
// Concurrency  round() by one thread; the rest by any.
// Limits       a journal of limits::journal_entries.
#pragma once

#include "journal/contradiction.hpp"
#include "observer/catching_up.hpp"

namespace vienreiz::observer {

// What is shown: durable, and proved when it was written.
struct Shown {
    std::string note;
    journal::Checkpoint checkpoint;
    std::shared_ptr<const journal::RightEdge> edge;
    std::uint64_t bundles = all_bundles; // the first one that the journal has withheld
};

class Observer {
public:
    struct Options {
        std::shared_ptr<journal::Disk> disk;
        std::filesystem::path folder;
        journal::Policy policy; // whose checkpoints hold
        Progress progress{};
    };
    // Kind::conflict when another program keeps the folder; forbidden or invalid when the policy
    // does not hold for the checkpoint that is kept there.
    static Result<std::unique_ptr<Observer>> open(Options options, journal::Fetch origin);

    struct Round {
        std::uint64_t before, size; // entries shown
        std::string withheld;       // why the journal does not show its entries to us; or empty
    };
    // Kind::conflict: the journal has shrunk, is another, or contradicts itself; the file named in
    // `where` has the proof.
    Result<Round> round();

    [[nodiscard]] std::shared_ptr<const Shown> shown() const; // nothing yet: null
    // Whether the journal was ever seen to contradict itself: the file with the proof, or empty.
    [[nodiscard]] std::string contradiction() const;

    // As published, proved. Kind::missing beyond the tree; forbidden for entries that are withheld;
    // corrupt when it is damaged here: then mended() fetches it, and the tiles above it, again.
    [[nodiscard]] Result<Bytes> tile(const journal::TileName& name) const;
    [[nodiscard]] Result<Bytes> mended(const journal::TileName& name) const;

private:
    struct Signed {
        std::string note;
        journal::Checkpoint checkpoint;
    };
    Observer(Options options, journal::Fetch origin)
        : options_(std::move(options)), origin_(std::move(origin)) {}

    Outcome read_held();
    Result<Signed> verified(std::string note) const;
    // The steps of round().
    [[nodiscard]] Result<Signed> newest() const;
    [[nodiscard]] Outcome is_of_this_journal(const Signed& next) const;
    Outcome has_not_gone_back(const Signed& next);
    [[nodiscard]] Result<std::shared_ptr<const journal::RightEdge>>
    right_edge(const Signed& next) const;
    Outcome continues_what_is_held(const Signed& next,
                                   const std::shared_ptr<const journal::RightEdge>& edge);
    Outcome keep_pending(const Signed& next);
    Result<CatchingUp::Bundles> catch_up(const std::shared_ptr<const journal::RightEdge>& edge);
    Outcome show(Signed next, std::shared_ptr<const journal::RightEdge> edge,
                 std::uint64_t bundles);

    Failure shrunk(const Signed& earlier, const Signed& next);
    Failure contradicts(journal::Contradiction contradiction);
    Outcome forget_tried();
    Outcome forget_partials(std::uint64_t size);
    Outcome keep_withheld(std::uint64_t bundles);
    [[nodiscard]] Result<journal::TileName> named(const Shown& now,
                                                  const journal::TileName& name) const;

    Options options_;
    journal::Fetch origin_;
    std::unique_ptr<Folder> folder_;
    std::optional<Signed> held_, pending_;
    std::uint64_t bundles_ = all_bundles; // the first one withheld, as the folder has it
    mutable std::mutex mutex_;
    std::shared_ptr<const Shown> shown_; // under mutex_
    std::string contradiction_;          // under mutex_
};

} // namespace vienreiz::observer
