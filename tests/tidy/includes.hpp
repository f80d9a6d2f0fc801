// The direction of includes, as docs/architecture.md draws it.
#pragma once

#include "tidy/sources.hpp"

#include <map>
#include <set>

namespace vienreiz::tidy {

struct Architecture {
    struct Folder {
        std::set<std::string> may_include, libraries;
    };
    std::map<std::string, Folder> folders;               // rows of the table
    std::set<std::pair<std::string, std::string>> edges; // "catalogue --> institutions"
};

Architecture read_architecture(std::string_view markdown);

// Every include of src that goes another way than the table, or between capabilities other than through api.hpp along
// an edge that is drawn.
Findings wrong_includes(const Sources& sources, const Architecture& architecture);
// Every library used in a folder whose row does not name it.
Findings foreign_libraries(const Sources& sources, const Architecture& architecture);
// Edges and rows that nothing in the code uses: a drawing must not promise what is not there.
Findings unused_edges(const Sources& sources, const Architecture& architecture);

} // namespace vienreiz::tidy
