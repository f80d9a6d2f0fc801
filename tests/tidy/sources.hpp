// The repository's own text, as the checks of style read it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vienreiz::tidy {

struct Source {
    std::string path; // from the repository's root: "src/base/text.hpp"
    std::string text;

    [[nodiscard]] bool is_code() const { return path.ends_with(".cpp") || path.ends_with(".hpp"); }
    [[nodiscard]] bool is_test() const;       // may use the libraries of tests
    [[nodiscard]] std::string folder() const; // "base" of src/base/text.hpp; empty outside src
    [[nodiscard]] std::string
    capability() const; // "catalogue" of src/capabilities/catalogue/model.hpp
};

using Sources = std::vector<Source>;
using Findings = std::vector<std::string>; // "src/base/text.hpp:12: what is wrong"

std::filesystem::path root();
std::string content_of(const std::filesystem::path& file);
// Every text file under the folders (or a file itself), in order.
Sources read_sources(const std::vector<std::string>& folders);

// Calls `each` with every line and its number from 1.
void each_line(const Source& source,
               const std::function<void(std::size_t, std::string_view)>& each);
std::string found(const Source& source, std::size_t line, std::string_view what);
// The same text with comments and what stands in quotes turned into spaces, so that braces and words count only as code.
std::string code_only(std::string_view text);
// Characters, not bytes.
std::size_t columns(std::string_view line);

} // namespace vienreiz::tidy
