// What distribution holds while the node runs, made when the node starts.
#pragma once

#include "capabilities/distribution/grants.hpp"
#include "capabilities/distribution/publications.hpp"

namespace vienreiz::distribution {

struct Desk {
    explicit Desk(platform::Node& node)
        : uploads(node.folder("uploads")), versions(node.folder("versions")), grants(node, versions), publications(node, uploads, versions) {}
    Uploads uploads;
    Versions versions;
    Grants grants;
    Publications publications;
};

} // namespace vienreiz::distribution
