// What makes a copy of a journal's folder while a program may be appending to it (top of copy.cpp): which files, and
// how much of each. Whoever copies that much of them, at any time later, has a whole journal.
#pragma once

#include "journal/disk.hpp"
#include "journal/tree.hpp"

namespace vienreiz::journal {

struct CopyPlan {
    struct Part {
        std::string name;
        std::uint64_t bytes; // from its beginning
    };
    struct Written {
        std::string name;
        Bytes content; // as it was when the plan was made
    };
    std::uint64_t entries = 0;      // that were acknowledged
    Hash root{};                    // of their tree
    std::vector<Part> segments{};   // so much of them never changes
    std::vector<Part> side_files{}; // a copy without them makes its own when it is opened
    std::vector<Written> written{};
};
// Kind::missing: there is no journal in this folder.
Result<CopyPlan> plan_copy(Disk& disk, const std::filesystem::path& folder);

} // namespace vienreiz::journal
