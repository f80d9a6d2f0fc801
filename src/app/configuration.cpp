#include "app/configuration.hpp"

#include "base/limits.hpp"
#include "platform/given_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace vienreiz::app {
namespace {

std::string place(const std::string& file, const toml::source_region& source) {
    return fmt::format("{}, line {}", file, source.begin.line);
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

// As the command line would say it.
Result<std::string> value_of(const Option& option, const toml::node& node) {
    auto takes = [&](std::string_view what) {
        return Failure{Kind::invalid, fmt::format("{} takes {}", option.name.substr(2), what)};
    };
    if (option.flag) {
        auto truth = node.value_exact<bool>();
        if (!truth) return takes("true or false");
        return std::string(*truth ? "yes" : "");
    }
    if (option.takes == Option::Takes::number) {
        auto number = node.value_exact<std::int64_t>();
        if (!number || *number < 0) return takes("a whole number without quotation marks");
        return std::to_string(*number);
    }
    auto text = node.value_exact<std::string>();
    if (!text) return takes("text in quotation marks");
    return *text;
}

} // namespace

Result<Arguments> read_configuration(std::string_view text, const std::string& file,
                                     const std::vector<Option>& options) {
    auto parsed = toml::parse(text);
    if (!parsed)
        return Failure{Kind::invalid, std::string(parsed.error().description()),
                       place(file, parsed.error().source())};
    Arguments out;
    for (const auto& [key, node] : parsed.table()) {
        auto where = place(file, key.source());
        const auto* option = option_for(options, key.str());
        if (!option) return within(unknown(key.str(), options), where);
        auto value = value_of(*option, node);
        if (!value) return within(std::move(value).error(), where);
        out.emplace(option->name, std::move(*value));
    }
    return out;
}

Result<Arguments> read_configuration(const std::filesystem::path& file,
                                     const std::vector<Option>& options) {
    auto content = TRY(platform::given_file(file, limits::configuration_file));
    return read_configuration(content, file.string(), options);
}

} // namespace vienreiz::app
