// A node of the program as shipped that was asked once, and what whoever asked it has kept.
#pragma once

#include "node/child_node.hpp"

namespace vienreiz::commands {

struct Demonstrated {
    std::filesystem::path folder; // for files of the tests too
    std::filesystem::path data;   // of the node, which has stopped
    std::string receipt, answer;  // of a look-up
    std::string policy;           // of the journal that recorded it
    std::string vkey, other_vkey; // of that journal, and of `main`
    std::string root_vkey;

    // Made once a run.
    static const Demonstrated& node();
};

// A file of that content for one test.
std::string file_with(const std::string& name, std::string_view content);

int code(Kind kind); // what the program ends with

} // namespace vienreiz::commands
