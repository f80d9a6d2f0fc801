#include "backup/proof.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace vienreiz::backup {

Result<journal::Health>
check_kept(const std::filesystem::path& folder, const KeptJournal& kept,
           const std::function<void(std::uint64_t done, std::uint64_t of)>& progress,
           const journal::OwnKey* own) {
    auto vkeys = TRY(journal::vkeys_in(folder));
    auto health = TRY(journal::check_files(folder, vkeys.front(), progress, own));
    if (health.entries == kept.entries && health.root == kept.root) return health;
    return Failure{Kind::corrupt,
                   fmt::format("The restored journal {} is not the one that was backed up: it has "
                               "{} entries under the root {}, and had {} under {}",
                               kept.name, grouped(health.entries), health.root,
                               grouped(kept.entries), kept.root),
                   folder.string()};
}

Result<std::uint64_t> entries_missing_for(const std::filesystem::path& folder,
                                          const KeptJournal& kept,
                                          const journal::Checkpoint& checkpoint) {
    if (checkpoint.origin != kept.origin)
        return Failure{Kind::conflict,
                       fmt::format("This checkpoint is of {}, and the journal is {}",
                                   checkpoint.origin, kept.origin)};
    if (checkpoint.size > kept.entries) return checkpoint.size - kept.entries;
    journal::Edge edge;
    TRY(journal::read_files(folder, [&](journal::Index index, std::string_view entry) -> Outcome {
        if (index < checkpoint.size) edge.append(journal::leaf_hash(bytes(entry)));
        return {};
    }));
    if (edge.size() == checkpoint.size && edge.root() == checkpoint.root) return std::uint64_t{0};
    return Failure{Kind::corrupt,
                   fmt::format("The restored journal {} is another history than this checkpoint of "
                               "{} entries",
                               kept.name, grouped(checkpoint.size)),
                   folder.string()};
}

} // namespace vienreiz::backup
