#include "platform/rules.hpp"

#include "platform/state_root.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

const Endpoint* endpoint_at(std::span<const Capability> capabilities, const ComesBy& route) {
    for (const auto& capability : capabilities)
        for (const auto& endpoint : capability.endpoints)
            if (endpoint.method == route.method && endpoint.path == route.path) return &endpoint;
    return nullptr;
}

Failure against_the_rules(std::string_view why) {
    return {Kind::forbidden, fmt::format("The rules do not give this entry: {}", why)};
}

std::vector<std::string> entries_of(const Events& events, const Envelope& said) {
    std::vector<std::string> out;
    for (const auto& event : events.list)
        out.push_back(entry_of(event, said.at, said.by, out.empty() ? said.once : std::nullopt));
    return out;
}

// What came of a wish that was named stands in its first entry, and must be what came of it.
bool says_what_came(const std::optional<DoneOnce>& once, const Events& events) {
    if (!once) return true;
    return once->entries == events.list.size() && once->subject.value_or("") == events.subject;
}

Failure made_by_others(std::uint64_t rules) {
    return {Kind::forbidden,
            fmt::format("it was made by rules {}, and these are rules {}", rules, rules_version)};
}

} // namespace

Rules::Rules(std::span<const Capability> capabilities) : capabilities_(capabilities) {
    for (const auto& capability : capabilities) {
        if (capability.directory) directory_ = &*capability.directory;
        if (capability.rules) capability.rules(*this);
    }
    check(directory_ != nullptr, "some capability knows who people are");
    rules_.emplace(StatePartsRooted::type, Rule{nullptr, true, enter_state_root_again});
    rules_.emplace(StateRooted::type, Rule{nullptr, true, [](const Asked&) -> Result<Events> {
                                               return made_by_others(1);
                                           }});
}

Result<Events> Rules::enter_state_root_again(const Asked& asked) {
    auto said = TRY(json::from<StatePartsRooted>(asked.data));
    if (said.rules != rules_version) return made_by_others(said.rules);
    auto portion = TRY(next_portion(asked.view));
    if (portion.events.list.front().data != json::text(said))
        return Failure{Kind::forbidden, "the state that follows from the entries has another root"};
    return std::move(portion.events);
}

void Rules::add(std::string_view type, const ComesBy& route, Again again) {
    const auto* endpoint = endpoint_at(capabilities_, route);
    check(endpoint != nullptr, "a wish comes by a route that is there");
    rules_.emplace(type, Rule{endpoint, route.node, std::move(again)});
}

Outcome Rules::may(const Asked& asked,
                   const std::vector<std::pair<std::string_view, std::string>>& path) {
    if (asked.caller.sort == Caller::Sort::nobody) return {}; // it is the node: again() has asked
    std::vector<InstitutionId> owners;
    if (asked.route->access.tenant == Tenant::own && asked.route->owners)
        owners = asked.route->owners(asked.view, http::Match{0, path});
    return authorise(asked.route->access, asked.caller, owners);
}

Result<Caller> Rules::caller_of(std::string_view by, const store::Snapshot& view) const {
    if (by == "node") return Caller{};
    auto colon = by.find(':');
    auto sort = by.substr(0, colon);
    std::string id(by.substr(std::min(by.size(), colon + 1)));
    std::optional<Caller> found;
    if (sort == "person") found = directory_->person(view, {id});
    if (sort == "system") found = directory_->system_by_id(view, {id});
    if (found) return std::move(*found);
    return against_the_rules(fmt::format("nobody is called \"{}\" here", by));
}

Result<std::vector<std::string>> Rules::again(std::string_view entry, const Envelope& said,
                                              const store::Snapshot& view) const {
    auto [rule, end] = rules_.equal_range(said.type);
    if (rule == end)
        return against_the_rules(
            fmt::format("none of this version is for the event \"{}\"", said.type));
    auto caller = TRY(caller_of(said.by, view));
    auto refused = against_the_rules("what the wish comes to is not what stands here");
    for (; rule != end; ++rule) {
        if (caller.sort == Caller::Sort::nobody && !rule->second.node) {
            refused = against_the_rules("that is not for the node itself to wish");
            continue;
        }
        auto events = rule->second.again({said.data, said.at, caller, view, rule->second.route});
        if (!events) {
            refused = against_the_rules(events.error().what);
            continue;
        }
        auto entries = entries_of(*events, said);
        bool same = !entries.empty() && entries.front() == entry;
        if (same && says_what_came(said.once, *events)) return entries;
    }
    return refused;
}

} // namespace vienreiz::platform
