// What a reader would stumble over.
#pragma once

#include "tidy/sources.hpp"

#include <optional>

namespace vienreiz::tidy {

inline constexpr std::size_t longest_line = 120; // 100 is the aim
inline constexpr std::size_t aimed_line = 100;
inline constexpr std::size_t longest_file = 500;    // lines
inline constexpr std::size_t longest_function = 60; // lines, from brace to brace
inline constexpr std::size_t longest_readme = 80;   // lines, of the repository's README.md

Findings namespaces_opened(
    const Sources& sources); // `using namespace` at file scope of a .cpp of the product
// TRY behind another member in braces, which leaks that member when it leaves (base/result.hpp).
Findings tries_in_braces(const Sources& sources);
// A range-for over a view of a temporary, which is gone before the first round (C++23 mends that; g++ 12 has not).
Findings loops_over_temporaries(const Sources& sources);
Findings coroutines_outside_http(const Sources& sources);
Findings lines_over(const Sources& sources, std::size_t columns);
Findings files_over(const Sources& sources, std::size_t lines);
Findings functions_over(const Sources& sources,
                        std::size_t lines); // tables of cases in tests may be longer
// Files that clang-format would write otherwise; nothing when it is not installed.
std::optional<Findings> unformatted(const Sources& sources);
// Notes to oneself, and words that mean something only on the machine, or on the day, they were written.
Findings banned_words(const Sources& sources);
// Folders of src, and capabilities, that do not say what they are for.
Findings folders_without_readme(const std::filesystem::path& src);

} // namespace vienreiz::tidy
