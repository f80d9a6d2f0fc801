#include "tidy/includes.hpp"

#include <array>
#include <optional>
#include <utility>

namespace vienreiz::tidy {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '`')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '`' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string> pieces(std::string_view text, std::string_view at) {
    std::vector<std::string> out;
    for (;;) {
        auto end = text.find(at);
        if (auto piece = trimmed(text.substr(0, end)); !piece.empty() || at == "|")
            out.emplace_back(piece);
        if (end == text.npos) return out;
        text.remove_prefix(end + at.size());
    }
}

void read_row(Architecture& out, std::string_view line) {
    auto cells = pieces(line, "|"); // the first and the last are empty
    if (cells.size() != 6 || cells[1] == "folder" || cells[1].starts_with("-")) return;
    Architecture::Folder folder;
    for (auto& name : pieces(cells[3], ",")) folder.may_include.insert(name);
    for (auto& name : pieces(cells[4], ",")) folder.libraries.insert(name);
    out.folders[cells[1]] = std::move(folder);
}

struct Include {
    std::size_t line;
    std::string file;
    bool ours; // in quotes
};

std::vector<Include> includes_of(const Source& source) {
    std::vector<Include> out;
    each_line(source, [&](std::size_t number, std::string_view line) {
        constexpr std::string_view directive = "#include ";
        if (!line.starts_with(directive)) return;
        auto rest = line.substr(directive.size());
        auto end = rest.find_first_of(">\"", 1);
        if (end == rest.npos) return;
        out.push_back({number, std::string(rest.substr(1, end - 1)), rest.front() == '"'});
    });
    return out;
}

// "capabilities/catalogue/api.hpp" split at the first two slashes.
struct Target {
    std::string folder, capability, rest;
};
Target target_of(const std::string& file) {
    auto parts = pieces(file, "/");
    if (parts.size() < 2) return {};
    if (parts[0] != "capabilities" || parts.size() < 3) return {parts[0], "", parts[1]};
    return {parts[0], parts[1], parts[2]};
}

std::optional<std::string> objection(const Source& source, const Include& include,
                                     const Architecture& architecture) {
    auto from = source.folder();
    auto to = target_of(include.file);
    if (to.folder.empty()) return "includes of ours begin with their folder: \"base/text.hpp\"";
    auto row = architecture.folders.find(from);
    if (row == architecture.folders.end())
        return "docs/architecture.md has no row for the folder " + from;
    if (from != to.folder && !row->second.may_include.contains(to.folder))
        return from + " may not include " + to.folder;
    auto capability = source.capability();
    if (capability.empty() || to.capability.empty() || capability == to.capability) return {};
    if (to.rest != "api.hpp")
        return capability + " asks " + to.capability + " through its api.hpp only";
    if (!architecture.edges.contains({capability, to.capability}))
        return "docs/architecture.md draws no edge " + capability + " --> " + to.capability;
    return {};
}

// ---- libraries -----------------------------------------------------------------------------------

enum class Belongs { everywhere, tests, library, nowhere };
struct Library {
    Belongs belongs;
    std::string_view name;
};

// By the beginning of the header's name.
constexpr auto libraries = std::to_array<std::pair<std::string_view, Library>>({
    {"fmt/", {Belongs::everywhere, "fmt"}},
    {"boost/json", {Belongs::everywhere, "JSON"}},
    {"boost/describe", {Belongs::everywhere, "Describe"}},
    {"boost/mp11", {Belongs::everywhere, "Mp11"}},
    {"boost/asio", {Belongs::library, "Asio"}},
    {"boost/beast", {Belongs::library, "Beast"}},
    {"openssl/", {Belongs::library, "OpenSSL"}},
    {"lmdb.h", {Belongs::library, "LMDB"}},
    {"zlib.h", {Belongs::library, "zlib"}},
    {"zstd.h", {Belongs::library, "zstd"}},
    {"CLI/", {Belongs::library, "CLI11"}},
    {"toml++/", {Belongs::library, "toml++"}},
    {"libxml/", {Belongs::library, "libxml2"}},
    {"libpq", {Belongs::library, "libpq"}},
    {"xapian", {Belongs::library, "Xapian"}},
    {"simdjson", {Belongs::library, "simdjson"}},
    {"gtest/", {Belongs::tests, "GoogleTest"}},
    {"gmock/", {Belongs::tests, "GoogleTest"}},
    {"rapidcheck", {Belongs::tests, "rapidcheck"}},
});

