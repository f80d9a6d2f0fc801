#include "backup/forgetting.hpp"

#include <algorithm>

namespace vienreiz::backup {

namespace forgetting {

Result<std::set<std::string>> needed_by(std::span<const std::string> runs, const Store& store,
                                        std::span<const crypto::age::Identity> identities) {
    std::set<std::string> out;
    for (const auto& run : runs) {
        auto manifest = TRY(read_run(store, run, identities));
        for (const auto& file : manifest.files) out.insert(file.pieces.begin(), file.pieces.end());
    }
    return out;
}

} // namespace forgetting

Result<Forgotten> forget_runs(StoreWriter& writer, std::string_view before,
                              std::span<const crypto::age::Identity> identities) {
    auto runs = TRY(writer.store().runs());
    Forgotten out;
    while (out.runs + 1 < runs.size() && runs[out.runs] < before) ++out.runs;
    auto gone = std::span(runs).first(out.runs), stay = std::span(runs).subspan(out.runs);
    auto needed = TRY(forgetting::needed_by(stay, writer.store(), identities));
    for (const auto& run : gone) TRY(writer.remove_run(run));
    auto pieces = writer.pieces(); // as they are before any is removed
    for (const auto& piece : pieces) {
        if (needed.contains(piece)) continue;
        TRY(writer.remove_piece(piece));
        ++out.pieces;
    }
    return out;
}

} // namespace vienreiz::backup
