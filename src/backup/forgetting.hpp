// Runs whose time is over, and the pieces that no other run needs, go away. It takes the identity: which pieces a run
// needs stands in its manifest.
//
// In steps: the manifests of all runs that stay are read, so that nothing is removed if one cannot be; the runs go;
// then the pieces that no run needs, those of runs that were broken off among them. Interrupted anywhere, it leaves
// whole runs and perhaps pieces too many, which the next time removes.
#pragma once

#include "backup/restore.hpp"

namespace vienreiz::backup {

struct Forgotten {
    std::uint64_t runs = 0, pieces = 0;
};
// The runs whose names come before `before`, such as "2025-11-22" for those of earlier days. The newest always stays.
// Kind::forbidden, corrupt: a run that stays cannot be opened, named in Failure.where.
Result<Forgotten> forget_runs(StoreWriter& writer, std::string_view before,
                              std::span<const crypto::age::Identity> identities);

} // namespace vienreiz::backup
