#include "validator/validator.hpp"

#include "base/limits.hpp"
#include "journal/batch.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

namespace vienreiz::validator {
namespace {

Failure another_tree() {
    return {Kind::conflict, "This is not the tree whose entries were judged here before"};
}

Result<std::unique_ptr<journal::Journal>> copy_in(const Options& options) {
    // Another origin: what we sign is ours.
    return platform::open_journal(
        {options.folder / "copy", options.folder / "copy.pem", options.folder / "copy.ml-dsa.pem"},
        "copy-of/" + options.origin, options.disk);
}

} // namespace

Validator::Validator(Options options, std::unique_ptr<journal::Journal> copy,
                     std::unique_ptr<store::Store> state)
    : options_(std::move(options)), copy_(std::move(copy)),
      validation_(std::move(state), options_.capabilities) {}

Result<std::unique_ptr<Validator>> Validator::open(Options options) {
    TRY(options.disk->make_folder(options.folder));
    auto copy = TRY(copy_in(options));
    auto state = TRY(store::lmdb_store(options.folder / "state"));
    std::unique_ptr<Validator> out(
        new Validator(std::move(options), std::move(copy), std::move(state)));
    TRY(out->validation_.catch_up(*out->copy_));
    return out;
}

Outcome Validator::judge(const journal::Checkpoint& checkpoint) {
    std::lock_guard hold(mutex_);
    check(checkpoint.origin == options_.origin, "only one journal is judged here");
    // What was kept and could not be applied then, as on a full disk.
    if (validation_.position() != copy_->size()) TRY(validation_.catch_up(*copy_));
    if (checkpoint.size <= copy_->size()) return stands_below_ours(checkpoint);
    auto get = [this](const journal::TileName& name) {
        return journal::fetch_tile(options_.fetch, name);
    };
    auto edge = TRY(journal::RightEdge::of(checkpoint.size, checkpoint.root, get));
    journal::ProvedTree tree(std::make_shared<const journal::RightEdge>(std::move(edge)), get);
    TRY(begins_with_ours(tree));
    return judge_new(tree);
}

Outcome Validator::stands_below_ours(const journal::Checkpoint& checkpoint) const {
    auto ours = TRY(journal::checkpoint_in(copy_->checkpoint()));
    if (checkpoint.size == 0 || checkpoint.size == ours.size) {
        auto root = checkpoint.size == 0 ? journal::empty_root() : ours.root;
        if (checkpoint.root != root) return another_tree();
        return {};
    }
    auto proof = TRY(copy_->consistency(checkpoint.size, ours.size));
    if (!journal::verify_consistency({.old_size = checkpoint.size,
                                      .size = ours.size,
                                      .old_root = checkpoint.root,
                                      .root = ours.root},
                                     proof))
        return another_tree();
    return {};
}

Outcome Validator::begins_with_ours(journal::ProvedTree& tree) const {
    if (copy_->size() == 0) return {};
    auto ours = TRY(journal::checkpoint_in(copy_->checkpoint()));
    auto proof = TRY(journal::consistency_proof(
        ours.size, tree.edge().size(), [&](journal::Node node) { return tree.node(node); }));
    if (!journal::verify_consistency({.old_size = ours.size,
                                      .size = tree.edge().size(),
                                      .old_root = ours.root,
                                      .root = tree.edge().root()},
                                     proof))
        return another_tree();
    return {};
}

bool Validator::Some::is_enough() const {
    return entries.size() >= limits::journal_batch_entries ||
           bytes >= limits::journal_batch_bytes / 2;
}

Outcome Validator::judge_some(Some& some) {
    auto judged = TRY(validation_.judge(some.entries, options_.clock->now(),
                                        [this](std::span<const std::string_view> right) -> Outcome {
                                            TRY(copy_->append(right));
                                            return {};
                                        }));
    some.entries.erase(some.entries.begin(),
                       some.entries.begin() + static_cast<std::ptrdiff_t>(judged));
    if (some.entries.empty()) some.bundles.clear();
    some.bytes = 0;
    return {};
}

Outcome Validator::judge_new(journal::ProvedTree& tree) {
    auto size = tree.edge().size();
    auto number = copy_->size() / journal::tile_width;
    auto skipped = copy_->size() % journal::tile_width;
    Some some;
    for (; number * journal::tile_width < size; ++number) {
        // A portion may end within it: it is read on, and held here.
        auto bundle = std::make_shared<const Bytes>(TRY(tree.bundle(number)));
        some.bundles.push_back(bundle);
        journal::EntryReader reader(*bundle);
        while (!reader.done()) {
            auto entry = TRY(reader.next());
            if (skipped > 0) {
                --skipped;
                continue;
            }
            if (some.bundles.empty()) some.bundles.push_back(bundle);
            some.entries.push_back(entry);
            some.bytes += entry.size();
            if (some.is_enough()) TRY(judge_some(some));
        }
    }
    TRY(judge_some(some));
    if (some.entries.empty()) return {};
    return Failure{
        Kind::forbidden,
        fmt::format("The decision that entry {} is part of goes on behind the checkpoint",
                    copy_->size())};
}

} // namespace vienreiz::validator
