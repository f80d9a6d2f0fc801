#include "app/witnesses_option.hpp"

#include "platform/given_file.hpp"

namespace vienreiz::app {

using Option = platform::CommandLine::Option;

Option witnesses_option(std::string name, std::string help) {
    return {.name = std::move(name), .help = std::move(help), .takes = Option::Takes::file};
}

Result<std::optional<journal::Policy>> witnesses_in(const std::string& file) {
    if (file.empty()) return std::nullopt;
    auto policy = TRY(platform::given_policy(file));
    if (policy.witnesses.empty())
        return Failure{Kind::invalid, "This policy names no witness", file};
    for (const auto& witness : policy.witnesses)
        if (witness.url.empty())
            return Failure{
                Kind::invalid,
                "The witness " + witness.name + " needs the address at which it is asked", file};
    return policy;
}

} // namespace vienreiz::app
