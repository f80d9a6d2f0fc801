#include "platform/trusted.hpp"

#include "base/limits.hpp"
#include "platform/given_file.hpp"

namespace vienreiz::platform {
namespace {

// One key as it is, or a file of them.
Result<std::vector<std::string>> trusted_vkeys(const std::string& given) {
    if (journal::verifier_key(given)) return std::vector{given};
    auto content = TRY(given_file(given, limits::verifier_keys));
    std::vector<std::string> vkeys;
    for (auto line : split(content, '\n'))
        if (!trim(line).empty()) vkeys.emplace_back(trim(line));
    if (vkeys.empty()) return Failure{Kind::invalid, "This file names no verifier key", given};
    return vkeys;
}

} // namespace

std::array<CommandLine::Option, 2> trust_options() {
    using enum CommandLine::Option::Takes;
    return {{{.name = "--policy",
              .help = "A trust policy: logs, witnesses and the quorum that must have cosigned",
              .takes = file},
             {.name = "--vkey",
              .help = "Or a trusted verifier key, or a file of them, one a line",
              .takes = file}}};
}

Result<journal::Policy> trusted(const CommandLine::Arguments& arguments) {
    const auto &policy = arguments.at("--policy"), &vkeys = arguments.at("--vkey");
    if (policy.empty() == vkeys.empty())
        return Failure{Kind::invalid,
                       "Say whom you trust in one way: --policy with a trust policy, "
                       "or --vkey with verifier keys"};
    if (policy.empty()) return journal::policy_of(TRY(trusted_vkeys(vkeys)));
    return given_policy(policy);
}

} // namespace vienreiz::platform
