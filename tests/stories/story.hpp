// A story: behaviour as text that a lawyer can read. Its first line is its title; then one step a line; lines indented
// under a step are its text (a file, a body). Lines that begin with ">" explain.
//
//   # An ended agreement answers nobody
//   as the receiver's system
//   GET /api/datasets/transportlidzekli/rows/AB1234
//   expect 200
//   expect json {"numurs": "AB1234"}
//
// The steps are described in tests/stories/README.md.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace vienreiz::stories {

struct Step {
    std::size_t line = 0;
    std::string words; // as written
    std::string text;  // the lines under it, without their indentation; each ends with a line feed
};

struct Story {
    std::filesystem::path file;
    std::size_t line = 1;
    std::string title;
    std::vector<Step> steps;
};

// A file may hold several stories, each beginning with its title.
Result<std::vector<Story>> read_stories(const std::filesystem::path& file,
                                        std::string_view content);

} // namespace vienreiz::stories
