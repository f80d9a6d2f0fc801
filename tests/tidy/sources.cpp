#include "tidy/sources.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace vienreiz::tidy {
namespace {

constexpr std::string_view text_endings[] = {".cpp",   ".hpp", ".md", ".txt",  ".cmake",
                                             ".story", ".sh",  ".js", ".scss", ".po"};

bool is_text(const std::filesystem::path& file) {
    auto ending = file.extension().string();
    return ending.empty() || std::ranges::find(text_endings, ending) != std::end(text_endings);
}

std::string part(std::string_view path, std::size_t number) {
    for (; number > 0; --number) {
        auto slash = path.find('/');
        if (slash == path.npos) return "";
        path.remove_prefix(slash + 1);
    }
    auto slash = path.find('/');
    return slash == path.npos ? "" : std::string(path.substr(0, slash));
}

// Where a literal or a comment that starts at `at` ends; `at` itself when none starts there.
std::size_t end_of_quiet(std::string_view text, std::size_t at) {
    auto rest = text.substr(at);
    auto after = [&](std::string_view closing, std::size_t from) {
        auto end = text.find(closing, from);
        return end == text.npos ? text.size() : end + closing.size();
    };
    if (rest.starts_with("//")) return std::min(text.find('\n', at), text.size());
    if (rest.starts_with("/*")) return after("*/", at + 2);
    if (rest.starts_with("R\"")) {
        auto open = text.find('(', at);
        if (open == text.npos) return text.size();
        return after(")" + std::string(text.substr(at + 2, open - at - 2)) + "\"", open);
    }
    // An apostrophe between digits groups them.
    bool grouping = rest.starts_with('\'') && at > 0 &&
                    std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
    if ((!rest.starts_with('"') && !rest.starts_with('\'')) || grouping) return at;
    for (auto end = at + 1; end < text.size(); ++end) {
        if (text[end] == '\\')
            ++end;
        else if (text[end] == rest.front() || text[end] == '\n')
            return end + 1;
    }
    return text.size();
}

} // namespace

bool Source::is_test() const {
    return path.contains("_test.") || path.contains("_fuzz.") || path.starts_with("tests/") ||
           path.contains("/test_");
}

std::string Source::folder() const { return path.starts_with("src/") ? part(path, 1) : ""; }

std::string Source::capability() const { return folder() == "capabilities" ? part(path, 2) : ""; }

std::filesystem::path root() { return VIENREIZ_SOURCE_DIR; }

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Sources read_sources(const std::vector<std::string>& folders) {
    Sources out;
    auto add = [&](const std::filesystem::path& file) {
        out.push_back({std::filesystem::relative(file, root()).generic_string(), content_of(file)});
    };
    for (const auto& folder : folders) {
        auto at = root() / folder;
        if (std::filesystem::is_regular_file(at)) add(at);
        if (!std::filesystem::is_directory(at)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(at))
            if (entry.is_regular_file() && is_text(entry.path())) add(entry.path());
    }
    std::ranges::sort(out, {}, &Source::path);
    return out;
}

void each_line(const Source& source,
               const std::function<void(std::size_t, std::string_view)>& each) {
    std::string_view rest = source.text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        auto end = rest.find('\n');
        each(number, rest.substr(0, end));
        rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    }
}

std::string found(const Source& source, std::size_t line, std::string_view what) {
    return source.path + ":" + std::to_string(line) + ": " + std::string(what);
}

std::string code_only(std::string_view text) {
    std::string out(text);
    for (std::size_t at = 0; at < text.size();) {
        auto end = end_of_quiet(text, at);
        for (auto i = at; i < end; ++i)
            if (out[i] != '\n') out[i] = ' ';
        at = std::max(end, at + 1);
    }
    return out;
}

std::size_t columns(std::string_view line) {
    return static_cast<std::size_t>(std::ranges::count_if(
        line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace vienreiz::tidy
