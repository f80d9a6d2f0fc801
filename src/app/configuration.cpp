#include "app/configuration.hpp"

#include "base/limits.hpp"
#include "journal/disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::app {
namespace {

struct Setting {
    enum class Is { text, number, truth };
    std::string key;
    Is is = Is::text;
    std::string value;
};

Failure not_a_setting(std::string_view why) {
    return {Kind::invalid, fmt::format("{}; write: key = \"text\", key = 1 or key = true", why)};
}

// What stands behind a value may only be a comment.
Outcome nothing_more(std::string_view rest) {
    rest = trim(rest);
    if (rest.empty() || rest.front() == '#') return {};
    return not_a_setting(fmt::format("\"{}\" stands behind the value", rest));
}

// A basic string ("…", with \" and \\) or a literal one ('…'); moves `rest` behind it.
Result<std::string> quoted(std::string_view& rest) {
    char mark = rest.front();
    std::string out;
    for (std::size_t at = 1; at < rest.size(); ++at) {
        char c = rest[at];
        if (c == mark) {
            rest.remove_prefix(at + 1);
            return out;
        }
        if (c == '\\' && mark == '"') {
            if (++at == rest.size() || (rest[at] != '"' && rest[at] != '\\'))
                return not_a_setting("Only \\\" and \\\\ are known behind a backslash");
            c = rest[at];
        }
        out += c;
    }
    return not_a_setting("The text has no closing quotation mark");
}

Result<Setting> setting_of(std::string_view line) {
    if (line.front() == '[') return not_a_setting("There are no sections here");
    auto equals = line.find('=');
    if (equals == line.npos) return not_a_setting("This line has no =");
    Setting out;
    out.key = trim(line.substr(0, equals));
    auto rest = trim(line.substr(equals + 1));
    if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) {
        out.value = TRY(quoted(rest));
        TRY(nothing_more(rest));
        return out;
    }
    auto end = std::min(rest.find_first_of(" \t#"), rest.size());
    out.value = rest.substr(0, end);
    TRY(nothing_more(rest.substr(end)));
    if (out.value == "true" || out.value == "false")
        out.is = Setting::Is::truth;
    else if (number<std::uint64_t>(out.value))
        out.is = Setting::Is::number;
    else
        return not_a_setting(
            fmt::format("{} has a value that is neither text, number nor truth", out.key));
    return out;
}

const Option* option_for(const std::vector<Option>& options, std::string_view key) {
    auto found = std::ranges::find_if(options, [&](const Option& one) {
        return one.name.starts_with("--") && one.name != "--config" &&
               std::string_view(one.name).substr(2) == key;
    });
    return found == options.end() ? nullptr : &*found;
}

Failure unknown(std::string_view key, const std::vector<Option>& options) {
    std::string names;
    for (const auto& one : options)
        if (one.name.starts_with("--") && one.name != "--config")
            names += (names.empty() ? "" : ", ") + one.name.substr(2);
    return {Kind::invalid, fmt::format("There is no option {}; there are {}", key, names)};
}

Outcome fits(const Setting& setting, const Option& option) {
    auto wanted = option.flag                             ? Setting::Is::truth
                  : option.takes == Option::Takes::number ? Setting::Is::number
                                                          : Setting::Is::text;
    if (setting.is == wanted) return {};
    constexpr std::array<std::string_view, 3> words{
        "text in quotation marks", "a whole number without quotation marks", "true or false"};
    return Failure{Kind::invalid, fmt::format("{} takes {}", setting.key,
                                              words[static_cast<std::size_t>(wanted)])};
}

Outcome take(Arguments& into, const std::vector<Option>& options, std::string_view line) {
    auto setting = TRY(setting_of(line));
    const auto* option = option_for(options, setting.key);
    if (!option) return unknown(setting.key, options);
    TRY(fits(setting, *option));
    auto value = !option->flag             ? setting.value
                 : setting.value == "true" ? std::string("yes")
                                           : std::string();
    if (into.try_emplace(option->name, std::move(value)).second) return {};
    return Failure{Kind::invalid, fmt::format("{} stands here twice", setting.key)};
}

} // namespace

Result<Arguments> read_configuration(std::string_view text, const std::string& file,
                                     const std::vector<Option>& options) {
    Arguments out;
    std::size_t line_number = 0;
    for (auto line : split(text, '\n')) {
        ++line_number;
        line = trim(line);
        if (line.empty() || line.front() == '#') continue;
        if (auto taken = take(out, options, line); !taken)
            return Failure{taken.error().kind, taken.error().what,
                           fmt::format("{}, line {}", file, line_number)};
    }
    return out;
}

Result<Arguments> read_configuration(const std::filesystem::path& file,
                                     const std::vector<Option>& options) {
    auto content = journal::read_whole(*journal::real_disk(), file, limits::configuration_file);
    if (!content)
        return Failure{content.error().kind, "The configuration file cannot be read",
                       file.string()};
    return read_configuration(text(*content), file.string(), options);
}

} // namespace vienreiz::app
