// A place in the changes of a dataset: to go on behind it. Opaque to callers; it says no more than where they stand,
// and is bound to its dataset by a checksum.
#pragma once

#include "base/result.hpp"
#include "capabilities/catalogue/api.hpp"
#include "store/version_changes.hpp"

namespace vienreiz::distribution {

struct Cursor {
    std::uint64_t version = 0; // all its changes are known
    // On the way to this one; 0 at the end of a version.
    std::uint64_t to = 0;
    // How: through the list of one version's changes, of which so many are known; or through two versions side by side.
    enum class Way : std::uint8_t { listed, merged };
    Way way = Way::listed;
    std::uint64_t known = 0;
    store::VersionMerge::Place place{};
    bool operator==(const Cursor&) const = default;
};

std::string text_of(const Cursor& cursor, const DatasetId& dataset);
// Or the number of a version, whose rows are known. Kind::invalid.
Result<Cursor> cursor_from(std::string_view text, const DatasetId& dataset);

} // namespace vienreiz::distribution