// The operating system's and the compiler's own headers, which end in .h as libraries' do.
constexpr auto system_headers = std::to_array<std::string_view>({
    "sys/",
    "netinet/",
    "arpa/",
    "linux/",
    "malloc.h",
    "unistd.h",
    "fcntl.h",
    "netdb.h",
    "poll.h",
    "dirent.h",
    "signal.h",
    "pthread.h",
    "pwd.h",
    "sched.h",
    "termios.h",
    "emmintrin.h",
    "immintrin.h",
});

Library library_of(std::string_view header) {
    for (const auto& [beginning, library] : libraries)
        if (header.starts_with(beginning)) return library;
    for (auto beginning : system_headers)
        if (header.starts_with(beginning)) return {Belongs::everywhere, "the system"};
    // The standard's headers are plain words.
    if (header.find_first_of("/.") == header.npos) return {Belongs::everywhere, "the standard"};
    return {Belongs::nowhere, header};
}

} // namespace

Architecture read_architecture(std::string_view markdown) {
    Architecture out;
    Source document{"docs/architecture.md", std::string(markdown)};
    bool drawing = false;
    each_line(document, [&](std::size_t, std::string_view line) {
        if (line.starts_with("```")) drawing = line == "```mermaid";
        if (line.starts_with('|')) read_row(out, line);
        if (auto arrow = line.find("-->"); drawing && arrow != line.npos)
            out.edges.emplace(trimmed(line.substr(0, arrow)), trimmed(line.substr(arrow + 3)));
    });
    return out;
}

Findings wrong_includes(const Sources& sources, const Architecture& architecture) {
    Findings out;
    for (const auto& source : sources)
        for (const auto& include : includes_of(source))
            if (include.ours)
                if (auto why = objection(source, include, architecture))
                    out.push_back(found(source, include.line, *why));
    return out;
}

Findings foreign_libraries(const Sources& sources, const Architecture& architecture) {
    Findings out;
    // A header that only tests include is part of the tests.
    std::set<std::string> of_product;
    for (const auto& source : sources)
        if (!source.is_test())
            for (const auto& include : includes_of(source))
                of_product.insert("src/" + include.file);
    for (const auto& source : sources)
        for (const auto& include : includes_of(source)) {
            if (include.ours) continue;
            auto library = library_of(include.file);
            auto row = architecture.folders.find(source.folder());
            bool named = row != architecture.folders.end() &&
                         row->second.libraries.contains(std::string(library.name));
            bool of_tests = source.is_test() ||
                            (source.path.ends_with(".hpp") && !of_product.contains(source.path));
            bool allowed = library.belongs == Belongs::everywhere ||
                           (library.belongs == Belongs::tests && of_tests) ||
                           (library.belongs == Belongs::library && named);
            if (!allowed)
                out.push_back(found(source, include.line,
                                    std::string(library.name) + " is not among the libraries of " +
                                        source.folder()));
        }
    return out;
}

Findings unused_edges(const Sources& sources, const Architecture& architecture) {
    auto unused = architecture.edges;
    for (const auto& source : sources)
        for (const auto& include : includes_of(source))
            if (include.ours)
                unused.erase({source.capability(), target_of(include.file).capability});
    Findings out;
    for (const auto& [from, to] : unused)
        out.push_back("docs/architecture.md: the edge " + from + " --> " + to +
                      " is drawn, but nothing goes along it");
    return out;
}

} // namespace vienreiz::tidy
