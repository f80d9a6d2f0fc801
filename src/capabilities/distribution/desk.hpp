// What distribution holds while the node runs, made when the node starts.
#pragma once

#include "capabilities/distribution/changes.hpp"
#include "capabilities/distribution/publications.hpp"

namespace vienreiz::distribution {

struct Desk {
    explicit Desk(platform::Node& node)
        : uploads(node.folder("uploads")), versions(node), grants(node, versions),
          changes(node, versions, grants), publications(node, uploads, versions) {}
    // Begins with the versions there are, so that a node that has just started can answer.
    Outcome follow_other_nodes();
    Uploads uploads;
    Versions versions;
    Grants grants;
    Changes changes;
    Publications publications;
    std::optional<platform::Workers>
        bringing; // its own: a long version must not hold up other work
};

// Uploads and publications belong to the institution that began them.
Result<Upload> own_upload(const Desk& desk, const platform::Ask& ask, std::string_view id);
Result<Upload> own_upload(const Desk& desk, const platform::Ask& ask); // by {upload} of the path
Outcome may_see(const Desk& desk, const platform::Ask& ask, const Publication& publication);
// The description drafted from an upload's file: found out once (it takes a pass over the file), then kept beside it
// until somebody says that the file is written otherwise.
Result<catalogue::DraftedDataset> drafted_from(const Desk& desk, const Upload& upload,
                                               const table::WrittenAs& said = {});

} // namespace vienreiz::distribution
