// What distribution holds while the node runs, made when the node starts.
#pragma once

#include "capabilities/distribution/changes.hpp"
#include "capabilities/distribution/downloads.hpp"
#include "capabilities/distribution/extracts.hpp"
#include "capabilities/distribution/people_file.hpp"
#include "capabilities/distribution/publications.hpp"

namespace vienreiz::distribution {

struct Desk {
    explicit Desk(platform::Node& node)
        : uploads(node.folder("uploads")), versions(node), grants(node, versions),
          changes(node, versions, grants), publications(node, uploads, versions),
          people(node.folder("people")),
          extracts(node.folder("extracts"), node.options.extracts_bytes) {}
    // Begins with the versions there are, so that a node that has just started can answer.
    Outcome follow_other_nodes();
    Uploads uploads;
    Versions versions;
    Grants grants;
    Changes changes;
    Publications publications;
    PeopleFiles people;
    std::shared_ptr<Downloads> downloads = std::make_shared<Downloads>();
    std::optional<platform::Workers>
        bringing;      // its own: a long version must not hold up other work
    Extracts extracts; // last: who waits for one is answered while the rest is there
};

// A capability is one value, made before the node is: its routes look here for the desk.
using DeskSlot = std::shared_ptr<std::unique_ptr<Desk>>;
using Endpoints = std::vector<platform::Endpoint>;
inline platform::Read with(const DeskSlot& desk,
                           Result<platform::Found> (*handler)(Desk&, const platform::Ask&)) {
    return [desk, handler](platform::Ask& ask) { return handler(**desk, ask); };
}

// Uploads and publications belong to the institution that began them.
Result<Upload> own_upload(const Desk& desk, const platform::Ask& ask, std::string_view id);
Result<Upload> own_upload(const Desk& desk, const platform::Ask& ask); // by {upload} of the path
Outcome may_see(const Desk& desk, const platform::Ask& ask, const Publication& publication);
// The description drafted from an upload's file: found out once (it takes a pass over the file), then kept beside it
// until somebody says that the file is written otherwise.
Result<catalogue::DraftedDataset> drafted_from(const Desk& desk, const Upload& upload,
                                               const table::WrittenAs& said = {});

} // namespace vienreiz::distribution
