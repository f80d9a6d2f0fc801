#include "app/witnesses_option.hpp"

#include "base/limits.hpp"
#include "platform/given_file.hpp"

namespace vienreiz::app {

using Option = platform::CommandLine::Option;

Option witnesses_option(std::string name, std::string help) {
    return {.name = std::move(name), .help = std::move(help), .takes = Option::Takes::file};
}

Result<std::optional<journal::Policy>> witnesses_in(const std::string& file) {
    if (file.empty()) return std::nullopt;
    auto policy = journal::parse_policy(TRY(platform::given_file(file, limits::policy_bytes)));
    if (!policy) return within(std::move(policy).error(), file + " ");
    if (policy->witnesses.empty())
        return Failure{Kind::invalid, "This policy names no witness", file};
    for (const auto& witness : policy->witnesses)
        if (witness.url.empty())
            return Failure{
                Kind::invalid,
                "The witness " + witness.name + " needs the address at which it is asked", file};
    return std::move(*policy);
}

} // namespace vienreiz::app
