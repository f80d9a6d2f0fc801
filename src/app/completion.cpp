#include "app/completion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::app {
namespace {

using Option = platform::CommandLine::Option;

// Both shells share the tables; what differs is how they ask and how they are told.
constexpr std::string_view fronts = R"(if [ -n "${ZSH_VERSION-}" ]; then
  _vienreiz() {
    local offers files current="${words[CURRENT]}"
    _vienreiz_offers "${words[2,CURRENT-1]}" "${words[CURRENT-1]}"
    if [[ -n "$files" && "$current" != -* ]]; then _files; else compadd -- ${=offers}; fi
  }
  compdef _vienreiz vienreiz
else
  _vienreiz() {
    local offers files current="${COMP_WORDS[COMP_CWORD]}"
    _vienreiz_offers "${COMP_WORDS[*]:1:COMP_CWORD-1}" "${COMP_WORDS[COMP_CWORD-1]}"
    COMPREPLY=()
    if [[ -n "$files" && "$current" != -* ]]; then
      compopt -o default
    else
      COMPREPLY=($(compgen -W "$offers" -- "$current"))
    fi
  }
  complete -F _vienreiz vienreiz
fi
)";

struct Offers {
    std::vector<std::string> words; // subcommands and options
    bool files = false;             // or a file's name

    void add(std::string_view word) {
        if (std::ranges::find(words, word) == words.end()) words.emplace_back(word);
    }
};

bool is_positional(const Option& option) { return !option.name.starts_with('-'); }

// After the words of a command, what may follow: "" and "journal" are followed by subcommands.
std::map<std::string, Offers> offers_of(const std::vector<platform::CommandLine>& commands) {
    std::map<std::string, Offers> out;
    for (const auto& command : commands) {
        std::string before;
        for (auto word : split(command.name, ' ')) {
            out[before].add(word);
            before += before.empty() ? "" : " ";
            before += word;
        }
        for (const auto& option : command.options)
            if (is_positional(option))
                out[before].files |= option.takes == Option::Takes::file;
            else
                out[before].add(option.name);
        out[before];
    }
    for (auto& [before, offers] : out) offers.add("--help");
    out[""].add("--version");
    return out;
}

// The options that a value follows, as alternatives of a case.
std::string followed_by(const std::vector<platform::CommandLine>& commands, bool file) {
    std::vector<std::string> names;
    for (const auto& command : commands)
        for (const auto& option : command.options)
            if (!option.flag && !is_positional(option) &&
                (option.takes == Option::Takes::file) == file)
                names.push_back(option.name);
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return join(names, "|");
}

} // namespace

std::string completion_script(const std::vector<platform::CommandLine>& commands) {
    // The words before, and the last of them.
    std::string out = "_vienreiz_offers() {\n  offers= files=\n  case \"$2\" in\n";
    out += fmt::format("  {}) files=yes; return ;;\n  {}) return ;;\n  esac\n  case \"$1\" in\n",
                       followed_by(commands, true), followed_by(commands, false));
    auto offers = offers_of(commands);
    for (auto at = offers.rbegin(); at != offers.rend(); ++at) { // "journal cat" before "journal"
        const auto& [before, what] = *at;
        auto pattern = before.empty() ? "''" : fmt::format("'{0}'|'{0} '*", before);
        out += fmt::format("  {}) offers='{}' files={} ;;\n", pattern, join(what.words, " "),
                           what.files ? "yes" : "");
    }
    out += "  esac\n}\n";
    out += fronts;
    return out;
}

} // namespace vienreiz::app
