// Any bytes as a configuration file: what is taken are options there are, spelt as the command line spells them, and it
// is read again as it is written.
#include "app/configuration.hpp"
#include "app/serve_command.hpp"
#include "base/fuzz_seeds.hpp"

#include <fmt/format.h>

#include <algorithm>

using namespace vienreiz;

namespace {

const app::Option& option_of(const std::string& name) {
    static const auto options = app::serve_options();
    auto found = std::ranges::find(options, name, &app::Option::name);
    check(found != options.end() && name != "--config", "an option that is taken is one there is");
    return *found;
}

// https://toml.io/en/v1.0.0#string
std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            out += '\\', out += c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + "\"";
}

std::string written(const app::Arguments& arguments) {
    std::string out;
    for (const auto& [name, value] : arguments) {
        const auto& option = option_of(name);
        bool number = option.takes == app::Option::Takes::number;
        if (option.flag)
            check(value.empty() || value == "yes", "a flag is yes or nothing");
        else if (number)
            check(vienreiz::number<std::uint64_t>(value).has_value(), "a number is one");
        out += fmt::format("{} = {}\n", name.substr(2),
                           option.flag ? (value.empty() ? "false" : "true")
                           : number    ? value
                                       : in_quotes(value));
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments,
                       {"# where\ndata = \"/srv/a # b\"\nport=443\nempty = true\r\n",
                        "data = 'a\\b'\nname = \"\\u0101\\t\\\"\"",
                        "address = \"\"\"\n::1\"\"\"\nrate = 0x10", "[serve]\nport = 1",
                        "port = 18446744073709551616", "data = [[[1, {a = 2}]]]",
                        "\"data\" = \"x\"", "proxies = \"10.0.0.0/8\""});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto options = app::serve_options();
    if (size > limits::configuration_file) return 0;
    auto read = app::read_configuration(text(ByteView(data, size)), "node.toml", options);
    if (!read) {
        check(!read.error().what.empty() && read.error().where.starts_with("node.toml, line "),
              "what is refused has a reason and a place");
        return 0;
    }
    auto again = app::read_configuration(written(*read), "again.toml", options);
    check(again && *again == *read, "options survive being written");
    return 0;
}
