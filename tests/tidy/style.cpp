#include "tidy/style.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <unistd.h>

namespace vienreiz::tidy {
namespace {

// Each stands here in two halves, so that this file does not hold it.
constexpr auto banned = std::to_array<std::array<std::string_view, 2>>({
    {"TO", "DO"},
    {"FIX", "ME"},
    {"XX", "X"},
    {"issue", " #"},
    {"issue number", " "},
    {"/wo", "rk/"},
    {"/ro", "ot/"},
    {"npmjs", ".org"},
    {"deb.debian", ".org"},
    {"crates", ".io"},
    {"pypi", ".org"},
    {"docker", ".io"},
});

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The word stands alone: "TO" + "DO" is not in "TO" + "DOS".
bool holds(std::string_view line, std::string_view word) {
    for (auto at = line.find(word); at != line.npos; at = line.find(word, at + 1)) {
        bool begins = at == 0 || !is_word(line[at - 1]) || !is_word(word.front());
        bool ends = at + word.size() == line.size() || !is_word(line[at + word.size()]) ||
                    !is_word(word.back());
        if (begins && ends) return true;
    }
    return false;
}

std::size_t line_at(std::string_view code, std::size_t at) {
    return 1 + static_cast<std::size_t>(std::ranges::count(code.substr(0, at), '\n'));
}

// A numbered session: those who wrote it, not those who sign in.
bool numbers_a_session(std::string_view line) {
    constexpr std::string_view word = "ession ";
    auto at = line.find(word);
    return at != line.npos && at + word.size() < line.size() &&
           std::isdigit(static_cast<unsigned char>(line[at + word.size()])) != 0;
}

// What stands before a brace: does it open a function's body?
bool opens_function(std::string_view head) {
    auto last = head.rfind(')');
    if (last == head.npos || head.contains('=')) return false;
    auto after = head.substr(last); // "class Play", after a macro without a semicolon
    return !holds(after, "class") && !holds(after, "struct") && !holds(after, "namespace") &&
           !holds(after, "enum");
}

// `: name_{value}` between a constructor's head and its body.
bool initialises(std::string_view head) {
    auto last = head.find_last_not_of(" \n");
    return last != head.npos && is_word(head[last]) && head.contains(") :");
}

// What stands before a brace: do members follow, or statements?
bool opens_members(std::string_view code) {
    auto last = code.find_last_not_of(" \n");
    if (last == code.npos) return false;
    if (std::string_view("(,={").contains(code[last])) return true;
    auto begin = code.find_last_of(";{})", last) + 1; // "return Page", ") -> Outcome", ") const"
    auto head = code.substr(begin, last + 1 - begin);
    for (std::string_view word : {"else", "do", "const", "noexcept", "mutable", "namespace", "->"})
        if (holds(head, word)) return false;
    return is_word(code[last]) || code[last] == '>';
}

// Walks back from `at` to the brace it stands in: is it one of members, with a comma on the way?
bool stands_behind_a_member(std::string_view code, std::size_t at) {
    bool comma = false;
    for (int braces = 0, brackets = 0; at-- > 0;) {
        char c = code[at];
        if (c == '}') ++braces;
        if (c == '{' && braces-- == 0) return comma && opens_members(code.substr(0, at));
        if (braces > 0) continue;
        if (c == ';') return false;
        if (c == ')') ++brackets;
        // A call's argument: only what stands outside the call counts.
        if (c == '(' && brackets-- == 0) brackets = 0, comma = false;
        if (c == ',' && brackets == 0) comma = true;
    }
    return false;
}

// The functions that show what they are given, and keep nothing of it.
constexpr std::string_view shows_only[] = {"split(", "trim(",     "text(",
                                           "bytes(", "ByteView(", "std::string_view("};

// Where a range-for's range begins: behind the colon between its brackets. The end when it has none.
std::size_t range_of(std::string_view code, std::size_t loop) {
    int brackets = 0;
    for (auto at = code.find('(', loop); at < code.size(); ++at) {
        char c = code[at];
        if (c == '(' || c == '{' || c == '[') ++brackets;
        if ((c == ')' || c == '}' || c == ']') && --brackets == 0) return code.size();
        if (c == ';' && brackets == 1) return code.size();
        if (c == ':' && code.substr(at, 2) != "::" && code[at - 1] != ':' && brackets == 1)
            return std::min(code.find_first_not_of(" \n", at + 1), code.size());
    }
    return code.size();
}

bool shows_a_temporary(std::string_view range) {
    bool shows = false;
    for (bool went_in = true; went_in;) {
        went_in = false;
        for (auto name : shows_only)
            if (range.starts_with(name)) {
                range.remove_prefix(name.size());
                shows = went_in = true;
            }
    }
    return shows && range.substr(0, range.find_first_of(",)")).contains('(');
}

} // namespace

Findings loops_over_temporaries(const Sources& sources) {
    Findings out;
    for (const auto& source : sources) {
        auto code = code_only(source.text);
        for (auto at = code.find("for ("); at != code.npos; at = code.find("for (", at + 1)) {
            if (!source.is_code() || (at > 0 && is_word(code[at - 1]))) continue;
            if (shows_a_temporary(std::string_view(code).substr(range_of(code, at))))
                out.push_back(found(source, line_at(code, at),
                                    "the loop runs over a view of what a call gave, which is gone "
                                    "by then; name it before"));
        }
    }
    return out;
}

Findings namespaces_opened(const Sources& sources) {
    Findings out;
    for (const auto& source : sources)
        if (source.path.ends_with(".cpp") && !source.is_test())
            each_line({source.path, code_only(source.text)},
                      [&](std::size_t number, std::string_view line) {
                          if (line.starts_with("using namespace"))
                              out.push_back(found(
                                  source, number,
                                  "a namespace is opened for the whole file; name what is used"));
                      });
    return out;
}

Findings tries_in_braces(const Sources& sources) {
    Findings out;
    for (const auto& source : sources) {
        auto code = code_only(source.text);
        for (auto at = code.find("TRY("); at != code.npos; at = code.find("TRY(", at + 1))
            if ((at == 0 || !is_word(code[at - 1])) && stands_behind_a_member(code, at))
                out.push_back(
                    found(source, line_at(code, at),
                          "TRY stands behind another member in braces; name its value before"));
    }
    return out;
}

Findings coroutines_outside_http(const Sources& sources) {
    Findings out;
    for (const auto& source : sources)
        if (source.is_code() && source.folder() != "http")
            each_line({source.path, code_only(source.text)},
                      [&](std::size_t number, std::string_view line) {
                          for (std::string_view word : {"co_await", "co_return", "co_yield"})
                              if (holds(line, word))
                                  out.push_back(found(source, number,
                                                      std::string(word) + " stands outside http"));
                      });
    return out;
}

Findings lines_over(const Sources& sources, std::size_t most) {
    Findings out;
    for (const auto& source : sources)
        if (source.is_code())
            each_line(source, [&](std::size_t number, std::string_view line) {
                if (auto width = columns(line); width > most)
                    out.push_back(found(source, number,
                                        "the line has " + std::to_string(width) + " columns"));
            });
    return out;
}

Findings files_over(const Sources& sources, std::size_t most) {
    Findings out;
    for (const auto& source : sources) {
        auto lines = static_cast<std::size_t>(std::ranges::count(source.text, '\n'));
        if (source.is_code() && lines > most)
            out.push_back(found(source, lines,
                                "the file has " + std::to_string(lines) +
                                    " lines; split it by what its parts do"));
    }
    return out;
}

Findings functions_over(const Sources& sources, std::size_t most) {
    Findings out;
    for (const auto& source : sources) {
        if (!source.is_code() || source.is_test()) continue;
        auto code = code_only(source.text);
        std::size_t depth = 0, function = 0, began = 0, line = 1,
                    head = 0; // `function`: the depth of its body, 0 outside
        for (std::size_t at = 0; at < code.size(); ++at) {
            if (code[at] == '\n') ++line;
            if (code[at] == ';') head = at + 1;
            if (code[at] == '{') {
                auto before = std::string_view(code).substr(head, at - head);
                ++depth;
                if (function == 0 && !initialises(before) && opens_function(before))
                    function = depth, began = line;
                if (!initialises(before)) head = at + 1;
            }
            if (code[at] == '}' && depth > 0) {
                if (function == depth) {
                    function = 0;
                    if (line - began > most)
                        out.push_back(found(source, began,
                                            "the function has " + std::to_string(line - began) +
                                                " lines; it does not fit a screen"));
                }
                --depth;
                if (!initialises(std::string_view(code).substr(head, at - head))) head = at + 1;
            }
        }
    }
    return out;
}

std::optional<Findings> unformatted(const Sources& sources) {
    if (std::system("command -v clang-format-19 >/dev/null") != 0) return {};
    auto list =
        std::filesystem::temp_directory_path() / ("tidy-files-" + std::to_string(::getpid()));
    {
        std::ofstream out(list);
        for (const auto& source : sources)
            if (source.is_code()) out << (root() / source.path).string() << '\n';
    }
    auto command = "clang-format-19 --dry-run --files=" + list.string() + " 2>&1";
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> told(::popen(command.c_str(), "r"), ::pclose);
    Findings out;
    char line[4'096];
    while (told && std::fgets(line, sizeof line, told.get()))
        if (std::string_view(line).contains("[-Wclang-format-violations]")) out.emplace_back(line);
    std::filesystem::remove(list);
    return out;
}

Findings banned_words(const Sources& sources) {
    Findings out;
    for (const auto& source : sources)
        each_line(source, [&](std::size_t number, std::string_view line) {
            for (const auto& [first, second] : banned) {
                auto word = std::string(first) + std::string(second);
                if (holds(line, word))
                    out.push_back(found(source, number, "\"" + word + "\" has no place here"));
            }
            if (numbers_a_session(line))
                out.push_back(found(source, number, "say what was done, not when"));
        });
    return out;
}

Findings folders_without_readme(const std::filesystem::path& src) {
    Findings out;
    auto need = [&](const std::filesystem::path& parent) {
        if (!std::filesystem::is_directory(parent)) return;
        for (const auto& entry : std::filesystem::directory_iterator(parent))
            if (entry.is_directory() && entry.path().filename() != "capabilities" &&
                !std::filesystem::exists(entry.path() / "README.md"))
                out.push_back(
                    std::filesystem::relative(entry.path(), src.parent_path()).generic_string() +
                    ": the folder has no README.md");
    };
    need(src);
    need(src / "capabilities");
    std::ranges::sort(out);
    return out;
}

} // namespace vienreiz::tidy
