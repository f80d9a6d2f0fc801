#include "capabilities/catalogue/catalogue.hpp"

#include "capabilities/catalogue/commands.hpp"
#include "capabilities/catalogue/pages_steward.hpp"
#include "capabilities/catalogue/rules.hpp"
#include "capabilities/catalogue/view.hpp"
#include "platform/answers.hpp"

namespace vienreiz::catalogue {
namespace {

using platform::Access;
using platform::Ask;
using platform::Found;
using platform::Role;
using platform::Tenant;

Result<Found> list(Ask& ask) { return platform::json_answer(all_datasets(ask.view())); }

Result<Found> one(Ask& ask) {
    auto found = dataset(ask.view(), {ask.parameter("dataset")});
    if (!found) return Failure{Kind::missing, "There is no such dataset; /api/datasets lists them"};
    return platform::json_answer(*found);
}

std::vector<platform::Endpoint> routes() {
    using enum http::Method;
    auto rule = [](const auto& moment, const auto& caller, const auto& view, const auto& wish) {
        return decide(moment, caller, view, wish);
    };
    auto stewards = Access::people({Role::steward, Role::operator_}, Tenant::own);
    // Whose a new dataset is stands in its description: the rule compares, since the address names nothing yet.
    auto any_steward = Access::people({Role::steward}, Tenant::any);
    auto open = Access::open_to_anyone();
    return {
        {.method = get,
         .path = "/api/datasets",
         .summary = "All datasets and their fields",
         .access = open,
         .work = platform::Read(list),
         .gives = json::schema<std::vector<Dataset>>()},
        {.method = get,
         .path = "/api/datasets/{dataset}",
         .summary = "One dataset and its fields",
         .access = open,
         .work = platform::Read(one),
         .gives = json::schema<Dataset>()},
        platform::command<DescribeDataset>(post, "/api/datasets", "Describe a new dataset",
                                           any_steward, {}, rule),
        platform::command<ReviseDataset>(put, "/api/datasets", "Revise a dataset's description",
                                         any_steward, {}, rule),
        platform::command<WithdrawDataset>(post, "/api/datasets/{dataset}/withdrawal",
                                           "Withdraw a dataset", stewards, steward_of, rule),
    };
}

} // namespace

platform::Capability catalogue() {
    auto endpoints = routes();
    for (auto& page : steward_pages()) endpoints.push_back(std::move(page));
    return {.name = "catalogue",
            .endpoints = std::move(endpoints),
            .menu = {{"/desk/steward", html::sentence("Our registers"), {Role::steward}}},
            .commands = commands(),
            .events = register_events,
            .rules = register_rules};
}

} // namespace vienreiz::catalogue
